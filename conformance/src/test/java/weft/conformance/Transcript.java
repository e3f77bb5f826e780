package weft.conformance;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import weft.RejectReason;
import weft.ServerTrace.TimeoutKind;

/// One case of a transcript file: what the client sends, what the server must answer, and what
/// becomes of the connection. `README.md` beside the files describes the format.
///
/// @param file the path below `transcripts/`
/// @param number which case of the file it is, from 1
/// @param comments the `#` lines without the `# `
/// @param citations the sections that the comments cite; the first one names the file
/// @param config limits and time-outs that differ from the standard ones
/// @param reasons the server must say that it refused one request, for one of these; empty if it
///   must refuse none
/// @param timeouts the server must say that it gave up one wait, of one of these kinds; empty if it
///   must give up none
/// @param steps what happens, in order
record Transcript(
    String file,
    int number,
    List<String> comments,
    List<Citation> citations,
    Map<String, String> config,
    Set<RejectReason> reasons,
    Set<TimeoutKind> timeouts,
    List<Step> steps) {

  /// HTTP/2, HPACK, priorities, extended CONNECT.
  private static final Set<String> HTTP2 = Set.of("rfc9113/", "rfc7541/", "rfc9218/", "rfc8441/");

  /// Returns all transcripts, by file and place in it.
  static List<Transcript> all() {
    Path root = root();
    try (var files = Files.walk(root)) {
      var all = new ArrayList<Transcript>();
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        all.addAll(TranscriptParser.parse(name, Files.readString(file)));
      }
      return all;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the transcripts", e);
    }
  }

  private static Path root() {
    URL url = Transcript.class.getResource("/transcripts");
    if (url == null) {
      throw new IllegalStateException("no transcripts on the class path");
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns whether the steps are frames: the file is about one of the RFCs of HTTP/2.
  boolean isHttp2() {
    return isHttp2(file);
  }

  /// Returns whether the client's preface is among the steps; else every client says it.
  boolean saysPreface() {
    return steps.getFirst() instanceof Step.Send send && send.octets().startsWith("PRI");
  }

  static boolean isHttp2(String file) {
    return HTTP2.stream().anyMatch(file::startsWith);
  }

  /// Returns whether time must pass, which only a virtual clock can make it do.
  boolean needsClock() {
    return steps.stream().anyMatch(Step.Advance.class::isInstance);
  }

  /// Returns file and number, and what the case is about.
  @Override
  public String toString() {
    return file + " #" + number + " " + comments.getFirst();
  }
}
