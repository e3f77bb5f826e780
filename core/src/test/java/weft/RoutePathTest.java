package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePathTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a/", "/.a", "/a.", "/..a/...", "/%2e/%2F/", "/a/b.c/.d"})
  void cleanPathIsItself(String path) {
    assertThat(RoutePath.isClean(path)).isTrue();
    assertThat(RoutePath.clean(path)).isSameAs(path);
  }

  @ParameterizedTest
  @CsvSource({
    "'', /",
    "a, /a",
    "., /",
    "*, /*",
    "//, /",
    "/a//, /a/",
    "/./, /",
    "/.., /",
    "/../a, /a",
    "/a/., /a",
    "/a/./, /a/",
    "/a/b/.., /a",
    "/a/b/../, /a/",
    "/a/.././b, /b",
    "/..//../.a, /.a"
  })
  void dirtyPathIsCleaned(String path, String clean) {
    assertThat(RoutePath.isClean(path)).isFalse();
    assertThat(RoutePath.clean(path)).isEqualTo(clean);
  }

  @Test
  void everyCleanedPathIsCleanAndStaysOnTheHost() {
    var random = new Random(1);
    String alphabet = "/./..//ab%\\";
    for (int i = 0; i < 20_000; i++) {
      var path = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        path.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String clean = RoutePath.clean(path.toString());
      assertThat(RoutePath.isClean(clean)).as(path.toString()).isTrue();
      assertThat(RoutePath.escape(clean))
          .startsWith("/")
          .doesNotStartWith("//")
          .doesNotContain("\\");
      assertThat(clean.equals(path.toString())).isEqualTo(RoutePath.isClean(path.toString()));
    }
  }

  @Test
  void escapeLeavesEscapesAndEncodesTheRestAsUtf8() {
    assertThat(RoutePath.escape("/a%2F%zz:@!$&'()*+,;=-._~"))
        .isEqualTo("/a%2F%zz:@!$&'()*+,;=-._~");
    assertThat(RoutePath.escape("/\\ ?#[]\r\n\u00e9\u7965"))
        .isEqualTo("/%5C%20%3F%23%5B%5D%0D%0A%C3%A9%E7%A5%A5");
  }
}
