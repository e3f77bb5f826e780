package weft.internal.exchange;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.HijackedConnection;

/// One exchange as an engine carries it: the narrow waist between HTTP's semantics and its
/// versions.
///
/// A [Response] calls `sendHead` once, then `sendContent` any number of times, then `sendEnd` once.
/// Sends may be held back until `flush` or `sendEnd`; each may block.
public interface Stream {

  /// The length of a content that ends where the framing says so.
  long UNKNOWN_LENGTH = -1;

  /// The length of a response that has no content, and says nothing of its length.
  long NO_CONTENT = -2;

  /// Returns an array of at least [weft.Limits#responseBufferBytes] for content that is held back;
  /// it belongs to the response until `sendEnd`.
  byte[] contentBuffer();

  /// Sends an interim response (RFC 9110 §15.2) at once.
  void sendInterim(int status, Header fields) throws IOException;

  /// Sends the head of the final response.
  ///
  /// @param fields the handler's; Content-Length and Transfer-Encoding among them are not sent,
  ///   Date is added unless it is there or suppressed
  /// @param contentType what the content was found to be, null if the fields say it or nothing is
  ///   known
  /// @param length of the content that follows, or that would follow if the method were not HEAD;
  ///   [#UNKNOWN_LENGTH] or [#NO_CONTENT]
  void sendHead(int status, Header fields, @Nullable String contentType, long length)
      throws IOException;

  /// Sends content octets; never called for HEAD.
  void sendContent(byte[] b, int off, int len) throws IOException;

  /// Opens a file for reading, in the way from which [#sendFile] sends fastest.
  default SeekableByteChannel openFile(Path file) throws IOException {
    return Files.newByteChannel(file);
  }

  /// Sends content octets of `file`, from its position on, as far as the engine has a better way
  /// than to read and send them; never called for HEAD.
  ///
  /// @return how many of the `count` octets were sent: fewer if the file has ended, 0 if there is
  ///   no such way; the rest is for the caller to read and send
  default long sendFile(SeekableByteChannel file, long count) throws IOException {
    return 0;
  }

  /// Ends the content. What is held back then leaves by itself, soon and whatever the handler's
  /// thread does next; [#flush()] makes it leave at once.
  ///
  /// @param trailer the trailer section, or null; dropped where the framing has no place for it
  void sendEnd(@Nullable Header trailer) throws IOException;

  /// Hands what was held back to the kernel.
  void flush() throws IOException;

  /// Takes the connection from the engine.
  ///
  /// @throws UnsupportedOperationException if the version multiplexes exchanges
  HijackedConnection hijack() throws IOException;

  /// Makes reads of the request's content fail once `fromNow` has passed; zero for never.
  void readDeadline(Duration fromNow);

  /// Makes sends fail once `fromNow` has passed; zero for never.
  void writeDeadline(Duration fromNow);

  /// Runs `action` when the client closes its sending side and nothing else asks whether it is
  /// there, at once if that was before.
  default void onHalfClose(Runnable action) {}

  /// Cancels the exchange with cause DEADLINE once `fromNow` has passed; zero for never.
  void deadline(Duration fromNow);
}
