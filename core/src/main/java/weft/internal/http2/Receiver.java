package weft.internal.http2;

import static weft.internal.http2.Frames.ACK;
import static weft.internal.http2.Frames.CONTINUATION;
import static weft.internal.http2.Frames.END_HEADERS;
import static weft.internal.http2.Frames.END_STREAM;
import static weft.internal.http2.Frames.HAS_PRIORITY;
import static weft.internal.http2.Frames.PADDED;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Limits;
import weft.Methods;
import weft.RejectReason;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackException;
import weft.internal.text.FieldLines;

/// Does what the frames of the client say (RFC 9113 §6): the connection's thread.
///
/// It never runs a handler and never waits for anything but the client's next octet, so a stream
/// that stands still holds nobody up.
final class Receiver {

  /// A PRIORITY_UPDATE has a stream and a short dictionary.
  private static final int PRIORITY_UPDATE_BYTES_MAX = 256;

  /// An update of a window by less than this is overhead.
  private static final int WINDOW_UPDATE_WORTH = 4096;

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
  private boolean settingsSeen;

  Receiver(Http2Connection connection, FrameReader frames, Streams streams) {
    this.connection = connection;
    this.frames = frames;
    this.streams = streams;
    sender = connection.sender();
    lock = connection.lock();
    extendedConnect = connection.settings().extendedConnect();
    Limits limits = connection.settings().limits();
    decoder = new HpackDecoder(limits.http2().decoderTableBytesMax());
    fields = new FieldList(limits.headerBytesMax(), limits.headerFieldsMax());
    block = new HeaderBlock(limits.headerBytesMax());
  }

  /// Opens the window that all streams share to what the connection may hold.
  void openWindow(int size) {
    window.resize(Math.max(size, Frames.WINDOW_BYTES_INITIAL));
    refill();
  }

  /// Takes frames until the client closes its side; blocks.
  ///
  /// @throws ConnectionException if the connection cannot go on
  void receive() throws IOException {
    while (frames.next()) {
      connection.deadlines().heard();
      try {
        receiveFrame();
      } catch (StreamException e) {
        streams.refuse(e);
        connection.rejected(e.reason());
        streams.wasted();
      } catch (HpackException e) {
        throw new ConnectionException(ErrorCode.COMPRESSION_ERROR, RejectReason.BAD_HEADER_BLOCK);
      }
    }
  }

  private void receiveFrame() throws IOException {
    int type = frames.type();
    if (block.isOpen() != (type == CONTINUATION)) {
      throw unexpected();
    }
    if (!settingsSeen && (type != Frames.SETTINGS || frames.has(ACK))) {
      throw unexpected(); // RFC 9113 §3.4
    }
    switch (type) {
      case Frames.DATA -> data();
      case Frames.HEADERS -> headers();
      case Frames.PRIORITY -> priority();
      case Frames.RST_STREAM -> rstStream();
      case Frames.SETTINGS -> settings();
      case Frames.PUSH_PROMISE -> throw unexpected(); // RFC 9113 §6.6: clients do not push
      case Frames.PING -> ping();
      case Frames.GOAWAY -> goAway();
      case Frames.WINDOW_UPDATE -> windowUpdate();
      case CONTINUATION -> continuation();
      case Frames.PRIORITY_UPDATE -> priorityUpdate();
      default -> connection.spend(Budget.FRAME); // RFC 9113 §5.5: ignored
    }
  }

