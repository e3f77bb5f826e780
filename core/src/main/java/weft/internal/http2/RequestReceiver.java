package weft.internal.http2;

import static weft.internal.http2.Frames.END_HEADERS;
import static weft.internal.http2.Frames.END_STREAM;
import static weft.internal.http2.Frames.HAS_PRIORITY;
import static weft.internal.http2.Frames.PADDED;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Limits;
import weft.Methods;
import weft.RejectReason;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.text.FieldLines;

/// Does what the frames say that make up requests: DATA, HEADERS and CONTINUATION (RFC 9113 §8.1).
/// [Receiver] calls it, one method for each.
final class RequestReceiver {

  private final Http2Connection connection;
  private final FrameReader frames;
  private final Streams streams;
  private final Sender sender;
  private final ReentrantLock lock;
  private final HpackDecoder decoder;
  private final FieldList fields;
  private final HeaderBlock block;
  private final ReceiveWindow window = new ReceiveWindow(Frames.WINDOW_BYTES_INITIAL);
  private final boolean extendedConnect;

  RequestReceiver(
      Http2Connection connection, FrameReader frames, Streams streams, HpackDecoder decoder) {
    this.connection = connection;
    this.frames = frames;
    this.streams = streams;
    this.decoder = decoder;
    sender = connection.sender();
    lock = connection.lock();
    extendedConnect = connection.settings().extendedConnect();
    Limits limits = connection.settings().limits();
    fields = new FieldList(limits.headerBytesMax(), limits.headerFieldsMax());
    block = new HeaderBlock(limits.headerBytesMax());
  }

  /// Opens the window that all streams share to what the connection may hold.
  void openWindow(int size) {
    window.resize(Math.max(size, Frames.WINDOW_BYTES_INITIAL));
    refill();
  }

  /// Returns whether a header block has begun and not ended: only CONTINUATION may come then.
  boolean isBlockOpen() {
    return block.isOpen();
  }

  // RFC 9113 §6.1.
  void data() throws IOException {
    frames.requireStream();
    int length = frames.left();
    if (!window.receive(length)) {
      throw ConnectionException.windowExceeded();
    }
    int padding = padding();
    boolean ends = frames.has(END_STREAM);
    if (frames.left() == padding && !ends) {
      connection.spend(Budget.WORK);
    }
    Http2Stream stream = openStream();
    try {
      if (stream != null) {
        deliver(stream, length, padding, ends);
      }
    } finally {
      frames.skip(frames.left()); // also what nobody wants counts, in the window of the connection
      refill();
    }
  }

  private void deliver(Http2Stream stream, int length, int padding, boolean ends)
      throws IOException {
    Http2Content content = stream.content();
    locked(() -> content.require(length));
    while (frames.left() > padding) {
      int some = Math.min(frames.awaitSome(), frames.left() - padding);
      locked(() -> content.receive(frames.bytes(), frames.at(), some));
      frames.use(some);
    }
    frames.skip(padding);
    int overhead = frames.has(PADDED) ? padding + 1 : 0;
    locked(
        () -> {
          if (overhead > 0) {
            content.receivePadding(overhead);
          }
          if (ends) {
            content.end(null);
          }
        });
  }

