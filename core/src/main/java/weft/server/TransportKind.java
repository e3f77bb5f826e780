package weft.server;

/// What carries the octets of a server.
public enum TransportKind {
  /// The netpoller on Linux, where native access was granted to module `weft`
  /// (`--enable-native-access=weft`); NIO elsewhere.
  AUTO,
  /// Blocking NIO channels: every platform.
  NIO
}
