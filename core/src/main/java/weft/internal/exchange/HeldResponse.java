package weft.internal.exchange;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.ResponseWriter;

/// Holds a response back, and decides status, fields and length when its head must leave, for every
/// HTTP version (RFC 9110 §6.4, §8.6).
///
/// Content is held back in one buffer. If the response is complete before the buffer overflows, its
/// length is known; else the head is sent with the length unknown and the content streams.
abstract sealed class HeldResponse extends ResponseWriter permits Response {

  private static final byte[] NOTHING = {};

  /// What carries the response.
  final Stream stream;

  /// Whether the method is HEAD.
  final boolean head;

  private final int bufferBytes;
  private final Header header = new Header();

  private int status = 200;
  private boolean committed;
  private boolean filtered;
  private boolean ended;
  private boolean complete;
  private byte @Nullable [] buffer;
  private int buffered;
  private long put;
  private long declared = Stream.UNKNOWN_LENGTH;
  private @Nullable Header trailer;
  private @Nullable Runnable beforeHead;

  /// @param head whether the method is HEAD, so that content is counted but not sent
  /// @param bufferBytes how much content is held back
  HeldResponse(Stream stream, boolean head, int bufferBytes) {
    this.stream = stream;
    this.head = head;
    this.bufferBytes = bufferBytes;
  }

  @Override
  public final Header header() {
    return header;
  }

  @Override
  public void status(int code) {
    status = code;
  }

  @Override
  public final int status() {
    return status;
  }

  @Override
  public final boolean isCommitted() {
    return committed;
  }

  @Override
  public final long bytesFiltered() {
    return put;
  }

  @Override
  public final Header trailer() {
    if (trailer == null) {
      trailer = new Header();
    }
    return trailer;
  }

  @Override
  public void beforeHead(Runnable action) {
    Runnable earlier = beforeHead;
    beforeHead =
        earlier == null
            ? action
            : () -> {
              action.run();
              earlier.run();
            };
  }

  /// Returns how much more content can be held back.
  final int room() {
    return bufferBytes - buffered;
  }

  /// Returns the length of the content that the handler has declared, -1 if it has not; settled
  /// once it has or the head has left.
  final long declared() {
    if (declared < 0 && !committed) {
      declared = ContentFields.declaredLength(header);
    }
    return declared;
  }

  /// Returns whether content is changed before it comes here.
  final boolean isFiltered() {
    return filtered;
  }

  /// From now on content is changed before it comes here: what the handler has declared does not
  /// hold for it.
  final void setFiltered() {
    filtered = true;
    header.remove("Content-Length");
  }

  /// Takes content: holds it back if there is room, else sends it and what was held back.
  final void put(byte[] b, int off, int len) throws IOException {
    if (len <= room()) {
      hold(b, off, len);
      return;
    }
    int held = 0;
    if (!committed) {
      held = fill(b, off, len);
      commit(b, off, len);
    }
    sendHeld();
    put += len - held;
    send(b, off + held, len - held);
  }

  /// Takes so much content that the type of all of it can be told; returns how much: none if
  /// nothing is held back.
  final int fill(byte[] b, int off, int len) {
    int held = buffered == 0 ? 0 : Math.min(len, room());
    if (held > 0) {
      hold(b, off, held);
    }
    return held;
  }

  private void hold(byte[] b, int off, int len) {
    System.arraycopy(b, off, buffer(), buffered, len);
    buffered += len;
    put += len;
  }

  private byte[] buffer() {
    byte[] content = buffer;
    if (content == null) {
      content = stream.contentBuffer();
      buffer = content;
    }
    return content;
  }

  /// Takes content that is in a file, from its position on, and sends all of it for which that
  /// needs no copy; returns how much.
  final long putFile(SeekableByteChannel file, long count) throws IOException {
    sendAll();
    long sent = count;
    if (sendsContent()) {
      sent = stream.sendFile(file, count);
    } else {
      file.position(file.position() + count);
    }
    put += sent;
    return sent;
  }

