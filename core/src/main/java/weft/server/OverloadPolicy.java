package weft.server;

/// What happens to a connection above [Server.Builder#connectionsMax].
public enum OverloadPolicy {
  /// It is accepted, answered with 503 and `Retry-After`, and closed: clients learn at once.
  SHED,
  /// It is not accepted until another one ends: clients wait in the kernel's queue.
  WAIT
}
