package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutePatternTest {

  static List<List<String>> patterns() {
    return PatternTable.rows("parse.txt", 4);
  }

  static List<List<String>> relations() {
    return PatternTable.rows("precedence.txt", 3);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void parsesAsInTheTable(List<String> row) {
    String text = row.getFirst();
    if (row.get(1).startsWith("!")) {
      assertThatThrownBy(() -> RoutePattern.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("pattern \"" + text + "\", at offset " + row.get(1).substring(1))
          .hasMessageContaining(row.get(2));
      return;
    }
    RoutePattern pattern = RoutePattern.parse(text);
    assertThat(pattern.text()).isEqualTo(text);
    assertThat(pattern.method()).isEqualTo(row.get(1));
    assertThat(pattern.host()).isEqualTo(row.get(2));
    String segments =
        pattern.segments().stream().map(RoutePatternTest::show).collect(Collectors.joining(" "));
    assertThat(segments).isEqualTo(row.get(3));
  }

  private static String show(Segment segment) {
    return switch (segment.kind()) {
      case LITERAL -> "=" + segment.text();
      case END -> "$";
      case WILD -> "{" + segment.text() + "}";
      case REST -> segment.text().isEmpty() ? "/" : "{" + segment.text() + "...}";
    };
  }

  @ParameterizedTest
  @MethodSource("relations")
  void relatesAsInTheTable(List<String> row) {
    RoutePattern left = RoutePattern.parse(row.get(0));
    RoutePattern right = RoutePattern.parse(row.get(1));
    var relation = Relation.valueOf(row.get(2));
    assertThat(left.relationTo(right)).isEqualTo(relation);
    assertThat(right.relationTo(left)).isEqualTo(relation.inverse());
    assertThat(left.relationTo(left)).isEqualTo(Relation.EQUIVALENT);
  }

  @Test
  void hostIsLowerCaseAndWithoutBrackets() {
    assertThat(RoutePattern.parse("Example.COM/").host()).isEqualTo("example.com");
    assertThat(RoutePattern.parse("[::1]/").host()).isEqualTo("::1");
    assertThat(RoutePattern.parse("[::1]:80/").host()).isEqualTo("[::1]:80");
  }

  @Test
  void offsetCountsEveryBlankAfterTheMethod() {
    assertThatThrownBy(() -> RoutePattern.parse("GET \t a.{b}/"))
        .hasMessageContaining("at offset 8:");
  }

  @Test
  void exampleRequestEncodesWhatAPathCannotHave() {
    RoutePattern left = RoutePattern.parse("/a%2Fb/100%25/{x}");
    RoutePattern right = RoutePattern.parse("/{y}/{z}/%7B%20\u00e9");
    assertThat(left.relationTo(right)).isEqualTo(Relation.OVERLAPS);
    assertThat(left.commonRequest(right)).isEqualTo("GET /a%2Fb/100%25/%7B%20%C3%A9");
  }

  @Test
  void valuesKeepTheOrderOfThePattern() {
    var values = RoutePattern.parse("/{c}/x/{a}/{b...}").values("/1%2F/x/2/3/4/");
    assertThat(values.entrySet().toString()).isEqualTo("[c=1/, a=2, b=3/4/]");
    assertThat(values).hasSize(3).containsEntry("c", "1/").doesNotContainKey("d");
    assertThat(values.getOrDefault("d", "none")).isEqualTo("none");
    assertThatThrownBy(() -> values.put("c", "x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
