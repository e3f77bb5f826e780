package weft.internal.http2;

import java.util.Arrays;
import weft.internal.hpack.HpackEncoder;
import weft.internal.net.BufferPool;

/// Frames that wait to be sent, put together in one array (RFC 9113 §4.1, §6).
///
/// Guarded by the connection's lock. [#take()] hands the array over and begins another, and with it
/// another epoch: an index of a frame is good for the epoch it was got in.
final class FrameWriter {

  /// Kept free of content, so that frames without any rarely make the array grow.
  private static final int SHORT_FRAMES_BYTES = 512;

  private static final byte[] NONE = {};

  private final BufferPool pool;
  private byte[] bytes = NONE;
  private int length;
  private int epoch;

  FrameWriter(BufferPool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Returns how many octets wait.
  int length() {
    return length;
  }

  int epoch() {
    return epoch;
  }

  /// Returns how many octets of content one more DATA frame could carry without another array.
  int dataRoom() {
    int capacity = bytes.length == 0 ? pool.bufferBytes() : bytes.length;
    return capacity - length - SHORT_FRAMES_BYTES - Frames.HEADER_BYTES;
  }

  /// Returns how many octets of content fill an array of `capacity` octets, in frames of the usual
  /// length.
  static int contentBytes(int capacity) {
    int frames = 1 + capacity / Frames.PAYLOAD_BYTES_MIN;
    return capacity - SHORT_FRAMES_BYTES - frames * Frames.HEADER_BYTES;
  }

  /// Returns the array with [#length()] octets, and begins another.
  byte[] take() {
    byte[] taken = bytes;
    bytes = NONE;
    length = 0;
    epoch++;
    return taken;
  }

  /// Takes an array of [#take()] back from who has sent it.
  void giveBack(byte[] array) {
    if (array.length == pool.bufferBytes()) {
      pool.release(array);
    }
  }

  /// Forgets what waits.
  void release() {
    giveBack(take());
  }

  void putSettings(int... identifiersAndValues) {
    putFrameHeader(3 * identifiersAndValues.length, Frames.SETTINGS, 0, 0);
    for (int i = 0; i < identifiersAndValues.length; i += 2) {
      bytes[length++] = (byte) (identifiersAndValues[i] >> 8);
      bytes[length++] = (byte) identifiersAndValues[i];
      putInt(identifiersAndValues[i + 1]);
    }
  }

  void putSettingsAck() {
    putFrameHeader(0, Frames.SETTINGS, Frames.ACK, 0);
  }

  void putPing(long opaque, boolean ack) {
    putFrameHeader(8, Frames.PING, ack ? Frames.ACK : 0, 0);
    putInt((int) (opaque >> 32));
    putInt((int) opaque);
  }

  void putGoAway(int lastStreamId, ErrorCode code) {
    putFrameHeader(8, Frames.GOAWAY, 0, 0);
    putInt(lastStreamId);
    putInt(code.code());
  }

  void putRstStream(int streamId, ErrorCode code) {
    putFrameHeader(4, Frames.RST_STREAM, 0, streamId);
    putInt(code.code());
  }

  void putWindowUpdate(int streamId, int increment) {
    putFrameHeader(4, Frames.WINDOW_UPDATE, 0, streamId);
    putInt(increment);
  }

  /// Puts DATA and returns its index.
  int putData(int streamId, byte[] b, int off, int len) {
    int at = length;
    putFrameHeader(len, Frames.DATA, 0, streamId);
    System.arraycopy(b, off, bytes, length, len);
    length += len;
    return at;
  }

  /// Puts the block of `encoder` as HEADERS, and CONTINUATION for what does not fit into one
  /// payload (RFC 9113 §6.2, §6.10). Returns the index of HEADERS.
  int putHeaders(int streamId, HpackEncoder encoder, int payloadBytesMax) {
    int at = length;
    int type = Frames.HEADERS;
    int from = 0;
    do {
      int part = Math.min(encoder.length() - from, payloadBytesMax);
      boolean last = from + part == encoder.length();
      putFrameHeader(part, type, last ? Frames.END_HEADERS : 0, streamId);
      System.arraycopy(encoder.block(), from, bytes, length, part);
      length += part;
      from += part;
      type = Frames.CONTINUATION;
    } while (from < encoder.length());
    return at;
  }

  /// Makes the frame at index `at`, DATA or HEADERS, the last of its stream.
  void endStreamAt(int at) {
    bytes[at + 4] |= Frames.END_STREAM;
  }

  private void putFrameHeader(int payload, int type, int flags, int streamId) {
    room(Frames.HEADER_BYTES + payload);
    byte[] b = bytes;
    int at = length;
    b[at] = (byte) (payload >> 16);
    b[at + 1] = (byte) (payload >> 8);
    b[at + 2] = (byte) payload;
    b[at + 3] = (byte) type;
    b[at + 4] = (byte) flags;
    length = at + 5;
    putInt(streamId);
  }

  private void putInt(int value) {
    byte[] b = bytes;
    int at = length;
    b[at] = (byte) (value >> 24);
    b[at + 1] = (byte) (value >> 16);
    b[at + 2] = (byte) (value >> 8);
    b[at + 3] = (byte) value;
    length = at + 4;
  }

  private void room(int octets) {
    if (bytes.length == 0) {
      bytes = pool.acquire();
    }
    if (length + octets > bytes.length) {
      byte[] old = bytes;
      bytes = Arrays.copyOf(old, Math.max(2 * old.length, length + octets));
      giveBack(old);
    }
  }
}
