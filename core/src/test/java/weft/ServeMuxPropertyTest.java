package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.test.Recorder;

/// Compares the mux with a matcher that tries each pattern on its own, for every request of a small
/// world. What one pattern matches is then a set of requests, and 'more specific' is 'strict
/// subset'.
class ServeMuxPropertyTest {

  private record Sample(String method, String host, String path) {
    Request toRequest() {
      return Request.builder(method, path).host(host).build();
    }
  }

  private static final List<String> PATTERNS = patterns();
  private static final List<Sample> WORLD = world();
  private static final Map<String, BitSet> SETS = new HashMap<>();
  private static final Map<String, Pattern> REGEXES = new HashMap<>();

  private static List<String> patterns() {
    var paths = new ArrayList<String>();
    List<String> starts = List.of("");
    for (int length = 0; length <= 2; length++) {
      var longer = new ArrayList<String>();
      for (String start : starts) {
        for (String last : List.of("/a", "/b", "/{z}", "/{z...}", "/", "/{$}")) {
          paths.add(start + last);
        }
        for (String next : List.of("/a", "/b", "/{w" + length + "}")) {
          longer.add(start + next);
        }
      }
      starts = longer;
    }
    var patterns = new ArrayList<String>();
    for (String front : List.of("", "GET ", "HEAD ", "POST ", "h/", "GET h/")) {
      paths.forEach(path -> patterns.add(front + (front.endsWith("/") ? path.substring(1) : path)));
    }
    return patterns;
  }

  private static List<Sample> world() {
    var paths = new ArrayList<String>(List.of("/"));
    List<String> starts = List.of("");
    for (int length = 1; length <= 4; length++) {
      var longer = new ArrayList<String>();
      for (String start : starts) {
        List.of("/a", "/b", "/c").forEach(segment -> longer.add(start + segment));
      }
      longer.forEach(path -> paths.addAll(List.of(path, path + "/")));
      starts = longer;
    }
    var world = new ArrayList<Sample>();
    for (String method : List.of("GET", "HEAD", "POST", "PUT")) {
      for (String host : List.of("h", "other")) {
        paths.forEach(path -> world.add(new Sample(method, host, path)));
      }
    }
    return world;
  }

  private static BitSet set(String pattern) {
    return SETS.computeIfAbsent(
        pattern,
        _ -> {
          var set = new BitSet(WORLD.size());
          for (int i = 0; i < WORLD.size(); i++) {
            set.set(i, matches(pattern, WORLD.get(i)));
          }
          return set;
        });
  }

  private static boolean matches(String pattern, Sample sample) {
    String method = pattern.contains(" ") ? pattern.substring(0, pattern.indexOf(' ')) : "";
    return (method.isEmpty()
            || method.equals(sample.method)
            || (method.equals("GET") && sample.method.equals("HEAD")))
        && (host(pattern).isEmpty() || host(pattern).equals(sample.host))
        && REGEXES
            .computeIfAbsent(pattern, ServeMuxPropertyTest::regex)
            .matcher(sample.path)
            .matches();
  }

  private static String host(String pattern) {
    return pattern.substring(pattern.indexOf(' ') + 1, pattern.indexOf('/'));
  }

  private static Pattern regex(String pattern) {
    String path = pattern.substring(pattern.indexOf('/'));
    return Pattern.compile(
        path.replaceAll("\\{\\w+\\.\\.\\.}$", ".*")
            .replaceAll("/$", "/.*")
            .replaceAll("\\{\\$}$", "")
            .replaceAll("\\{\\w+}", "[^/]+"));
  }

  private static boolean conflict(String left, String right) {
    return host(left).equals(host(right))
        && set(left).intersects(set(right))
        && !isStrictSubset(left, right)
        && !isStrictSubset(right, left);
  }

  private static boolean isStrictSubset(String small, String large) {
    var outside = (BitSet) set(small).clone();
    outside.andNot(set(large));
    return outside.isEmpty() && !set(small).equals(set(large));
  }

