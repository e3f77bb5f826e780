package weft.internal.exchange;

import weft.Cancellation;

/// What serves one connection, in one version of HTTP, as the server sees it.
///
/// The engine has a thread of its own; these may be called by any other, and do not block.
public interface Engine {

  /// Expires what is due at `nowNanos`.
  void sweep(long nowNanos);

  /// Returns whether a request is being read or served.
  boolean isBusy();

  /// Ends the connection as soon as no request is under way.
  void drain();

  /// Cancels the requests under way; returns whether there were any.
  boolean cancel(Cancellation.Cause cause);
}
