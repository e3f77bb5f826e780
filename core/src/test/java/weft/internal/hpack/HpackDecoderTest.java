package weft.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackDecoderTest {

  private final HpackDecoder decoder = new HpackDecoder(4096);

  // RFC 7541 §5.1, RFC 7541 §5.2, RFC 7541 §6.1, RFC 7541 §6.2.1, RFC 7541 §6.3.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // index 0
        "be", // the dynamic table is empty
        "ff", // an integer without its rest
        "ffffffffff", // the same, later
        "ff8080808080808000", // an integer that does not end in time
        "ffffffffff7f", // an integer above 2^31 - 1
        "40", // no name
        "4001", // a name that is cut off
        "400161", // no value
        "40016102", // a value that is cut off
        "3fe21f", // a table of 4097 octets
        "8220", // a size update after a field
        "400161811e", // Huffman: 'a', and padding that is not all ones
        "40016184ffffffff", // Huffman: EOS
        "40016181ff", // Huffman: eight bits of padding
        "400161827fff", // Huffman: more than seven bits of padding
      })
  void refuses(String hex) {
    assertThatThrownBy(() -> Blocks.decode(decoder, hex)).isInstanceOf(HpackException.class);
  }

  @Test
  void sizeUpdatesMayComeTwiceAtTheBeginning() throws HpackException {
    Blocks.decode(decoder, "4001610162");
    assertThat(decoder.tableBytes()).isEqualTo(34);
    assertThat(Blocks.decode(decoder, "203fe11f82")).containsExactly(":method: GET");
    assertThat(decoder.tableBytes()).isZero();
  }

  // RFC 7541 §4.2.
  @Test
  void tableMustShrinkOnceThePeerKnows() throws HpackException {
    var small = new HpackDecoder(100);
    assertThat(Blocks.decode(small, "82")).containsExactly(":method: GET");
    small.acknowledged();
    assertThatThrownBy(() -> Blocks.decode(small, "82")).isInstanceOf(HpackException.class);
  }

  @Test
  void tableMayShrinkFurtherThanItMust() throws HpackException {
    var small = new HpackDecoder(100);
    small.acknowledged();
    assertThat(Blocks.decode(small, "3f1182")).containsExactly(":method: GET");
    assertThatThrownBy(() -> Blocks.decode(small, "3f4682")).isInstanceOf(HpackException.class);
  }

  // RFC 7541 §2.3.2, RFC 7541 §4.1, RFC 7541 §4.3.
  @Test
  void evictsTheOldestFirst() throws HpackException {
    Blocks.decode(decoder, "3f27" + "4001610162" + "4001630164"); // 70 octets: two entries
    assertThat(Blocks.decode(decoder, "bebf")).containsExactly("c: d", "a: b");
    Blocks.decode(decoder, "4001650166");
    assertThat(Blocks.decode(decoder, "bebf")).containsExactly("e: f", "c: d");
    assertThatThrownBy(() -> Blocks.decode(decoder, "c0")).isInstanceOf(HpackException.class);
  }

  // RFC 7541 §4.4.
  @Test
  void anEntryLargerThanTheTableEmptiesIt() throws HpackException {
    Blocks.decode(decoder, "3f05" + "4001610162");
    assertThat(decoder.tableBytes()).isEqualTo(34);
    assertThat(Blocks.decode(decoder, "40036161610162")).containsExactly("aaa: b");
    assertThat(decoder.tableBytes()).isEqualTo(36);
    assertThat(Blocks.decode(decoder, "4004616161610162")).containsExactly("aaaa: b");
    assertThat(decoder.tableBytes()).isZero();
  }

  @Test
  void nameOfAnEvictedEntryCanBeReferredTo() throws HpackException {
    Blocks.decode(decoder, "3f05" + "4001610162");
    assertThat(Blocks.decode(decoder, "7e0163")).containsExactly("a: c");
    assertThat(Blocks.decode(decoder, "be")).containsExactly("a: c");
  }

  @Test
  void aBombIsCountedAndNotKept() throws HpackException {
    byte[] large = Blocks.encode(new HpackEncoder(4096), "bomb", "x".repeat(900));
    Blocks.decode(decoder, large);
    byte[] references = new byte[100_000];
    java.util.Arrays.fill(references, (byte) 0xbe);
    var fields = new FieldList(65_536, 500);
    decoder.decode(references, 0, references.length, fields);
    assertThat(fields.overflown()).isTrue();
    assertThat(fields.count()).isEqualTo(65_536 / (904 + 32));
    fields.clear();
    assertThat(fields.overflown()).isFalse();
    assertThat(fields.count()).isZero();
  }

  @Test
  void tooManyFieldsAreCountedAndNotKept() throws HpackException {
    var fields = new FieldList(1 << 20, 2);
    decoder.decode(Blocks.octets("828284"), 0, 3, fields);
    assertThat(fields.overflown()).isTrue();
    assertThat(fields.count()).isEqualTo(2);
  }
}