  private static Optional<String> best(List<String> registered, Sample sample) {
    return registered.stream()
        .filter(pattern -> matches(pattern, sample))
        .reduce(
            (left, right) -> {
              if (!host(left).equals(host(right))) {
                return host(left).isEmpty() ? right : left;
              }
              return isStrictSubset(left, right) ? left : right;
            });
  }

  @Test
  void conflictIsWhatSetsOfRequestsSay() {
    for (int i = 0; i < PATTERNS.size(); i++) {
      RoutePattern left = RoutePattern.parse(PATTERNS.get(i));
      for (int j = i; j < PATTERNS.size(); j++) {
        RoutePattern right = RoutePattern.parse(PATTERNS.get(j));
        boolean expected = conflict(left.text(), right.text());
        if (left.conflictsWith(right) != expected || right.conflictsWith(left) != expected) {
          throw new AssertionError(left.text() + " and " + right.text() + " conflict: " + expected);
        }
        if (expected) {
          assertBothMatch(left, right);
        }
      }
    }
  }

  private static void assertBothMatch(RoutePattern left, RoutePattern right) {
    String example = left.commonRequest(right);
    String method = example.substring(0, example.indexOf(' '));
    String path = example.substring(example.indexOf('/'));
    var sample = new Sample(method, host(example), path);
    if (!matches(left.text(), sample) || !matches(right.text(), sample)) {
      throw new AssertionError(example + " is not matched by " + left.text() + " " + right.text());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 20, 60})
  void muxDecidesAsTryingEachPatternDoes(int attempts) throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      var random = new Random(1000L * attempts + seed);
      var mux = new ServeMux();
      List<String> registered = register(mux, random, attempts);
      for (int i = 0; i < 250; i++) {
        Sample sample = WORLD.get(random.nextInt(WORLD.size()));
        Recorder response = Recorder.serve(mux, sample.toRequest());
        String answer =
            response.status()
                + response.header().first("Matched")
                + response.header().first("Location")
                + response.header().first("Allow");
        assertThat(answer)
            .as("%s, %s of %s", seed, sample, registered)
            .isEqualTo(expected(registered, sample));
      }
    }
  }

  private static List<String> register(ServeMux mux, Random random, int attempts) {
    var registered = new ArrayList<String>();
    for (int i = 0; i < attempts; i++) {
      String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
      Handler handler = (w, r) -> w.header().set("Matched", r.pattern());
      if (registered.stream().anyMatch(other -> conflict(other, pattern))) {
        assertThatIllegalArgumentException()
            .as("%s after %s", pattern, registered)
            .isThrownBy(() -> mux.handle(pattern, handler));
      } else {
        mux.handle(pattern, handler);
        registered.add(pattern);
      }
    }
    return registered;
  }

  /// Says what Go's rules give: an exact match is one in which no wildcard stands for several
  /// segments.
  private static String expected(List<String> registered, Sample sample) {
    Optional<String> found = best(registered, sample);
    boolean slash = sample.path.endsWith("/");
    if (!slash && found.filter(pattern -> isExact(pattern, sample.path)).isEmpty()) {
      var below = new Sample(sample.method, sample.host, sample.path + "/");
      if (best(registered, below).filter(pattern -> isExact(pattern, below.path)).isPresent()) {
        return 307 + below.path;
      }
    }
    if (found.isPresent()) {
      return 200 + found.get();
    }
    var allow = new TreeSet<String>();
    for (String method : List.of("GET", "HEAD", "POST")) {
      var other = new Sample(method, sample.host, sample.path);
      var below = new Sample(method, sample.host, sample.path + "/");
      if (registered.stream().anyMatch(p -> matches(p, other) || (!slash && matches(p, below)))) {
        allow.add(method);
      }
    }
    return allow.isEmpty() ? "404" : 405 + String.join(", ", allow);
  }

  private static boolean isExact(String pattern, String path) {
    boolean rest = pattern.endsWith("/") || pattern.endsWith("...}");
    return !rest || (path.endsWith("/") && slashes(pattern) == slashes(path));
  }

  private static long slashes(String text) {
    return text.chars().filter(c -> c == '/').count();
  }
}
