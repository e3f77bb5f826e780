/// Server-sent events: a response that never ends by itself, in the format of the HTML standard,
/// section 'Server-sent events', which browsers read with `EventSource`.
///
/// Start reading at [weft.sse.EventStream].
@org.jspecify.annotations.NullMarked
package weft.sse;
