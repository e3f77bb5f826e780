package weft.internal.http2;

import java.util.Arrays;
import weft.RejectReason;

/// The pieces of a header block that comes in several frames (RFC 9113 §4.3, §6.10).
final class HeaderBlock {

  private static final byte[] NONE = {};

  private final int bytesMax;
  private byte[] bytes = NONE;
  private int length;
  private int streamId;
  private boolean endsStream;
  private boolean dependsOnItself;

  HeaderBlock(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Returns whether a block has begun and not ended: only CONTINUATION may come then.
  boolean isOpen() {
    return streamId != 0;
  }

  int streamId() {
    return streamId;
  }

  boolean endsStream() {
    return endsStream;
  }

  boolean dependsOnItself() {
    return dependsOnItself;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void begin(int streamId, boolean endsStream, boolean dependsOnItself) {
    this.streamId = streamId;
    this.dependsOnItself = dependsOnItself;
    this.endsStream = endsStream;
  }

  /// @throws ConnectionException if the block becomes too long: a flood of CONTINUATION
  void add(byte[] b, int off, int len) throws ConnectionException {
    if (len > bytesMax - length) {
      throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, RejectReason.HEADER_TOO_LARGE);
    }
    if (length + len > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + len));
    }
    System.arraycopy(b, off, bytes, length, len);
    length += len;
  }

  /// Forgets the block.
  void end() {
    streamId = 0;
    length = 0;
    bytes = NONE;
  }
}
