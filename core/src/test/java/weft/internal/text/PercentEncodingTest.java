package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "%61, a",
    "%E4%BD%A0, \u4f60",
    "\u4f60, \u4f60",
    "a+b, a+b",
    "%2F, /",
    "%2f, /",
    "%252F, %2F",
    "100%, 100%",
    "%, %",
    "%4, %4",
    "%zz, %zz",
    "%%41, %A",
    "%4%41, %4A",
    "a%00b, a\u0000b",
  })
  void decodes(String encoded, String decoded) {
    assertThat(PercentEncoding.decode(encoded)).isEqualTo(decoded);
  }

  @ParameterizedTest
  @CsvSource({
    "%FF, \ufffd",
    "%C0%AF, \ufffd\ufffd", // an overlong slash
    "%E0%80%AF, \ufffd\ufffd\ufffd",
    "%ED%A0%80, \ufffd", // a surrogate
    "a%E4%BDb, a\ufffdb",
  })
  void decodesNoneButUtf8(String encoded, String decoded) {
    assertThat(PercentEncoding.decode(encoded).replaceAll("\ufffd+", "\ufffd"))
        .isEqualTo(decoded.replaceAll("\ufffd+", "\ufffd"));
  }

  @Test
  void decodesAPlusOfAFormOnly() {
    assertThat(PercentEncoding.decodeForm("a+b%2Bc")).isEqualTo("a b+c");
    assertThat(PercentEncoding.decode("a+b%2Bc")).isEqualTo("a+b+c");
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "a, true",
    "%41, true",
    "%aF%Fa, true",
    "%, false",
    "%4, false",
    "a%4g, false",
    "%%41, false",
    "%41%, false",
    "%\u0664\u0661, false",
    "%-1, false"
  })
  void checksEscapes(String encoded, boolean valid) {
    assertThat(PercentEncoding.isValid(encoded)).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "azAZ09-._~, azAZ09-._~",
    "a b, a+b",
    "+, %2B",
    "&=;%, %26%3D%3B%25",
    "\u4f60, %E4%BD%A0",
    "/?, %2F%3F",
    "*, %2A"
  })
  void encodesForms(String text, String encoded) {
    assertThat(PercentEncoding.encodeForm(text)).isEqualTo(encoded);
    assertThat(PercentEncoding.decodeForm(encoded)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\ud83d\ude00", "\u0000\r\n", "100%", "%41"})
  void formsSurviveTheRoundTrip(String text) {
    assertThat(PercentEncoding.decodeForm(PercentEncoding.encodeForm(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "/a?b=c#d, /a?b=c#d",
    "/%41, /%41",
    "/a b, /a%20b",
    "/\u00e9, /%C3%A9",
    "/\\evil, /%5Cevil",
    "/a\u0009b, /a%09b",
    "/\u007f, /%7F"
  })
  void encodesWhatNoLocationMayHave(String reference, String encoded) {
    assertThat(PercentEncoding.encodeReference(reference)).isEqualTo(encoded);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a, 2",
    "/a/b, /a/, 3",
    "/a, /a, 2",
    "/ab, /a, 2",
    "/%61/b, /a, 4",
    "/caf%C3%A9/x, /caf\u00e9, 10",
    "/a%2Fb/c, /a/b, -1",
    "/a/b, /b, -1",
    "/a, /a/, -1",
    "/a, /A, -1",
    "/100%25/x, /100%, 7",
    "/100%/x, /100%, 5",
    "/caf\u00e9, /caf\u00e9, -1",
    "/a, '', 0",
  })
  void findsTheEndOfAPrefix(String path, String prefix, int end) {
    assertThat(PercentEncoding.endOfPrefix(path, prefix)).isEqualTo(end);
  }
}
