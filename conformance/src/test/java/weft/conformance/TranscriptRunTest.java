package weft.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That transcripts fail where they should: against a server whose answers are given.
class TranscriptRunTest {

  private static final String OK = "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi";

  /// A server that sends `octets` and closes, whatever it gets.
  private record Canned(String octets) implements Target {

    @Override
    public Peer connect() {
      return new CannedPeer(octets);
    }

    @Override
    public void advance(Duration duration) {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        OK + " ~ < HTTP/1.1 200 OK|< Content-Length: 2|<|<# hi|!eof",
        OK + " ~ < HTTP/1.1 200 OK|< *|!eof",
        OK + " ~ < HTTP/1.1 200 *|< *|!eof",
        OK + " ~ < HTTP/1.1 200 OK|< *|<<# hi|!eof",
        OK + " ~ <? HTTP/1.1 100 Continue|< HTTP/1.1 200 OK|< *|!eof",
        OK + " ~ <<*|!eof",
        OK + " ~ < HTTP/1.1 200 OK|< Content-Length: *|< !Connection|!cut",
        "HTTP/1.1 204 No Content\\r\\n\\r\\n ~ < HTTP/1.1 204 No Content|!eof",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "2\\r"
            + "\\n"
            + "hi\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " ~ < HTTP/1.1 200 OK|< *|<|<# hi|<+ X: 1|!eof",
      })
  void passesWhenTheServerDoesAsWritten(String octets, String lines) {
    assertThatCode(() -> play(octets, lines)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        OK + " ~ < HTTP/1.1 404 Not Found|< *|!eof ~ expected 'HTTP/1.1 404 Not Found'",
        OK + " ~ < HTTP/1.1 200 OK|!eof ~ unexpected fields",
        OK + " ~ < HTTP/1.1 200 OK|< X: 1|< *|!eof ~ expected X: 1",
        OK + " ~ < HTTP/1.1 200 OK|< !Content-Length|< *|!eof ~ unwanted Content-Length",
        OK + " ~ < HTTP/1.1 200 OK|< *|<|!eof ~ expected the content ''",
        OK + " ~ < HTTP/1.1 200 OK|< *|<|<# ho|!eof ~ expected the content 'ho'",
        OK + " ~ < HTTP/1.1 200 OK|< *|<<# h|!eof ~ the server sends more: i",
        OK + " ~ < HTTP/1.1 200 OK|< *|!open ~ the server closed",
        OK + " ~ !eof ~ the server sends more",
        "HTTP/1.1 200 OK\\nA: 1\\r\\n\\r\\n ~ < HTTP/1.1 200 OK|< *|!eof ~ LF without CR",
        "HTTP/1.1 200 OK\\r\\nA : 1\\r\\n\\r\\n ~ < HTTP/1.1 200 OK|< *|!eof ~ not a field line",
        "HTTP/1.0 200 OK\\r\\n\\r\\n ~ < HTTP/1.1 200 OK|< *|!eof ~ not a status line",
        "HTTP/1.1 204 No\\r\\nContent-Length: 0\\r\\n\\r\\n ~ < HTTP/1.1 204 No|< *|!eof ~ framed",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nhi\\r\\n"
            + " ~ < HTTP/1.1 200 OK|< *|!eof ~ the server closed",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhi"
            + " ~ < HTTP/1.1 200 OK|< *|!eof ~ the server closed",
      })
  void failsWhenTheServerDoesOtherwise(String octets, String lines, String message) {
    assertThatThrownBy(() -> play(octets, lines))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void failureTellsFileLineAndWhatWasReceived() {
    assertThatThrownBy(() -> play(OK, "< HTTP/1.1 404 Not Found|< *|!eof"))
        .hasMessageContaining("f:2: ")
        .hasMessageContaining("RFC 9112 §2: a case.")
        .hasMessageContaining("Content-Length: 2");
  }

  /// Runs a transcript whose lines have `|` between them; `#` stands for the `|` of a mark.
  private static void play(String octets, String lines) throws IOException {
    String text = "# RFC 9112 §2: a case.\n" + lines.replace('|', '\n').replace('#', '|') + "\n";
    var transcript = TranscriptParser.parse("f", text).getFirst();
    try (var run = new TranscriptRun(transcript, new Canned(Escapes.decode(octets)))) {
      run.play();
    }
  }
}
