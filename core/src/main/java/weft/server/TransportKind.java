package weft.server;

/// What carries the octets of a server.
public enum TransportKind {
  /// The netpoller on Linux, where native access was granted to module `weft`
  /// (`--enable-native-access=weft`); NIO elsewhere, and for Unix domain sockets.
  AUTO,
  /// Blocking NIO channels: every platform.
  NIO
}
