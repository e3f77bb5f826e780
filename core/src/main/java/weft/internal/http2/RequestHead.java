package weft.internal.http2;

import weft.internal.text.FieldLines;

/// The header section of a request, interpreted.
///
/// @param target in origin-form or asterisk-form; for CONNECT without a protocol, the authority
/// @param authority host and port as the client gave them
/// @param protocol of an extended CONNECT (RFC 8441 §4), else empty
/// @param fields without the pseudo-fields
/// @param contentLength of the content, 0 if there is none, -1 if it was not declared
/// @param expectsContinue whether the client waits for a 100 (RFC 9110 §10.1.1)
/// @param priority what the client asked for (RFC 9218 §5)
record RequestHead(
    String method,
    String target,
    String authority,
    String protocol,
    FieldLines fields,
    long contentLength,
    boolean expectsContinue,
    Priority priority) {}
