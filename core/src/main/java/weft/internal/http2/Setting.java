package weft.internal.http2;

import weft.RejectReason;

/// The settings of RFC 9113 §6.5.2, RFC 8441 §3 and RFC 9218 §2.1.
final class Setting {

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  /// That the priorities of RFC 7540 §5.3 are ignored.
  static final int NO_TREE_PRIORITIES = 9;

  /// How many settings one frame may have: far more than there are.
  static final int PER_FRAME_MAX = 100;

  static final int BYTES = 6;

  private Setting() {}

  /// Checks what a client says of a setting.
  ///
  /// @param value an unsigned number
  /// @throws ConnectionException if it may not have that value
  static void check(int identifier, long value) throws ConnectionException {
    switch (identifier) {
      case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL, NO_TREE_PRIORITIES ->
          require(value <= 1, ErrorCode.PROTOCOL_ERROR);
      case INITIAL_WINDOW_SIZE -> require(value <= Integer.MAX_VALUE, ErrorCode.FLOW_CONTROL_ERROR);
      case MAX_FRAME_SIZE ->
          require(
              value >= Frames.PAYLOAD_BYTES_MIN && value <= Frames.PAYLOAD_BYTES_MAX,
              ErrorCode.PROTOCOL_ERROR);
      default -> {}
    }
  }

  private static void require(boolean ok, ErrorCode otherwise) throws ConnectionException {
    if (!ok) {
      throw new ConnectionException(otherwise, RejectReason.BAD_SETTING);
    }
  }
}