  /// Returns the stream of a frame that has content or fields, null if the frame is to be ignored.
  ///
  /// @throws ConnectionException if the stream was never opened, or is closed (RFC 9113 §5.1)
  /// @throws StreamException if the client has ended it, and the server has not
  private @Nullable Http2Stream openStream() throws IOException {
    lock.lock();
    try {
      int id = frames.streamId();
      Http2Stream stream = streams.get(id);
      if (stream == null || stream.isReset()) {
        ignoreOrRefuse(id, stream);
        return null;
      }
      if (stream.content().isEnded()) {
        throw new StreamException(id, ErrorCode.STREAM_CLOSED, RejectReason.UNEXPECTED_FRAME);
      }
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /// The stream is not open: if it was the server who ended it, the client may not know that yet.
  private void ignoreOrRefuse(int id, @Nullable Http2Stream stream) throws ConnectionException {
    if (streams.isIdle(id)) {
      throw ConnectionException.unexpectedFrame();
    }
    boolean ours = stream == null ? streams.isForgotten(id) : !stream.isResetByPeer();
    if (!ours) {
      throw new ConnectionException(ErrorCode.STREAM_CLOSED, RejectReason.UNEXPECTED_FRAME);
    }
    connection.spend(Budget.FRAME);
  }

  /// Opens the connection's window again: what is unread is bounded by the windows of the streams.
  private void refill() {
    int increment = window.refill(0);
    if (increment > 0) {
      window.open(increment);
      lock.lock();
      try {
        sender.out().putWindowUpdate(0, increment);
        sender.wake();
      } finally {
        lock.unlock();
      }
    }
  }

  // RFC 9113 §6.2. The block is decoded before anything else is looked at, because it changes the
  // table.
  void headers() throws IOException {
    frames.requireStream();
    connection.awaitWhole();
    int padding = padding();
    boolean itself = frames.has(HAS_PRIORITY) && dependsOnItself();
    if (frames.left() < padding) {
      throw ConnectionException.badFrame(ErrorCode.PROTOCOL_ERROR);
    }
    int length = frames.left() - padding;
    boolean ends = frames.has(END_STREAM);
    if (frames.has(END_HEADERS)) {
      decoder.decode(frames.bytes(), frames.at(), length, fields);
      fieldSection(frames.streamId(), ends, itself);
    } else {
      block.begin(frames.streamId(), ends, itself);
      block.add(frames.bytes(), frames.at(), length);
      connection.headersBegin();
    }
  }

  // RFC 9113 §6.10.
  void continuation() throws IOException {
    if (frames.streamId() != block.streamId()) {
      throw ConnectionException.unexpectedFrame();
    }
    connection.spend(Budget.WORK);
    frames.awaitAll();
    block.add(frames.bytes(), frames.at(), frames.left());
    if (frames.has(END_HEADERS)) {
      connection.headersEnd();
      int id = block.streamId();
      boolean ends = block.endsStream();
      boolean itself = block.dependsOnItself();
      decoder.decode(block.bytes(), 0, block.length(), fields);
      block.end();
      fieldSection(id, ends, itself);
    }
  }

  private void fieldSection(int id, boolean ends, boolean dependsOnItself) throws IOException {
    try {
      if ((id & 1) == 0) {
        throw ConnectionException.unexpectedFrame(); // RFC 9113 §5.1.1
      }
      if (streams.isIdle(id)) {
        streams.opened(id);
        openRequest(id, ends, dependsOnItself);
      } else {
        trailers(ends);
      }
    } finally {
      fields.clear();
    }
  }

  private void openRequest(int id, boolean ends, boolean dependsOnItself) throws IOException {
    try {
      if (dependsOnItself) {
        throw StreamException.malformed(id, RejectReason.BAD_FRAME);
      }
      request(id, ends);
    } catch (StreamException e) {
      connection.rejected(e.reason());
      streams.refuseRequest(e, ends, isMethodOtherThanHead());
    }
  }

  private boolean isMethodOtherThanHead() {
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i).equals(":method")) {
        return !fields.value(i).equals(Methods.HEAD);
      }
    }
    return false;
  }

  private void request(int id, boolean ends) throws IOException {
    if (fields.overflown()) {
      throw StreamException.tooMuch(id, RejectReason.HEADER_TOO_LARGE);
    }
    RequestHead head = RequestFields.parse(fields, id, ends, extendedConnect);
    Limits limits = connection.settings().limits();
    if (head.target().length() > limits.targetBytesMax()) {
      throw StreamException.tooMuch(id, RejectReason.TARGET_TOO_LONG);
    }
    if (head.contentLength() > limits.contentBytesMax()) {
      throw StreamException.tooMuch(id, RejectReason.CONTENT_TOO_LARGE);
    }
    streams.serve(id, head, ends);
  }

  // RFC 9113 §8.1: a second section ends the stream.
  private void trailers(boolean ends) throws IOException {
    Http2Stream stream = openStream();
    if (stream == null) {
      return;
    }
    if (!ends) {
      throw StreamException.malformed(stream.id(), RejectReason.BAD_TRAILER);
    }
    if (fields.overflown()) {
      throw StreamException.malformed(stream.id(), RejectReason.TRAILER_TOO_LARGE);
    }
    FieldLines lines = RequestFields.parseTrailers(fields, stream.id());
    locked(() -> stream.content().end(lines));
  }

  /// Takes the length of the padding, if there is any (RFC 9113 §6.1, §6.2).
  private int padding() throws IOException {
    if (!frames.has(PADDED)) {
      return 0;
    }
    if (frames.left() == 0) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    int _ = frames.awaitSome();
    int padding = frames.takeByte();
    if (padding > frames.left()) {
      throw ConnectionException.badFrame(ErrorCode.PROTOCOL_ERROR);
    }
    return padding;
  }

  /// Takes the priority of RFC 7540 §5.3.1, which says nothing any more but can still be wrong.
  boolean dependsOnItself() throws ConnectionException {
    if (frames.left() < 5) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    int dependency = frames.takeInt() & Integer.MAX_VALUE;
    frames.use(1);
    return dependency == frames.streamId();
  }

  private interface Action {
    void run() throws IOException;
  }

  private void locked(Action action) throws IOException {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
