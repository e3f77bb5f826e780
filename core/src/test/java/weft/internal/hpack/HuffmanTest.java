package weft.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HuffmanTest {

  @Test
  void everyOctetSurvivesAtEveryPlace() throws HpackException {
    for (int c = 0; c < 256; c++) {
      for (int before = 0; before < 8; before++) {
        String s = "a".repeat(before) + (char) c + "!";
        assertThat(decode(encode(s))).isEqualTo(s);
      }
    }
  }

  @Test
  void codesAreThoseOfTheRfc() {
    assertThat(HexFormat.of().formatHex(encode("www.example.com")))
        .isEqualTo("f1e3c2e5f23a6ba0ab90f4ff");
    // The first and the last symbol, and one of each end of a length (RFC 7541 §5.2, Appendix B).
    assertThat(HexFormat.of().formatHex(encode("\0"))).isEqualTo("ffc7");
    assertThat(HexFormat.of().formatHex(encode("\n"))).isEqualTo("fffffff3");
    assertThat(HexFormat.of().formatHex(encode("\u00ff"))).isEqualTo("fffffbbf");
  }

  private static byte[] encode(String s) {
    byte[] to = new byte[Huffman.encodedLength(s)];
    assertThat(Huffman.encode(s, to, 0)).isEqualTo(to.length);
    return to;
  }

  private static String decode(byte[] b) throws HpackException {
    byte[] to = new byte[b.length * 8 / 5];
    int length = Huffman.decode(b, 0, b.length, to);
    return new String(Arrays.copyOf(to, length), StandardCharsets.ISO_8859_1);
  }
}
