package weft.internal.http2;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.HalfClosePolicy;
import weft.Limits;
import weft.ServerTrace;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.EngineSettings;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;

/// What all HTTP/2 connections of a server share.
///
/// @param extendedConnect whether clients may use CONNECT with `:protocol` (RFC 8441 §3)
/// @param pingInterval after how many nanoseconds of silence a client is asked whether it is there;
///   0 for never
/// @param pingTimeout how many nanoseconds it then has
/// @param input arrays of [Limits#readBufferBytes] to read into
/// @param frames arrays to gather frames in, and for content that was not read yet; also to read
///   into, if they are larger and nobody holds one while the client is silent
/// @param content arrays of [Limits#responseBufferBytes] for content that is held back
/// @param unread how many octets of content all connections hold that no handler has read
public record Http2Settings(
    Limits limits,
    Timeouts timeouts,
    HalfClosePolicy halfClose,
    Dispatcher dispatcher,
    @Nullable ServerTrace trace,
    Clock clock,
    boolean extendedConnect,
    long pingInterval,
    long pingTimeout,
    BufferPool input,
    BufferPool frames,
    BufferPool content,
    ResponseFields fields,
    AtomicLong unread)
    implements EngineSettings {}
