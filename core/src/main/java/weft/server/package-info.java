/// The server: listens, accepts, gives each connection its own virtual thread, and stops.
///
/// ```
///   Server.start     -> Acceptor, one for each listener: accept, bound, back off
///   Acceptor         -> ServerConnection: one virtual thread, base and connection hooks, states
///   ServerConnection -> the TLS handshake, then Http1Connection.run() or Http2Connection.run()
///   Server.shutdown  -> close listeners, run hooks, drain, wait, cancel, cut, report
/// ```
///
/// The only package that sees both the vocabulary's users and the engines. Start reading at
/// [weft.server.Server].
@org.jspecify.annotations.NullMarked
package weft.server;
