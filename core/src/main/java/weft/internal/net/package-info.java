/// Connections: bytes in, bytes out, deadlines, and the news that a peer is gone.
///
/// Start with [Transport]. [NioTransport] is the one for every platform, [MemoryTransport] the one
/// for tests; the [Sweeper] expires both. [Clock] is where all of them get the time from.
package weft.internal.net;
