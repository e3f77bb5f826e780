package weft.conformance;

import java.time.Duration;
import java.util.List;

/// One thing that a transcript says happens on the connection. Octets are ISO-8859-1 strings.
sealed interface Step {

  /// Returns the line of the file that says it.
  int line();

  /// The client sends these octets.
  record Send(int line, String octets) implements Step {}

  /// The server must send this response.
  record Receive(int line, ExpectedResponse response) implements Step {}

  /// The server must send exactly these octets.
  record ReceiveRaw(int line, String octets) implements Step {}

  /// The server may send anything up to the end of the connection.
  record ReceiveRest(int line) implements Step {}

  /// The server must end the connection: `clean` by closing it, otherwise by closing or resetting
  /// it.
  record End(int line, boolean clean) implements Step {}

  /// The connection must be good for one more request.
  record Open(int line) implements Step {}

  /// The server must send this frame, or this whole response, in the words of [FrameText].
  record ReceiveFrame(int line, String frame) implements Step {}

  /// Nothing must have come on an HTTP/2 stream.
  record ReceiveNothing(int line, int stream) implements Step {}

  /// The server must send GOAWAY with these words, and end the connection.
  record GoAway(int line, String words) implements Step {}

  /// The client closes its output.
  record HalfClose(int line) implements Step {}

  /// The client resets the connection.
  record Reset(int line) implements Step {}

  /// Time passes.
  record Advance(int line, Duration duration) implements Step {}

  /// A field that must be there with a value that `value` matches.
  record ExpectedField(String name, ValuePattern value) {}

  /// What a response must be.
  ///
  /// @param optional whether the server may leave it out
  /// @param required fields that must be there
  /// @param absent names of fields that must not be there
  /// @param anyFurther whether other fields are allowed
  /// @param headOnly whether nothing of the content is to be read, as after HEAD
  /// @param content what the content must be, or null for anything
  /// @param contentPrefix whether `content` is only how the content begins
  /// @param trailers fields that the trailer section must have
  /// @param absentTrailers names of fields that the trailer section must not have
  record ExpectedResponse(
      StatusLinePattern statusLine,
      boolean optional,
      List<ExpectedField> required,
      List<String> absent,
      boolean anyFurther,
      boolean headOnly,
      String content,
      boolean contentPrefix,
      List<ExpectedField> trailers,
      List<String> absentTrailers) {}
}
