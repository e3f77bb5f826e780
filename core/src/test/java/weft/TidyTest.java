package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a reader of the sources should not have to check. Each message says what to do.
class TidyTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> SKIPPED_FOLDERS =
      Set.of("target", ".git", ".idea", ".vscode", ".settings", ".cifuzz-corpus");

  /// Files of `core/src/main` that may be longer than 600 lines because they are tables.
  private static final Set<String> LONG_TABLES = Set.of();

  private static final int LINES_MAX = 600;
  private static final int COLUMNS_MAX = 100;

  /// Path from the root, with slashes -> text. Files that are not UTF-8 are left out.
  private static final Map<String, String> FILES = read();

  @Test
  void rfcCitationsHaveOneSpelling() {
    forbid(
        any(),
        "RFC[-_]?\\d|RFC {2,}\\d|RFC \\d+§|RFC \\d+ § |RFC \\d+,?"
            + " (?i:sections?|sec\\.|chapter)\\b|(?i:\\bsections? [\\d.]+ of (the )?RFC)|RFC \\d+,"
            + " §|RFC \\d+#",
        "cite as RFC 9112 §6.3");
  }

  @Test
  void testsDoNotSleep() {
    forbid(
        tests(), "\\.sleep\\s*\\(|\\bparkNanos\\s*\\(", "inject the clock, or wait for the event");
  }

  @Test
  void libraryDoesNotPrint() {
    forbid(
        library(),
        "System\\s*\\.\\s*(out|err)\\b|printStackTrace|\\bIO\\.print",
        "throw, or log through System.Logger");
  }

  @Test
  void nothingIsLeftToDo() {
    forbid(
        any(), "\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b", "do it, or write an issue and no comment");
  }

  @Test
  void nobodySignsAFile() {
    forbid(java(), "@" + "author", "git knows; delete the line");
  }

  @Test
  void typesHaveTellingNames() {
    forbid(
        java(),
        "(?m)^\\s*(?:[\\w-]+ )*(?:class|interface|record|enum) "
            + "(?:\\w*(?:Impl|Manager|Utils?|Helper|Base|Factory)"
            + "|(?:Abstract|Default)[A-Z]\\w*)\\b",
        "name the thing by what it is");
  }

  @Test
  void charsetsAreNamed() {
    forbid(
        java(),
        "\\.getBytes\\(\\)|Charset\\.defaultCharset|new (InputStreamReader|OutputStreamWriter)"
            + "\\([^,()]*(\\([^()]*\\))?[^,()]*\\)|new File(Reader|Writer)\\([^,]*\\)",
        "name the charset");
  }

  @Test
  void filesEndWithOneNewline() {
    check(
        any(),
        t -> !t.isEmpty() && (!t.endsWith("\n") || t.endsWith("\n\n") || t.contains("\r\n")),
        "end the file with exactly one newline, and lines with LF");
  }

  @Test
  void noFileIsEmpty() {
    check(any(), String::isBlank, "delete the empty file");
  }

  @Test
  void javaHasNoTabs() {
    forbid(java(), "\t", "indent with spaces, write \\t in a string");
  }

  @Test
  void javaLinesFit() {
    check(
        java(),
        t -> t.lines().anyMatch(l -> l.codePointCount(0, l.length()) > COLUMNS_MAX),
        "break lines over " + COLUMNS_MAX + " columns");
  }

  @Test
  void filesAreReadInOneSitting() {
    Predicate<String> coreMain = f -> f.startsWith("core/src/main/") && !LONG_TABLES.contains(f);
    check(
        java().and(coreMain),
        t -> t.lines().count() > LINES_MAX,
        "over " + LINES_MAX + " lines is two things: split, or list a table in LONG_TABLES");
  }

  @Test
  void noPackageRegistryIsNamed() {
    forbid(
        any(),
        "repo1?\\.maven\\.|maven[.-]central\\.|search\\.maven\\.|central\\.sonatype\\."
            + "|oss\\.sonatype\\.|registry\\.npmjs\\.|npmjs\\.com|proxy\\.golang\\.|pypi\\.org"
            + "|crates\\.io|docker\\.io|deb\\.debian\\.",
        "leave the choice of the registry to the user's settings");
  }

  @Test
  void publishedModulesHaveADescriptor() {
    assertThat(FILES.keySet())
        .contains(
            "core/src/main/java/module-info.java",
            "jfr/src/main/java/module-info.java",
            "pprof/src/main/java/module-info.java",
            "cli/src/main/java/module-info.java");
  }

  private static Predicate<String> any() {
    return _ -> true;
  }

  private static Predicate<String> java() {
    return f -> f.endsWith(".java");
  }

  private static Predicate<String> tests() {
    return java().and(f -> f.contains("src/test/"));
  }

  private static Predicate<String> library() {
    return java()
        .and(f -> Stream.of("core", "jfr", "pprof").anyMatch(m -> f.startsWith(m + "/src/main/")));
  }

  /// Fails with file and line of every match of `regex`.
  private static void forbid(Predicate<String> files, String regex, String advice) {
    var pattern = Pattern.compile(regex);
    var found = new ArrayList<String>();
    FILES.forEach(
        (name, text) -> {
          if (files.test(name)) {
            pattern
                .matcher(text)
                .results()
                .forEach(
                    m -> {
                      long line =
                          text.substring(0, m.start()).chars().filter(c -> c == '\n').count();
                      found.add(name + ":" + (line + 1) + ": " + m.group().strip());
                    });
          }
        });
    assertThat(found).as(advice).isEmpty();
  }

  private static void check(Predicate<String> files, Predicate<String> bad, String advice) {
    List<String> found =
        FILES.keySet().stream().filter(files).filter(f -> bad.test(FILES.get(f))).toList();
    assertThat(found).as(advice).isEmpty();
  }

  private static Map<String, String> read() {
    var files = new TreeMap<String, String>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
              String name = String.valueOf(folder.getFileName());
              // Inputs of fuzz tests are what they are.
              return SKIPPED_FOLDERS.contains(name) || name.endsWith("FuzzTestInputs")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
              if (a.isRegularFile() && !file.endsWith(".git")) {
                try {
                  files.put(
                      ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                } catch (CharacterCodingException binary) {
                  return FileVisitResult.CONTINUE;
                }
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the sources under " + ROOT, e);
    }
    return files;
  }
}
