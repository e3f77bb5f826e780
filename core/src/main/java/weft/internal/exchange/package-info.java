/// RFC 9110 semantics, once for every HTTP version.
///
/// ```
///   engine (http1, http2)                exchange                      handler
///   reads a head, makes a Request  --->  Dispatcher.dispatch  ------>  serve(w, r)
///   Stream: encodes, frames, sends <---  Response             <------  status, fields, content
/// ```
///
/// [weft.internal.exchange.Stream] is the narrow waist: what one exchange asks of the engine under
/// it. Content goes from `Response`, which says what a handler may still do, through
/// `FilteredContent`, if a middleware wants that, to `HeldResponse`, which holds it back until the
/// head must leave. An exchange belongs to one thread at a time and has no locks. Start reading at
/// [weft.internal.exchange.Dispatcher].
@org.jspecify.annotations.NullMarked
package weft.internal.exchange;
