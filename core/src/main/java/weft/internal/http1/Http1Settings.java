package weft.internal.http1;

import org.jspecify.annotations.Nullable;
import weft.HalfClosePolicy;
import weft.Limits;
import weft.ServerTrace;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.EngineSettings;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.Sweeper;
import weft.internal.text.StringCache;

/// What all HTTP/1 connections of a server share.
///
/// @param http2 whether a client may begin with the preface of HTTP/2 (RFC 9113 §3.3)
/// @param input arrays to read into
/// @param output arrays to gather output in
/// @param content arrays of [Limits#responseBufferBytes] for content that is held back
/// @param heldBack sends the responses that wait behind a handler, once it has been running for
///   [#HELD_BACK_NANOS_MAX]
/// @param strings the strings that requests have in common
public record Http1Settings(
    Limits limits,
    Timeouts timeouts,
    HalfClosePolicy halfClose,
    Dispatcher dispatcher,
    @Nullable ServerTrace trace,
    Clock clock,
    boolean http2,
    BufferPool input,
    BufferPool output,
    BufferPool content,
    Sweeper heldBack,
    StringCache strings,
    ResponseEncoder encoder)
    implements EngineSettings {

  /// How long a complete response waits at most for the one behind it.
  public static final long HELD_BACK_NANOS_MAX = 1_000_000;
}
