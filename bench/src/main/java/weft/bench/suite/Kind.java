package weft.bench.suite;

import java.util.Locale;

/// What a workload asks of a server.
enum Kind {
  /// A few octets, again and again.
  HELLO,

  /// An object, written as JSON.
  JSON,

  /// The content that came.
  ECHO,

  /// A connection for each request.
  CONNECT,

  /// A handler that sleeps.
  SLEEP,

  /// A large file at a route of its own.
  DOWNLOAD,

  /// A TLS connection for each request.
  HANDSHAKE,

  /// A small file of a directory.
  FILES,

  /// A large file of a directory.
  LARGE_FILES;

  /// Whether the server must serve a directory.
  boolean needsDirectory() {
    return this == FILES || this == LARGE_FILES;
  }

  /// What `skip.KIND` of a peer calls it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
