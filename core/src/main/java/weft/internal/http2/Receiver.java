package weft.internal.http2;

import static weft.internal.http2.Frames.ACK;
import static weft.internal.http2.Frames.CONTINUATION;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import weft.RejectReason;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackException;

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
  private final HpackDecoder decoder;
  private final RequestReceiver requests;
  private boolean settingsSeen;

  Receiver(Http2Connection connection, FrameReader frames, Streams streams) {
    this.connection = connection;
    this.frames = frames;
    this.streams = streams;
    decoder = new HpackDecoder(connection.limits().decoderTableBytesMax());
    requests = new RequestReceiver(connection, frames, streams, decoder);
  }

  /// Opens the window that all streams share to what the connection may hold.
  void openWindow(int size) {
    requests.openWindow(size);
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
    if (requests.isBlockOpen() != (type == CONTINUATION)) {
      throw ConnectionException.unexpectedFrame();
    }
    if (!settingsSeen && (type != Frames.SETTINGS || frames.has(ACK))) {
      throw ConnectionException.unexpectedFrame(); // RFC 9113 §3.4
    }
    switch (type) {
      case Frames.DATA -> requests.data();
      case Frames.HEADERS -> requests.headers();
      case Frames.PRIORITY -> priority();
      case Frames.RST_STREAM -> rstStream();
      case Frames.SETTINGS -> settings();
      // Clients do not push (RFC 9113 §6.6).
      case Frames.PUSH_PROMISE -> throw ConnectionException.unexpectedFrame();
      case Frames.PING -> ping();
      case Frames.GOAWAY -> goAway();
      case Frames.WINDOW_UPDATE -> windowUpdate();
      case CONTINUATION -> requests.continuation();
      case Frames.PRIORITY_UPDATE -> priorityUpdate();
      default -> connection.spend(Budget.FRAME); // RFC 9113 §5.5: ignored
    }
  }

  // RFC 9113 §6.3.
  private void priority() throws IOException {
    connection.spend(Budget.FRAME);
    frames.requireStream();
    int id = frames.streamId();
    if (frames.left() != 5) {
      refuse(id, ErrorCode.FRAME_SIZE_ERROR);
      return;
    }
    frames.awaitAll();
    if (requests.dependsOnItself()) {
      refuse(id, ErrorCode.PROTOCOL_ERROR);
    }
  }

  // RFC 9113 §6.4.
  private void rstStream() throws IOException {
    frames.requireStream();
    frames.requireLength(4);
    frames.awaitAll();
    if (streams.isIdle(frames.streamId())) {
      throw ConnectionException.unexpectedFrame();
    }
    streams.resetByPeer(frames.streamId());
  }

  // RFC 9113 §6.5.
  private void settings() throws IOException {
    frames.requireNoStream();
    if (frames.has(ACK)) {
      frames.requireLength(0);
      connection.spend(Budget.FRAME);
      decoder.acknowledged();
      connection.settingsAcknowledged();
      return;
    }
    int count = frames.left() / Setting.BYTES;
    frames.requireLength(count * Setting.BYTES);
    if (count > Setting.PER_FRAME_MAX) {
      throw ConnectionException.tooMuchOverhead();
    }
    connection.spend(Budget.WORK + count);
    frames.awaitAll();
    boolean first = !settingsSeen;
    settingsSeen = true;
    takeSettings(count, first);
    connection.settingsTaken();
  }

  private void takeSettings(int count, boolean first) throws ConnectionException {
    ReentrantLock lock = connection.lock();
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        int identifier = frames.takeShort();
        long value = Integer.toUnsignedLong(frames.takeInt());
        Setting.check(identifier, value);
        connection.apply(identifier, value);
      }
      connection.acknowledgeSettings(first); // before anything that follows from them
    } finally {
      lock.unlock();
    }
  }

  // RFC 9113 §6.7.
  private void ping() throws IOException {
    frames.requireNoStream();
    frames.requireLength(8);
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
    frames.requireNoStream();
    if (frames.left() < 8) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    connection.spend(Budget.WORK);
    connection.drain();
  }

  // RFC 9113 §6.9.
  private void windowUpdate() throws IOException {
    frames.requireLength(4);
    frames.awaitAll();
    int increment = frames.takeInt() & Integer.MAX_VALUE;
    int id = frames.streamId();
    if (increment < WINDOW_UPDATE_WORTH) {
      connection.spend(Budget.FRAME);
    }
    if (id != 0 && streams.isIdle(id)) {
      throw ConnectionException.unexpectedFrame();
    }
    if (increment == 0) {
      refuse(id, ErrorCode.PROTOCOL_ERROR);
    } else {
      connection.openSendWindow(id, increment);
    }
  }

  // RFC 9218 §7.1.
  private void priorityUpdate() throws IOException {
    frames.requireNoStream();
    connection.spend(Budget.FRAME);
    if (frames.left() < 4 || frames.left() > PRIORITY_UPDATE_BYTES_MAX) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    frames.awaitAll();
    int id = frames.takeInt() & Integer.MAX_VALUE;
    if (id == 0) {
      throw ConnectionException.badFrame(ErrorCode.PROTOCOL_ERROR);
    }
    String dictionary =
        new String(frames.bytes(), frames.at(), frames.left(), StandardCharsets.ISO_8859_1);
    streams.prioritize(id, Priority.parse(dictionary));
  }

  /// A frame about a stream is wrong. A stream that is idle or closed is not reset (RFC 9113 §5.1,
  /// §6.4), so there the connection ends (RFC 9113 §5.4.1); unless it was the server who reset it,
  /// which the client may not know yet.
  private void refuse(int id, ErrorCode code) throws IOException {
    if (streams.get(id) != null) {
      throw new StreamException(id, code, RejectReason.BAD_FRAME);
    }
    if (!streams.isForgotten(id)) {
      throw ConnectionException.badFrame(code);
    }
    connection.spend(Budget.WORK);
  }
}