  /// Takes back what is held back: something else comes in its place.
  final byte[] takeHeld() {
    byte[] held = buffer == null ? NOTHING : Arrays.copyOf(buffer, buffered);
    buffered = 0;
    put = 0;
    return held;
  }

  /// Finds out what the content is if the handler did not say it.
  ///
  /// @param next what follows what is held back; only looked at if that is nothing
  final @Nullable String detectType(byte[] next, int off, int len) {
    if (!allowsContent(status)) {
      return null;
    }
    return buffered == 0 || buffer == null
        ? ContentFields.detectType(header, next, off, len)
        : ContentFields.detectType(header, buffer, 0, buffered);
  }

  /// Sends the head, if it was not sent, and what is held back.
  final void sendAll() throws IOException {
    if (!committed) {
      commit(NOTHING, 0, 0);
    }
    sendHeld();
  }

  private void commit(byte[] next, int off, int len) throws IOException {
    commit(detectType(next, off, len), length(Stream.UNKNOWN_LENGTH));
  }

  private void commitComplete() throws IOException {
    long known = trailer == null || trailer.isEmpty() ? put : Stream.UNKNOWN_LENGTH;
    // The length of what GET would send is only known if the handler wrote it (RFC 9110 §8.6).
    long length = length(head && put == 0 ? Stream.NO_CONTENT : known);
    commit(detectType(NOTHING, 0, 0), length);
  }

  /// Sends the head.
  ///
  /// @param type what the content was found to be, or null
  /// @param length as for [Stream#sendHead]
  final void commit(@Nullable String type, long length) throws IOException {
    Runnable action = beforeHead;
    if (action != null) {
      beforeHead = null;
      action.run();
    }
    committed = true;
    if (!allowsContent(status)) {
      buffered = 0;
    }
    header.freeze();
    stream.sendHead(status, header, type, allowsContent(status) ? length : Stream.NO_CONTENT);
  }

  private long length(long otherwise) {
    long said = declared();
    if (!allowsContent(status)) {
      return Stream.NO_CONTENT;
    }
    long length = said >= 0 && !filtered ? said : otherwise;
    boolean unknown = length == Stream.UNKNOWN_LENGTH || filtered;
    return head && unknown ? Stream.NO_CONTENT : length;
  }

  private void sendHeld() throws IOException {
    if (buffered > 0 && buffer != null) {
      int length = buffered;
      buffered = 0;
      send(buffer, 0, length);
    }
  }

  private void send(byte[] b, int off, int len) throws IOException {
    if (sendsContent()) {
      stream.sendContent(b, off, len);
    }
  }

  /// Asked again where content is sent: a filter that is asked may have changed the status.
  private boolean sendsContent() {
    return !head && allowsContent(status);
  }

  /// Sends what was not sent, and the end.
  final void sendEnd() throws IOException {
    Header section = trailer == null || trailer.isEmpty() ? null : Trailers.checked(trailer);
    if (!committed) {
      commitComplete();
    }
    sendHeld();
    seal();
    stream.sendEnd(section);
    complete = true;
  }

  /// From now on nothing can be written.
  final void seal() {
    ended = true;
    buffer = null;
    buffered = 0;
  }

  /// Returns whether nothing can be written any more.
  final boolean hasEnded() {
    return ended;
  }

  /// Returns whether the content is complete and sent, without a failure.
  public final boolean isComplete() {
    return complete;
  }

  /// Forgets status, content, and the fields that describe content.
  final void forget() {
    ContentFields.remove(header);
    trailer = null;
    filtered = false;
    buffered = 0;
    put = 0;
    declared = Stream.UNKNOWN_LENGTH;
    status = 200;
  }

  /// Returns whether a response of that status may have content (RFC 9110 §6.4.1).
  static boolean allowsContent(int status) {
    return status >= 200 && status != 204 && status != 304;
  }
}
