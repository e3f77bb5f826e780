package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.text.FieldLines;
import weft.test.Recorder;

class CookieTest {

  static List<String[]> setCookies() {
    return Table.rows(CookieTest.class, "set-cookie.txt");
  }

  static List<String[]> cookies() {
    return Table.rows(CookieTest.class, "cookie.txt");
  }

  static List<String[]> domains() {
    return Table.rows(CookieTest.class, "cookie-domain.txt");
  }

  @ParameterizedTest
  @MethodSource("setCookies")
  void parsesSetCookie(String field, String again) {
    Optional<Cookie> cookie = Cookie.parseSetCookie(field);
    assertThat(cookie.map(Cookie::toSetCookie).orElse("-")).isEqualTo(again);
    cookie.ifPresent(c -> assertThat(Cookie.parseSetCookie(again)).contains(c));
  }

  @ParameterizedTest
  @MethodSource("cookies")
  void parsesCookie(String field, String strict, String lenient) {
    assertThat(strictly(field)).isEqualTo(strict);
    var header = new Header(new FieldLines(new String[] {"cookie", field}, 1));
    assertThat(text(Cookie.parseAll(header, 100))).isEqualTo(lenient);
  }

  @ParameterizedTest
  @MethodSource("domains")
  void checksTheDomain(String domain, String valid) {
    Cookie.Builder builder = Cookie.builder("a", "1");
    if (valid.equals("yes")) {
      String bare = domain.replaceFirst("^\\.", "");
      assertThat(builder.domain(domain).build().domain()).isEqualTo(bare);
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.domain(domain));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a=b", "a;b", "a\r\nb", "a\u0000", "\u00e9", "a,b", "\"a\""})
  void refusesABadName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of(name, "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;b", "a\"b", "a\\b", "a\r\nSet-Cookie: b=1", "\u00e9", "\u0000", "\t"})
  void refusesABadValue(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of("a", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/;x", "/\r\n", "/\u00e9", "/\u007f"})
  void refusesABadPath(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cookie.builder("a", "1").path(path));
  }

  @Test
  void refusesAnExpiryThatHasNoDate() {
    Cookie.Builder builder = Cookie.builder("a", "1");
    Instant early = Instant.parse("1600-12-31T23:59:59Z");
    Instant late = Instant.parse("+10000-01-01T00:00:00Z");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.expires(early));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.expires(late));
    assertThat(builder.expires(early.plusSeconds(1)).build().toSetCookie())
        .isEqualTo("a=1; Expires=Mon, 01 Jan 1601 00:00:00 GMT");
    assertThat(builder.expires(late.minusNanos(1)).build().expires())
        .isEqualTo(late.minusSeconds(1));
  }

  @Test
  void refusesPartitionedWithoutSecure() {
    Cookie.Builder builder = Cookie.builder("a", "1").partitioned(true);
    assertThatIllegalArgumentException().isThrownBy(builder::build);
    assertThat(builder.secure(true).build()).hasToString("a=1; Secure; Partitioned");
  }

  @Test
  void quotesAValueWithABlankOrAComma() {
    assertThat(Cookie.of("a", "x y")).hasToString("a=\"x y\"");
    assertThat(Cookie.of("a", "x,y")).hasToString("a=\"x,y\"");
    assertThat(Cookie.builder("a", "x").quoted(true).build()).hasToString("a=\"x\"");
    assertThat(Cookie.of("a", "")).hasToString("a=");
  }

  @Test
  void deletesByMaxAge() {
    assertThat(maxAge(Duration.ZERO)).hasToString("a=1; Max-Age=0");
    assertThat(maxAge(Duration.ofSeconds(-1))).hasToString("a=1; Max-Age=0");
    assertThat(maxAge(Duration.ofMillis(1))).hasToString("a=1; Max-Age=1");
    assertThat(maxAge(Duration.ofHours(1))).hasToString("a=1; Max-Age=3600");
    assertThat(Cookie.of("a", "1").maxAge()).isNull();
  }

  @Test
  void hasItsAttributes() {
    Cookie cookie =
        Cookie.parseSetCookie(
                "a=\"1\"; Path=/p; Domain=x.org; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=7;"
                    + " HttpOnly; Secure; SameSite=Lax; Partitioned")
            .orElseThrow();
    assertThat(cookie.name()).isEqualTo("a");
    assertThat(cookie.value()).isEqualTo("1");
    assertThat(cookie.quoted()).isTrue();
    assertThat(cookie.path()).isEqualTo("/p");
    assertThat(cookie.domain()).isEqualTo("x.org");
    assertThat(cookie.expires()).isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
    assertThat(cookie.maxAge()).isEqualTo(Duration.ofSeconds(7));
    assertThat(cookie.httpOnly()).isTrue();
    assertThat(cookie.secure()).isTrue();
    assertThat(cookie.sameSite()).isEqualTo(Cookie.SameSite.LAX);
    assertThat(cookie.partitioned()).isTrue();
    Cookie same =
        Cookie.builder("a", "1")
            .quoted(true)
            .path("/p")
            .domain(".x.org")
            .expires(Instant.parse("1994-11-06T08:49:37.9Z"))
            .maxAge(Duration.ofSeconds(7))
            .httpOnly(true)
            .secure(true)
            .sameSite(Cookie.SameSite.LAX)
            .partitioned(true)
            .build();
    assertThat(cookie).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(Cookie.of("a", "1"));
  }

  @Test
  void readsAllCookieFieldsUpToTheBound() {
    Header header = Header.of("Cookie", "a=1; b=2", "X", "y", "cookie", "c=3");
    assertThat(text(Cookie.parseAll(header, 100))).isEqualTo("a=1|b=2|c=3");
    assertThat(text(Cookie.parseAll(header, 2))).isEqualTo("a=1|b=2");
    assertThat(Cookie.parseAll(new Header(), 2)).isEmpty();
  }

  @Test
  void isAddedToTheResponse() {
    var w = new Recorder();
    Cookie.of("a", "1").addTo(w);
    Cookie.of("b", "2").addTo(w);
    assertThat(w.header().values("Set-Cookie")).containsExactly("a=1", "b=2");
  }

  @Test
  void strictParsingFailsWithStatus400() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> Cookie.parse("a"))
        .satisfies(e -> assertThat(e.status()).isEqualTo(400));
  }

  private static Cookie maxAge(Duration d) {
    return Cookie.builder("a", "1").maxAge(d).build();
  }

  private static String strictly(String field) {
    try {
      return text(Cookie.parse(field));
    } catch (StatusException e) {
      return "-";
    }
  }

  private static String text(List<Cookie> cookies) {
    return cookies.stream().map(Cookie::toSetCookie).collect(Collectors.joining("|"));
  }
}
