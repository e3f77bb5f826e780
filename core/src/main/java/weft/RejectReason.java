package weft;

/// Why the server refused a request before a handler saw it, or while the handler read its content:
/// a closed set, each with the status that answers it.
public enum RejectReason {
  /// The request line is not `method SP target SP version` (RFC 9112 §3).
  BAD_REQUEST_LINE(400),
  /// The method is not a token (RFC 9112 §3.1).
  BAD_METHOD(400),
  /// The request target has a forbidden octet, or is of a form the method does not take (RFC 9112
  /// §3.2).
  BAD_TARGET(400),
  /// The request target is longer than [Limits#targetBytesMax] (RFC 9112 §3).
  TARGET_TOO_LONG(414),
  /// The version is not `HTTP/` DIGIT `.` DIGIT (RFC 9112 §2.3).
  BAD_VERSION(400),
  /// The major version is not 1 (RFC 9110 §15.6.6).
  UNSUPPORTED_VERSION(505),
  /// A line ends in LF without CR; refused because peers disagree on it (RFC 9112 §2.2).
  BARE_LF(400),
  /// A CR is not followed by LF (RFC 9112 §2.2).
  BARE_CR(400),
  /// A field name is empty, not a token, or followed by white space (RFC 9112 §5.1).
  BAD_FIELD_NAME(400),
  /// A field value has a control octet (RFC 9110 §5.5).
  BAD_FIELD_VALUE(400),
  /// A field line starts with white space: a folded line, or one before the first (RFC 9112 §5.2).
  OBS_FOLD(400),
  /// Request line and fields are longer than [Limits#headerBytesMax] (RFC 6585 §5).
  HEADER_TOO_LARGE(431),
  /// There are more field lines than [Limits#headerFieldsMax] (RFC 6585 §5).
  TOO_MANY_FIELDS(431),
  /// HTTP/1.1 without Host (RFC 9112 §3.2).
  MISSING_HOST(400),
  /// More than one Host (RFC 9112 §3.2).
  DUPLICATE_HOST(400),
  /// Host is not a host with an optional port (RFC 9110 §7.2).
  BAD_HOST(400),
  /// Host disagrees with the authority of an absolute-form target (RFC 9112 §3.2.2).
  HOST_MISMATCH(400),
  /// Transfer-Encoding together with Content-Length: request smuggling (RFC 9112 §6.1).
  LENGTH_WITH_CODING(400),
  /// Content-Length is not a decimal number below 2^63 (RFC 9112 §6.3).
  BAD_CONTENT_LENGTH(400),
  /// Content-Length more than once (RFC 9112 §6.3).
  DUPLICATE_CONTENT_LENGTH(400),
  /// A transfer coding other than chunked (RFC 9112 §6.1).
  UNKNOWN_CODING(501),
  /// Chunked is repeated or not last, or the field is empty (RFC 9112 §6.3).
  BAD_TRANSFER_ENCODING(400),
  /// Transfer-Encoding on HTTP/1.0 (RFC 9112 §6.1).
  CODING_ON_HTTP_1_0(400),
  /// A chunk-size is not hexadecimal digits below 2^63 (RFC 9112 §7.1).
  BAD_CHUNK_SIZE(400),
  /// A chunk line is longer than [Limits#chunkLineBytesMax].
  CHUNK_LINE_TOO_LONG(400),
  /// A chunk extension is malformed (RFC 9112 §7.1.1).
  BAD_CHUNK_EXTENSION(400),
  /// All chunk extensions are longer than [Limits#chunkExtensionBytesMax].
  CHUNK_EXTENSIONS_TOO_LONG(400),
  /// Chunk data is not followed by CRLF (RFC 9112 §7.1).
  BAD_CHUNK_END(400),
  /// A field that a trailer section must not have (RFC 9110 §6.5.1).
  BAD_TRAILER(400),
  /// The trailer section is longer than [Limits#trailerBytesMax].
  TRAILER_TOO_LARGE(431),
  /// Expect is not `100-continue` (RFC 9110 §10.1.1).
  UNKNOWN_EXPECTATION(417),
  /// Content-Length is above [Limits#contentBytesMax], or that much content arrived.
  CONTENT_TOO_LARGE(413),
  /// The peer stopped sending inside a request's head.
  INCOMPLETE_HEAD(400),
  /// The peer stopped sending inside a request's content (RFC 9112 §8).
  INCOMPLETE_CONTENT(400),
  /// An HTTP/2 connection does not begin as one (RFC 9113 §3.4).
  BAD_PREFACE(400),
  /// HTTP/2 was agreed on together with a cipher suite that is not good enough for it (RFC 9113
  /// §9.2.2).
  INADEQUATE_SECURITY(400),
  /// A frame has a wrong length, a wrong stream, or a field that is not allowed (RFC 9113 §4.2,
  /// §6).
  BAD_FRAME(400),
  /// A frame comes where it must not (RFC 9113 §5.1).
  UNEXPECTED_FRAME(400),
  /// A setting has a value that it must not have (RFC 9113 §6.5.2).
  BAD_SETTING(400),
  /// A header block cannot be decompressed (RFC 9113 §4.3).
  BAD_HEADER_BLOCK(400),
  /// More content than the window allows, or a window above its maximum (RFC 9113 §6.9).
  WINDOW_EXCEEDED(400),
  /// A pseudo-field is missing, repeated, unknown, late or wrong (RFC 9113 §8.3).
  BAD_PSEUDO_FIELD(400),
  /// A field that has no place in HTTP/2, such as Connection (RFC 9113 §8.2.2).
  CONNECTION_FIELD(400),
  /// Content-Length is not the length of the content (RFC 9113 §8.1.1).
  CONTENT_LENGTH_MISMATCH(400),
  /// More streams than [Http2Limits#streamsMax] (RFC 9113 §5.1.2).
  TOO_MANY_STREAMS(503),
  /// The connection costs more than [Http2Limits#overheadMax] allows (RFC 9113 §10.5).
  TOO_MUCH_OVERHEAD(429);

  private final int status;

  RejectReason(int status) {
    this.status = status;
  }

  /// Returns the status that answers it.
  public int status() {
    return status;
  }
}
