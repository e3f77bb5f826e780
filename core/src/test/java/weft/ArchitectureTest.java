package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Holds the map of the packages: who may import whom. A new package needs a row here.
class ArchitectureTest {
  /// Package -> the packages of ours that it may import. `weft.internal.text` is under everything
  /// and needs no mention.
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("weft.internal.text", Set.of()),
          Map.entry("weft.internal.net", Set.of()),
          Map.entry("weft.internal.hpack", Set.of()),
          Map.entry("weft.internal.linux", Set.of()),
          Map.entry("weft.internal.epoll", Set.of("weft.internal.net", "weft.internal.linux")),
          Map.entry("weft.internal.tls", Set.of("weft.internal.net")),
          Map.entry("weft", Set.of()),
          Map.entry("weft.internal.exchange", Set.of("weft")),
          Map.entry(
              "weft.internal.http1", Set.of("weft", "weft.internal.exchange", "weft.internal.net")),
          Map.entry(
              "weft.internal.http2",
              Set.of("weft", "weft.internal.exchange", "weft.internal.net", "weft.internal.hpack")),
          Map.entry("weft.file", Set.of("weft", "weft.internal.linux")),
          Map.entry("weft.middleware", Set.of("weft")),
          Map.entry("weft.sse", Set.of("weft")),
          Map.entry(
              "weft.server",
              Set.of(
                  "weft",
                  "weft.internal.exchange",
                  "weft.internal.http1",
                  "weft.internal.http2",
                  "weft.internal.net",
                  "weft.internal.epoll",
                  "weft.internal.tls")),
          Map.entry(
              "weft.test",
              Set.of(
                  "weft",
                  "weft.server",
                  "weft.internal.exchange",
                  "weft.internal.net",
                  "weft.internal.tls")));

  private static final String UNDER_EVERYTHING = "weft.internal.text";

  private static final Path CLASSES = Path.of("target", "classes");

  private static final JavaClasses MAIN = new ClassFileImporter().importPath(CLASSES);

  @Test
  void theTableHasEveryPackageAndNoOther() {
    var packages = new TreeSet<String>();
    MAIN.forEach(c -> packages.add(c.getPackageName()));
    packages.remove(""); // module-info
    assertThat(packages)
        .as("packages in ArchitectureTest.MAY_IMPORT: add a row, or move the classes")
        .isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
  }

  @Test
  void importsFollowTheTable() {
    var wrong = new TreeSet<String>();
    for (Dependency d : dependencies()) {
      String from = d.getOriginClass().getPackageName();
      String to = packageOf(d);
      boolean allowed =
          from.equals(to)
              || to.equals(UNDER_EVERYTHING)
              || MAY_IMPORT.getOrDefault(from, Set.of()).contains(to);
      if (isOurs(to) && !allowed) {
        wrong.add(from + " -> " + to + ": " + d.getDescription());
      }
    }
    assertThat(wrong).as("imports that the map forbids: turn the dependency round").isEmpty();
  }

  @Test
  void theTableHasNoCycle() {
    for (String start : MAY_IMPORT.keySet()) {
      var seen = new HashSet<String>();
      var open = new ArrayList<>(MAY_IMPORT.get(start));
      while (!open.isEmpty()) {
        String next = open.removeLast();
        if (seen.add(next)) {
          open.addAll(MAY_IMPORT.getOrDefault(next, Set.of()));
        }
      }
      assertThat(seen).as("a cycle in the table through " + start).doesNotContain(start);
    }
    assertThat(MAY_IMPORT.get(UNDER_EVERYTHING)).as("what is under everything").isEmpty();
  }

  @Test
  void usesOnlyJavaBase() {
    Set<String> base = Object.class.getModule().getPackages();
    var wrong = new TreeSet<String>();
    for (Dependency d : dependencies()) {
      String to = packageOf(d);
      if (!to.isEmpty()
          && !isOurs(to)
          && !base.contains(to)
          && !to.equals("org.jspecify.annotations")) {
        wrong.add(d.getDescription());
      }
    }
    assertThat(wrong).as("the library uses java.base and JSpecify's annotations only").isEmpty();
  }

  @Test
  void requiresOnlyJavaBase() throws IOException {
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    List<String> required =
        module.requires().stream()
            .filter(r -> !r.modifiers().contains(Requires.Modifier.STATIC))
            .map(Requires::name)
            .toList();
    assertThat(required).as("what users of the library must have").containsExactly("java.base");
    assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
        .as("internal packages stay unexported")
        .noneMatch(p -> p.startsWith("weft.internal"));
  }

  private static List<Dependency> dependencies() {
    return MAIN.stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream()).toList();
  }

  private static String packageOf(Dependency d) {
    return d.getTargetClass().getBaseComponentType().getPackageName();
  }

  private static boolean isOurs(String name) {
    return name.equals("weft") || name.startsWith("weft.");
  }
}
