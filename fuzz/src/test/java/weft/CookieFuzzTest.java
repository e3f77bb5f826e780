package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.fuzz.Allocation;
import weft.internal.text.Tokens;

/// Cookie and Set-Cookie fields: parsed, left out, or refused as documented, never anything else.
class CookieFuzzTest {

  private static final int COOKIES_MAX = 10;

  @FuzzTest(maxDuration = "2m")
  void cookiesAreParsed(byte[] data) throws Exception {
    String field = fieldValue(data);
    Header header = Header.of("Cookie", field);
    List<Cookie> lenient =
        Allocation.bounded(data.length, () -> Cookie.parseAll(header, COOKIES_MAX));
    assertThat(lenient).hasSizeLessThanOrEqualTo(COOKIES_MAX);
    lenient.forEach(CookieFuzzTest::survivesEncoding);
    try {
      List<Cookie> strict = Cookie.parse(field);
      assertThat(lenient).isEqualTo(strict.subList(0, Math.min(COOKIES_MAX, strict.size())));
    } catch (StatusException refused) {
      assertThat(refused.status()).isEqualTo(400);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void setCookieSurvivesEncoding(byte[] data) throws Exception {
    String field = new String(data, StandardCharsets.ISO_8859_1);
    Optional<Cookie> cookie = Allocation.bounded(data.length, () -> Cookie.parseSetCookie(field));
    cookie.ifPresent(CookieFuzzTest::survivesEncoding);
  }

  /// The lines of the input are name, value, path and domain.
  @FuzzTest(maxDuration = "2m")
  void builtCookieSurvivesEncoding(byte[] data) {
    var lines = new ArrayList<>(new String(data, StandardCharsets.ISO_8859_1).lines().toList());
    while (lines.size() < 4) {
      lines.add("");
    }
    Cookie cookie;
    try {
      cookie =
          Cookie.builder(lines.get(0), lines.get(1))
              .path(lines.get(2))
              .domain(lines.get(3))
              .build();
    } catch (IllegalArgumentException refused) {
      return;
    }
    survivesEncoding(cookie);
  }

  private static void survivesEncoding(Cookie cookie) {
    String encoded = cookie.toSetCookie();
    assertThat(Tokens.isFieldValue(encoded)).as(encoded).isTrue();
    assertThat(Cookie.parseSetCookie(encoded)).contains(cookie);
  }

  /// Returns a field value that a peer could have sent: what the engine refuses is left out.
  private static String fieldValue(byte[] data) {
    var value = new StringBuilder();
    for (byte b : data) {
      if (Tokens.isValueChar(b & 0xff)) {
        value.append((char) (b & 0xff));
      }
    }
    return value.toString().strip();
  }
}