  // RFC 9113 §6.1.
  private void data() throws IOException {
    requireStream(true);
    int length = frames.left();
    if (!window.receive(length)) {
      throw flowControl();
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
        throw afterItsEnd(stream);
      }
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /// The client has ended the stream. Once the server has as well, it is closed (RFC 9113 §5.1),
  /// also while its handler has not returned yet.
  private static IOException afterItsEnd(Http2Stream stream) {
    return stream.isSendEnded()
        ? new ConnectionException(ErrorCode.STREAM_CLOSED, RejectReason.UNEXPECTED_FRAME)
        : new StreamException(stream.id(), ErrorCode.STREAM_CLOSED, RejectReason.UNEXPECTED_FRAME);
  }

  /// The stream is not open: if it was the server who ended it, the client may not know that yet.
  private void ignoreOrRefuse(int id, @Nullable Http2Stream stream) throws ConnectionException {
    if (streams.isIdle(id)) {
      throw unexpected();
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
  private void headers() throws IOException {
    requireStream(true);
    connection.awaitWhole();
    int padding = padding();
    boolean itself = frames.has(HAS_PRIORITY) && dependsOnItself();
    if (frames.left() < padding) {
      throw badFrame(ErrorCode.PROTOCOL_ERROR);
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
  private void continuation() throws IOException {
    if (frames.streamId() != block.streamId()) {
      throw unexpected();
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
        throw unexpected(); // RFC 9113 §5.1.1
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
      throw badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    int _ = frames.awaitSome();
    int padding = frames.takeByte();
    if (padding > frames.left()) {
      throw badFrame(ErrorCode.PROTOCOL_ERROR);
    }
    return padding;
  }

  /// Takes the priority of RFC 7540 §5.3.1, which says nothing any more but can still be wrong.
  private boolean dependsOnItself() throws ConnectionException {
    if (frames.left() < 5) {
      throw badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    int dependency = frames.takeInt() & Integer.MAX_VALUE;
    frames.use(1);
    return dependency == frames.streamId();
  }

  // RFC 9113 §6.3.
  private void priority() throws IOException {
    connection.spend(Budget.FRAME);
    requireStream(true);
    int id = frames.streamId();
    if (frames.left() != 5) {
      refuse(id, ErrorCode.FRAME_SIZE_ERROR);
      return;
    }
    frames.awaitAll();
    if (dependsOnItself()) {
      refuse(id, ErrorCode.PROTOCOL_ERROR);
    }
  }

  // RFC 9113 §6.4.
  private void rstStream() throws IOException {
    requireStream(true);
    requireLength(4);
    frames.awaitAll();
    if (streams.isIdle(frames.streamId())) {
      throw unexpected();
    }
    streams.resetByPeer(frames.streamId());
  }

  // RFC 9113 §6.5.
  private void settings() throws IOException {
    requireStream(false);
    if (frames.has(ACK)) {
      requireLength(0);
      connection.spend(Budget.FRAME);
      decoder.acknowledged();
      connection.settingsAcknowledged();
      return;
    }
    int count = frames.left() / Setting.BYTES;
    requireLength(count * Setting.BYTES);
    if (count > Setting.PER_FRAME_MAX) {
      throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, RejectReason.TOO_MUCH_OVERHEAD);
    }
    connection.spend(Budget.WORK + count);
    frames.awaitAll();
    boolean first = !settingsSeen;
    settingsSeen = true;
    locked(
        () -> {
          takeSettings(count);
          connection.acknowledgeSettings(first); // before anything that follows from them
        });
    connection.settingsTaken();
  }

  private void takeSettings(int count) throws ConnectionException {
    for (int i = 0; i < count; i++) {
      int identifier = frames.takeShort();
      long value = Integer.toUnsignedLong(frames.takeInt());
      Setting.check(identifier, value);
      connection.apply(identifier, value);
    }
  }

  // RFC 9113 §6.7.
  private void ping() throws IOException {
    requireStream(false);
    requireLength(8);
    connection.spend(frames.has(ACK) ? Budget.FRAME : Budget.WORK);
    frames.awaitAll();
    long opaque = frames.takeLong();
    if (frames.has(ACK)) {
      connection.pingAcknowledged(opaque);
    } else {
      connection.answerPing(opaque);
    }
  }

  // RFC 9113 §6.8.
  private void goAway() throws IOException {
    requireStream(false);
    if (frames.left() < 8) {
      throw badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    connection.spend(Budget.WORK);
    connection.drain();
  }

  // RFC 9113 §6.9.
  private void windowUpdate() throws IOException {
    requireLength(4);
    frames.awaitAll();
    int increment = frames.takeInt() & Integer.MAX_VALUE;
    int id = frames.streamId();
    if (increment < WINDOW_UPDATE_WORTH) {
      connection.spend(Budget.FRAME);
    }
    if (id != 0 && streams.isIdle(id)) {
      throw unexpected();
    }
    if (increment == 0) {
      refuse(id, ErrorCode.PROTOCOL_ERROR);
    } else {
      connection.openSendWindow(id, increment);
    }
  }

  // RFC 9218 §7.1.
  private void priorityUpdate() throws IOException {
    requireStream(false);
    connection.spend(Budget.FRAME);
    if (frames.left() < 4 || frames.left() > PRIORITY_UPDATE_BYTES_MAX) {
      throw badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    frames.awaitAll();
    int id = frames.takeInt() & Integer.MAX_VALUE;
    if (id == 0) {
      throw badFrame(ErrorCode.PROTOCOL_ERROR);
    }
    String dictionary =
        new String(frames.bytes(), frames.at(), frames.left(), StandardCharsets.ISO_8859_1);
    streams.prioritize(id, Priority.parse(dictionary));
  }

  private void requireStream(boolean some) throws ConnectionException {
    if (some != (frames.streamId() != 0)) {
      throw badFrame(ErrorCode.PROTOCOL_ERROR);
    }
  }

  private void requireLength(int length) throws ConnectionException {
    if (frames.left() != length) {
      throw badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
  }

  private static ConnectionException badFrame(ErrorCode code) {
    return new ConnectionException(code, RejectReason.BAD_FRAME);
  }

  /// A frame about a stream is wrong. A stream that is idle or closed is not reset (RFC 9113 §5.1,
  /// §6.4), so there the connection ends (RFC 9113 §5.4.1); unless it was the server who reset it,
  /// which the client may not know yet.
  private void refuse(int id, ErrorCode code) throws IOException {
    if (streams.get(id) != null) {
      throw new StreamException(id, code, RejectReason.BAD_FRAME);
    }
    if (!streams.isForgotten(id)) {
      throw badFrame(code);
    }
    connection.spend(Budget.WORK);
  }

  private static ConnectionException unexpected() {
    return new ConnectionException(ErrorCode.PROTOCOL_ERROR, RejectReason.UNEXPECTED_FRAME);
  }

  private static ConnectionException flowControl() {
    return new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, RejectReason.WINDOW_EXCEEDED);
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
