package weft.internal.http2;

/// The numbers of the frame layout (RFC 9113 §4.1, §6).
///
///     +-----------------------------------------------+
///     |                 Length (24)                   |
///     +---------------+---------------+---------------+
///     |   Type (8)    |   Flags (8)   |
///     +-+-------------+---------------+-------------------------------+
///     |R|                 Stream Identifier (31)                      |
///     +-+-------------------------------------------------------------+
///     |                   Frame Payload (0...)                      ...
///     +---------------------------------------------------------------+
final class Frames {

  static final int HEADER_BYTES = 9;

  /// The largest payload that everybody takes (RFC 9113 §4.2).
  static final int PAYLOAD_BYTES_MIN = 16 << 10;

  /// The largest payload that can be agreed on (RFC 9113 §6.5.2).
  static final int PAYLOAD_BYTES_MAX = (1 << 24) - 1;

  /// The size that each window has until something else is agreed (RFC 9113 §6.9.2).
  static final int WINDOW_BYTES_INITIAL = 65_535;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /// RFC 9218 §7.1.
  static final int PRIORITY_UPDATE = 16;

  static final int ACK = 0x1;
  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int HAS_PRIORITY = 0x20;

  private Frames() {}
}
