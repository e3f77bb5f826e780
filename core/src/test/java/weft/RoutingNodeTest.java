package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingNodeTest {

  private static final Handler NOTHING = (_, _) -> {};
  private static final RoutingNode TEN_THOUSAND = tree(routes(10_000));

  private static RoutingNode tree(Iterable<String> patterns) {
    RoutingNode root = RoutingNode.EMPTY;
    for (String pattern : patterns) {
      root = root.with(new Route(RoutePattern.parse(pattern), NOTHING, "here"));
    }
    return root;
  }

  private static List<String> routes(int count) {
    var patterns = new ArrayList<String>();
    for (int i = 0; i < count; i += 2) {
      patterns.add("GET /api/v1/resource%05d".formatted(i));
      patterns.add("GET /api/v1/resource%05d/{id}/part%d".formatted(i, i % 7));
    }
    return patterns;
  }

  @Test
  void treeHasOneLevelPerPart() {
    String expected =
        """
        '':
          '':
            'a':
              'b':
                -> /a/b
                $ -> /a/b/{$}
                {}:
                  -> /a/b/{y}
                ... -> /a/b/{x...}
            ... -> /
          'GET':
            'a':
              -> GET /a
        'h':
          '':
            {}:
              -> h/{x}
        """;
    List<String> patterns =
        List.of("/a/b/{y}", "/", "GET /a", "/a/b", "h/{x}", "/a/b/{x...}", "/a/b/{$}");
    assertThat(print(tree(patterns))).isEqualTo(expected);
    assertThat(print(tree(patterns.reversed()))).isEqualTo(expected);
  }

  private static String print(RoutingNode root) {
    var out = new StringBuilder();
    print(root, "", out);
    return out.toString();
  }

  private static void print(RoutingNode node, String indent, StringBuilder out) {
    print(node.leaf(), indent, out);
    print(node.end(), indent + "$ ", out);
    var sorted = new TreeMap<String, RoutingNode>();
    node.children().forEach(child -> sorted.put("'" + child.key() + "'", child));
    if (node.wild() != null) {
      sorted.put("{}", node.wild());
    }
    sorted.forEach(
        (key, child) -> {
          out.append(indent).append(key).append(":\n");
          print(child, indent + "  ", out);
        });
    print(node.rest(), indent + "... ", out);
  }

  private static void print(Route route, String front, StringBuilder out) {
    if (route != null) {
      out.append(front).append("-> ").append(route.pattern().text()).append('\n');
    }
  }

  @Test
  void earlierTreeStaysAsItWas() {
    RoutingNode before = tree(List.of("/a", "/{x}/b"));
    String printed = print(before);
    before.with(new Route(RoutePattern.parse("/a/b"), NOTHING, "here"));
    assertThat(print(before)).isEqualTo(printed);
    assertThat(before.match("", "GET", "/a/b", false).pattern().text()).isEqualTo("/{x}/b");
  }

  @Test
  void lookUpReadsAsManySlotsInTenThousandRoutesAsInTen() {
    double few = slotsPerLookUp(tree(routes(10)), routes(10));
    double many = slotsPerLookUp(TEN_THOUSAND, routes(10_000));
    assertThat(many).isLessThan(few + 1.0);
  }

  /// Returns how many slots of child tables the look-ups of all routes read, on average.
  private static double slotsPerLookUp(RoutingNode root, List<String> patterns) {
    long slots = 0;
    for (String pattern : patterns) {
      String path = pattern.substring(4);
      assertThat(root.match("", "GET", path.replace("{id}", "7"), false).pattern().text())
          .isEqualTo(pattern);
      RoutingNode node = root;
      for (String key : List.of("", "GET")) {
        slots += node.children().probes(key);
        node = node.child(key);
      }
      for (String key : path.substring(1).split("/")) {
        slots += node.children().probes(key);
        node = key.equals("{id}") ? node.wild() : node.child(key);
      }
    }
    return (double) slots / patterns.size();
  }

  @Test
  void missReadsFewSlotsAsWell() {
    ChildTable table = TEN_THOUSAND.child("").child("GET").child("api").child("v1").children();
    assertThat(table.size()).isEqualTo(5_000);
    long slots = 0;
    int most = 0;
    for (int i = 0; i < 10_000; i++) {
      int probes = table.probes("missing" + i);
      slots += probes;
      most = Math.max(most, probes);
    }
    assertThat(slots / 10_000.0).isLessThan(3);
    assertThat(most).isLessThan(64);
  }

  @Test
  void tableFindsRegionsOfStrings() {
    ChildTable table = ChildTable.EMPTY;
    for (String key : List.of("", "a", "ab", "Aa", "BB", "\u00e9\u7965")) {
      table = table.with(tree(List.of("/" + key + "/x")).child("").child("").child(key));
    }
    assertThat(table.size()).isEqualTo(6);
    assertThat(table.find("xAax", 1, 3).key()).isEqualTo("Aa");
    assertThat(table.find("xBBx", 1, 3).key()).isEqualTo("BB");
    assertThat(table.find("abc", 1, 1).key()).isEmpty();
    assertThat(table.find("/\u00e9\u7965/", 1, 3).key()).isEqualTo("\u00e9\u7965");
    assertThat(table.find("abc", 1, 2)).isNull();
    assertThat(table.find("C#", 0, 2)).isNull();
  }
}
