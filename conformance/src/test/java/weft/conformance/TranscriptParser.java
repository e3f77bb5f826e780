package weft.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import weft.RejectReason;
import weft.ServerTrace.TimeoutKind;

/// Reads the transcript format. Adjacent lines that the client sends become one [Step.Send], so
/// that they can be sent in one write.
final class TranscriptParser {

  private final String file;
  private final String[] lines;
  private int at;

  private final List<String> comments = new ArrayList<>();
  private final Map<String, String> config = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder sending = new StringBuilder();
  private ResponseParser response;
  private final Set<RejectReason> reasons = new LinkedHashSet<>();
  private final Set<TimeoutKind> timeouts = new LinkedHashSet<>();

  private TranscriptParser(String file, String[] lines, int from) {
    this.file = file;
    this.lines = lines;
    this.at = from;
  }

  /// Returns the cases of a file.
  ///
  /// @throws IllegalArgumentException naming file and line if the text is not in the format
  static List<Transcript> parse(String file, String text) {
    String[] lines = text.split("\n");
    var cases = new ArrayList<Transcript>();
    int start = 0;
    while (start < lines.length) {
      var parser = new TranscriptParser(file, lines, start);
      cases.add(parser.parseCase(cases.size() + 1));
      start = parser.at + 1;
    }
    return cases;
  }

  private Transcript parseCase(int number) {
    for (; at < lines.length && !lines[at].equals("---"); at++) {
      try {
        parseLine(lines[at]);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ":" + (at + 1) + ": " + e.getMessage(), e);
      }
    }
    endSend();
    endResponse();
    var citations = comments.stream().flatMap(c -> Citation.allIn(c).stream()).toList();
    check(!citations.isEmpty() && comments.getFirst().startsWith("RFC "), "first cite the RFC");
    check(!steps.isEmpty() && endsCase(steps.getLast()), "say what becomes of the connection");
    return new Transcript(
        file, number, List.copyOf(comments), citations, config, reasons, timeouts, steps);
  }

  private static boolean endsCase(Step step) {
    return switch (step) {
      case Step.End _, Step.Open _, Step.Reset _, Step.GoAway _ -> true;
      default -> false;
    };
  }

  private void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(file + ":" + at + ": " + message);
    }
  }

  private void parseLine(String line) {
    if (line.startsWith(">")) {
      endResponse();
      parseSend(line);
      return;
    }
    endSend();
    if (line.startsWith("<<")) {
      parseRaw(line);
    } else if (line.startsWith("<") && Transcript.isHttp2(file)) {
      steps.add(new Step.ReceiveFrame(at + 1, afterMark(line, 1)));
    } else if (line.startsWith("<")) {
      parseResponse(line);
    } else if (line.startsWith("!")) {
      parseDirective(line.substring(1));
    } else if (line.startsWith("# ")) {
      comments.add(line.substring(2));
    } else if (!line.isBlank()) {
      throw new IllegalArgumentException("a line starts with # > < ! or is ---: " + line);
    }
  }

  private void parseSend(String line) {
    if (Transcript.isHttp2(file)) {
      sending.append(FrameText.encode(afterMark(line, 1)));
    } else if (line.startsWith(">|")) {
      sending.append(Escapes.decode(afterMark(line, 2)));
    } else {
      sending.append(Escapes.decode(afterMark(line, 1))).append("\r\n");
    }
  }

  private void parseRaw(String line) {
    if (response != null) {
      response.headOnly();
    }
    endResponse();
    if (line.equals("<<*")) {
      steps.add(new Step.ReceiveRest(at + 1));
    } else if (line.startsWith("<<|")) {
      steps.add(new Step.ReceiveRaw(at + 1, Escapes.decode(afterMark(line, 3))));
    } else {
      steps.add(new Step.ReceiveRaw(at + 1, Escapes.decode(afterMark(line, 2)) + "\r\n"));
    }
  }

  private void parseResponse(String line) {
    boolean optional = line.startsWith("<? ");
    if (optional || line.startsWith("< HTTP/")) {
      endResponse();
      response = new ResponseParser(at + 1, afterMark(line, optional ? 2 : 1), optional);
      return;
    }
    if (response == null) {
      throw new IllegalArgumentException("a response starts with its status line: " + line);
    }
    if (line.startsWith("<|")) {
      response.content(Escapes.decode(afterMark(line, 2)));
    } else if (line.startsWith("<+")) {
      response.trailer(afterMark(line, 2));
    } else {
      response.line(afterMark(line, 1));
    }
  }

  private void parseDirective(String text) {
    String[] words = text.split(" ");
    if (words[0].equals("no-content")) {
      if (response == null) {
        throw new IllegalArgumentException("!no-content belongs to a response");
      }
      response.headOnly();
      return;
    }
    endResponse();
    switch (words[0]) {
      case "eof" -> steps.add(new Step.End(at + 1, true));
      case "cut" -> steps.add(new Step.End(at + 1, false));
      case "open" -> steps.add(new Step.Open(at + 1));
      case "goaway" -> steps.add(new Step.GoAway(at + 1, text.substring(7)));
      case "silent" -> steps.add(new Step.ReceiveNothing(at + 1, Integer.parseInt(words[1])));
      case "half-close" -> steps.add(new Step.HalfClose(at + 1));
      case "reset" -> steps.add(new Step.Reset(at + 1));
      case "advance" -> steps.add(new Step.Advance(at + 1, Duration.parse("PT" + words[1])));
      case "config" -> configure(words);
      case "reason" -> alternatives(text).map(RejectReason::valueOf).forEach(reasons::add);
      case "timed-out" -> alternatives(text).map(TimeoutKind::valueOf).forEach(timeouts::add);
      default -> throw new IllegalArgumentException("unknown directive !" + text);
    }
  }

  /// Returns the words of a directive after the first, which have ` | ` between them.
  private static Stream<String> alternatives(String text) {
    return Stream.of(text.substring(text.indexOf(' ') + 1).split(" \\| "));
  }

  private void configure(String[] words) {
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      config.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
  }

  private void endSend() {
    if (!sending.isEmpty()) {
      steps.add(new Step.Send(at, sending.toString()));
      sending.setLength(0);
    }
  }

  private void endResponse() {
    if (response != null) {
      steps.add(response.end());
      response = null;
    }
  }

  private static String afterMark(String line, int mark) {
    if (line.length() > mark && line.charAt(mark) != ' ') {
      throw new IllegalArgumentException("a blank follows " + line.substring(0, mark));
    }
    return line.length() <= mark ? "" : line.substring(mark + 1);
  }
}
