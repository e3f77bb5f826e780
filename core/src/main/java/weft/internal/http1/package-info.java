/// RFC 9112: HTTP/1.1 messages, as octets.
///
/// ```
///               first octet                 head                    response sent,
///   WAITING  ----------------> reading  ------------> serving  -- content read away -> WAITING
///      |   idle time-out,         |  bad message         |  Connection: close,
///      |   closed, drained        |  (error reply)       |  failure, hijack
///      +--------------------------+----------------------+------> lingering, closed
/// ```
///
/// One virtual thread reads, runs the handler and writes. Others may sweep the deadlines, tell that
/// the peer has left, drain and cancel; they meet it in an atomic state, in the cancellation, and
/// in one lock, held while the final response begins or a probe is sent. Start reading at
/// [weft.internal.http1.Http1Connection]; a request line is parsed in
/// [weft.internal.http1.RequestLine].
@org.jspecify.annotations.NullMarked
package weft.internal.http1;
