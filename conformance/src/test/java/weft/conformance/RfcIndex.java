package weft.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which section of which RFC is implemented where, and what proves it: transcripts, and for HTTP/2
/// also the tests beside the code.
final class RfcIndex {

  private static final String HEAD =
      """
      # Where each section of the RFCs is

      Made by `RfcIndexTest` from the citations in `core/src/main/java`, in the transcripts and in
      the tests of HTTP/2, and from the list of sections in `rfc-sections.txt`; rewrite it with
      `-Drfc.update=true`. **None** is a hole. A note in place of proofs says why there is nothing
      for a server to prove. `H2specTest` is about all of RFC 9113 and RFC 7541.
      """;

  /// A section of an RFC.
  ///
  /// @param note why there is nothing to prove, empty if there is
  record Section(Citation citation, String title, String note) {

    static Section parse(String line) {
      String[] words = line.split(" ", 3);
      String[] titleAndNote = words[2].split(" ! ", 2);
      String note = titleAndNote.length == 2 ? titleAndNote[1] : "";
      var citation = new Citation(Integer.parseInt(words[0]), words[1]);
      return new Section(citation, titleAndNote[0], note);
    }
  }

  private final List<Section> sections;
  private final Map<Citation, Collection<Path>> sources = new LinkedHashMap<>();
  private final Map<Citation, Collection<Path>> tests = new LinkedHashMap<>();
  private final Map<Citation, Map<String, Integer>> transcripts = new LinkedHashMap<>();

  /// Creates the index of a tree.
  ///
  /// @param root the directory of the whole project
  RfcIndex(Path root) throws IOException {
    Path resources = root.resolve("conformance/src/test/resources");
    sections =
        Files.readAllLines(resources.resolve("rfc-sections.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Section::parse)
            .toList();
    collect(root, "core/src/main/java", sources);
    collect(root, "core/src/test/java/weft/internal/hpack", tests);
    collect(root, "core/src/test/java/weft/internal/http2", tests);
    tests.values().forEach(files -> files.removeIf(file -> !file.toString().endsWith("Test.java")));
    for (Transcript transcript : Transcript.all()) {
      for (Citation citation : new TreeSet<>(transcript.citations())) {
        transcripts
            .computeIfAbsent(citation, _ -> new TreeMap<>())
            .merge(transcript.file(), 1, Integer::sum);
      }
    }
  }

  private static void collect(Path root, String folder, Map<Citation, Collection<Path>> to)
      throws IOException {
    try (var files = Files.walk(root.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        for (Citation citation : new TreeSet<>(Citation.allIn(Files.readString(file)))) {
          to.computeIfAbsent(citation, _ -> new ArrayList<>()).add(root.relativize(file));
        }
      }
    }
  }

  /// Returns the citations of the listed RFCs that name no section of theirs.
  List<Citation> citationsOfNothing() {
    var known = sections.stream().map(Section::citation).collect(Collectors.toSet());
    var rfcs = sections.stream().map(s -> s.citation().rfc()).collect(Collectors.toSet());
    var cited = new TreeSet<>(sources.keySet());
    cited.addAll(transcripts.keySet());
    cited.addAll(tests.keySet());
    return cited.stream().filter(c -> rfcs.contains(c.rfc()) && !known.contains(c)).toList();
  }

  /// Returns the index as Markdown.
  String toMarkdown() {
    var out = new StringBuilder(HEAD);
    int rfc = 0;
    for (Section section : sections) {
      if (section.citation().rfc() != rfc) {
        rfc = section.citation().rfc();
        out.append("\n## RFC ").append(rfc).append("\n\n");
        out.append("| section | code | transcripts (cases), tests |\n|---|---|---|\n");
      }
      out.append(row(section)).append('\n');
    }
    return out.toString();
  }

  private String row(Section section) {
    Citation citation = section.citation();
    String code =
        sources.getOrDefault(citation, List.of()).stream()
            .map(RfcIndex::sourceLink)
            .collect(Collectors.joining(", "));
    Stream<String> ofTranscripts =
        transcripts.getOrDefault(citation, Map.of()).entrySet().stream()
            .map(e -> transcriptLink(e.getKey(), e.getValue()));
    Stream<String> ofTests =
        tests.getOrDefault(citation, List.of()).stream().map(RfcIndex::sourceLink);
    String proofs = Stream.concat(ofTranscripts, ofTests).collect(Collectors.joining(", "));
    if (proofs.isEmpty()) {
      proofs = section.note().isEmpty() ? "**none**" : section.note();
    }
    String empty = section.note().isEmpty() ? "**none**" : "";
    return "| %s %s | %s | %s |"
        .formatted(citation.section(), section.title(), code.isEmpty() ? empty : code, proofs);
  }

  private static String sourceLink(Path file) {
    String path = file.toString().replace('\\', '/');
    String name = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    return "[%s](../%s)".formatted(name, path);
  }

  private static String transcriptLink(String file, int cases) {
    String name = file.substring(file.lastIndexOf('/') + 1).replace(".txt", "");
    return "[%s](../conformance/src/test/resources/transcripts/%s) (%d)"
        .formatted(name, file, cases);
  }
}
