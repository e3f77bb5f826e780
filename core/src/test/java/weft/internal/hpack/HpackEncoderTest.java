package weft.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpackEncoderTest {

  private final HpackEncoder encoder = new HpackEncoder(4096);

  private String hex(String... namesAndValues) {
    return HexFormat.of().formatHex(Blocks.encode(encoder, namesAndValues));
  }

  // RFC 7541 §2.3.1, RFC 7541 §6.1.
  @Test
  void whatComesAgainIsOneOctet() {
    assertThat(hex(":status", "200")).isEqualTo("88");
    assertThat(hex("server", "weft").length()).isGreaterThan(2);
    assertThat(hex("server", "weft")).isEqualTo("be");
  }

  // RFC 7541 §6.2.3, RFC 7541 §7.1.3.
  @ParameterizedTest
  @CsvSource({
    "authorization, Basic cTpx",
    "proxy-authorization, Basic cTpx",
    "set-cookie, id=1",
    "cookie, short=1"
  })
  void secretsAreNeverIndexed(String name, String value) {
    String first = hex(name, value);
    assertThat(first).startsWith("1f"); // 0001, and an index of the name above 14
    assertThat(hex(name, value)).isEqualTo(first);
  }

  @Test
  void aLongCookieIsIndexed() {
    hex("cookie", "session=0123456789abcdef0123456789abcdef");
    assertThat(hex("cookie", "session=0123456789abcdef0123456789abcdef")).isEqualTo("be");
  }

  // RFC 7541 §6.2.2.
  @Test
  void lengthsDoNotPushOthersOut() {
    String first = hex("content-length", "12345");
    assertThat(first).startsWith("0f0d");
    assertThat(hex("content-length", "12345")).isEqualTo(first);
  }

  @Test
  void tellsOfTheSmallestAndTheLastSize() throws HpackException {
    hex("a", "b");
    encoder.allow(0);
    encoder.allow(100);
    assertThat(hex(":status", "200")).isEqualTo("20" + "3f45" + "88");
    assertThat(hex(":status", "200")).isEqualTo("88");
  }

  @Test
  void neverTakesMoreThanItsOwnLimit() {
    encoder.allow(1 << 30);
    assertThat(hex(":status", "200")).isEqualTo("88");
    var small = new HpackEncoder(64);
    assertThat(HexFormat.of().formatHex(Blocks.encode(small, ":status", "200")))
        .isEqualTo("3f21" + "88");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void decoderUnderstandsIt(long seed) throws HpackException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var decoder = new HpackDecoder(8192);
    var larger = new HpackEncoder(8192);
    for (int block = 0; block < 200; block++) {
      if (random.nextInt(10) == 0) {
        larger.allow(random.nextInt(8193));
      }
      var fields = new ArrayList<String>();
      var lines = new ArrayList<String>();
      for (int i = random.nextInt(20); i > 0; i--) {
        String name = name(random);
        String value = value(random);
        fields.addAll(List.of(name, value));
        lines.add(name + ": " + value);
      }
      byte[] encoded = Blocks.encode(larger, fields.toArray(String[]::new));
      assertThat(Blocks.decode(decoder, encoded)).isEqualTo(lines);
    }
  }

  private static String name(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> StaticTable.name(1 + random.nextInt(StaticTable.LENGTH));
      case 1 -> "x-" + random.nextInt(300);
      default -> "x-" + random.nextInt(10);
    };
  }

  private static String value(RandomGenerator random) {
    var value = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(50) == 0 ? 3000 : 20); i > 0; i--) {
      value.append((char) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a'));
    }
    return value.toString();
  }
}
