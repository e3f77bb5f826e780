package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackException;

/// HPACK against Netty's, on blocks that were damaged: both decoders refuse a block, or both read
/// the same fields and go on with the table that it left them.
///
/// Netty's encoder, which uses Huffman codes and the table, makes a story of blocks; some octets of
/// some of them are changed, and both decoders read the story up to the block that they refuse.
class HpackMutationTest {

  private static final int STORIES = 2000;
  private static final int BLOCKS_MAX = 40;
  private static final int LIST_BYTES_MAX = 1 << 28;
  private static final int FIELDS_MAX = 1 << 20;

  /// The one difference: Netty reads integers of up to nine octets, if the value is one of 31 bits.
  /// Both may refuse what exceeds their limits, in value or in octets (RFC 7541 §5.1).
  private static final String LONG_INTEGER = "an integer of more than 5 octets";

  /// What a decoder made of a block.
  ///
  /// @param refusal why it was refused, empty if it was not
  private record Outcome(List<String> fields, Optional<String> refusal) {}

  /// Both decoders, with the tables of one story.
  private static final class Pair {
    HpackDecoder ours = new HpackDecoder(HpackDecoder.TABLE_BYTES_INITIAL);
    DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, LIST_BYTES_MAX);

    Outcome ours(byte[] block) {
      var list = new FieldList(LIST_BYTES_MAX, FIELDS_MAX);
      try {
        ours.decode(block, 0, block.length, list);
      } catch (HpackException e) {
        return new Outcome(List.of(), Optional.of(String.valueOf(e.getMessage())));
      }
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < list.count(); i++) {
        fields.add(list.name(i) + "=" + list.value(i));
      }
      // Netty's collection has pseudo-header fields before the others.
      fields.sort(Comparator.comparing(field -> !field.startsWith(":")));
      return new Outcome(fields, Optional.empty());
    }

    Outcome netty(byte[] block) {
      try {
        Http2Headers headers = netty.decodeHeaders(1, Unpooled.wrappedBuffer(block));
        List<String> fields = new ArrayList<>();
        headers.forEach(entry -> fields.add(entry.getKey() + "=" + entry.getValue()));
        return new Outcome(fields, Optional.empty());
      } catch (Http2Exception e) {
        return new Outcome(List.of(), Optional.of(String.valueOf(e.getMessage())));
      }
    }
  }

  private int read;
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothAgreeOnWhatIsDamaged(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < STORIES; i++) {
      story(random, "seed " + seed + ", story " + i);
    }
    assertThat(read).as("blocks read after damage").isGreaterThan(STORIES / 2);
    assertThat(refused).as("blocks refused").isGreaterThan(STORIES / 2);
  }

  @Test
  void nettyReadsLongerIntegers() {
    byte[] sizeOf31InSixOctets = HexFormat.of().parseHex("3f808080808000");
    var pair = new Pair();
    assertThat(pair.ours(sizeOf31InSixOctets).refusal()).contains(LONG_INTEGER);
    assertThat(pair.netty(sizeOf31InSixOctets).refusal()).isEmpty();
  }

  /// Runs a story up to a block that is refused.
  private void story(RandomGenerator random, String name) throws Exception {
    var encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
    var pair = new Pair();
    boolean damaged = false;
    for (int i = 0; i < BLOCKS_MAX; i++) {
      byte[] block = encode(encoder, random);
      if (random.nextInt(3) == 0) {
        block = BlockDamage.of(block, random);
        damaged = true;
      }
      Outcome ours = pair.ours(block);
      Outcome netty = pair.netty(block);
      String what = name + ", block " + i + ": " + HexFormat.of().formatHex(block);
      if (ours.refusal().filter(LONG_INTEGER::equals).isPresent()) {
        return;
      }
      assertThat(ours.refusal().isPresent())
          .as("%s%nours: %s%nNetty: %s", what, ours.refusal(), netty.refusal())
          .isEqualTo(netty.refusal().isPresent());
      assertThat(ours.fields()).as(what).isEqualTo(netty.fields());
      if (ours.refusal().isPresent()) {
        refused++;
        return;
      }
      read += damaged ? 1 : 0;
    }
  }

  private static byte[] encode(DefaultHttp2HeadersEncoder encoder, RandomGenerator random)
      throws Http2Exception {
    if (random.nextInt(10) == 0) {
      encoder.configuration().maxHeaderTableSize(random.nextInt(4097));
    }
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.add(":path", "/" + random.nextInt(20));
    for (int i = random.nextInt(6); i > 0; i--) {
      headers.add("x-" + random.nextInt(10), "value " + random.nextInt(100));
    }
    ByteBuf block = Unpooled.buffer();
    encoder.encodeHeaders(1, headers, block);
    return ByteBufUtil.getBytes(block);
  }
}
