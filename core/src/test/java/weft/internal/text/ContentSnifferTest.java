package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.ContentTypes;
import weft.Table;

class ContentSnifferTest {

  static List<String[]> contents() {
    return Table.rows(ContentSnifferTest.class, "content-types.txt");
  }

  @ParameterizedTest
  @MethodSource("contents")
  void detectsWhatGoDetects(String content, String type) {
    byte[] b = latin1(Table.unescape(content));
    assertThat(ContentTypes.detect(b)).isEqualTo(type);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void looksOnlyAtTheGivenRange(String content, String type) {
    byte[] b = latin1("<p>" + Table.unescape(content) + "\0asm");
    assertThat(ContentSniffer.detect(b, 3, b.length - 7)).isEqualTo(type);
  }

  @Test
  void takesNothingForText() {
    assertThat(ContentTypes.detect(new byte[0])).isEqualTo("text/plain; charset=utf-8");
  }

  private static byte[] latin1(String s) {
    return s.getBytes(StandardCharsets.ISO_8859_1);
  }
}
