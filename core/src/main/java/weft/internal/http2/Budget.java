package weft.internal.http2;

/// What a connection may cost the server without giving it a request: one account for all kinds of
/// waste (RFC 9113 §10.5).
///
/// The account is full at first, fills up with time, with each request that was served and with
/// content that moved, and pays for everything else. A connection that overdraws it is told to calm
/// down. Guarded by the connection's lock.
final class Budget {

  /// A frame that makes the server do little: PRIORITY, PRIORITY_UPDATE, an unknown one, an update
  /// of a window by a few octets.
  static final int FRAME = 1;

  /// A frame that makes the server answer or look up much: PING, SETTINGS, CONTINUATION, DATA that
  /// has nothing in it.
  static final int WORK = 5;

  /// A request that came to nothing: reset by the peer, or by the server because of the peer
  /// (CVE-2023-44487, CVE-2025-8671).
  static final int WASTED_REQUEST = 20;

  private static final int EARNED_BY_REQUEST = 5;
  private static final int OCTETS_FOR_ONE = 1024;
  private static final int EARNED_PER_SECOND = 100;
  private static final long NANOS_FOR_ONE = 1_000_000_000L / EARNED_PER_SECOND;

  private final int max;
  private int balance;
  private long filledAtNanos;

  Budget(int max, long nowNanos) {
    this.max = max;
    balance = max;
    filledAtNanos = nowNanos;
  }

  /// Pays for something.
  ///
  /// @throws ConnectionException if it is more than there is
  void spend(int cost, long nowNanos) throws ConnectionException {
    balance -= cost;
    if (balance < 0) {
      fill(nowNanos);
    }
    if (balance < 0) {
      throw ConnectionException.tooMuchOverhead();
    }
  }

  private void fill(long nowNanos) {
    long earned = (nowNanos - filledAtNanos) / NANOS_FOR_ONE;
    balance = (int) Math.min(max, balance + earned);
    filledAtNanos += earned * NANOS_FOR_ONE;
  }

  /// A request was served.
  void earnRequest() {
    balance = Math.min(max, balance + EARNED_BY_REQUEST);
  }

  /// Octets of content were sent or received.
  void earnContent(int octets) {
    balance = Math.min(max, balance + octets / OCTETS_FOR_ONE);
  }
}
