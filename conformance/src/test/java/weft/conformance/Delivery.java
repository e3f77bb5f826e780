package weft.conformance;

/// How the octets of a transcript reach the server.
enum Delivery {
  /// In memory, as they were sent.
  WHOLE(0, Integer.MAX_VALUE),
  /// In memory, one octet at a time.
  BYTE_BY_BYTE(0, 1),
  /// In memory, in pieces of random length.
  SPLIT_A(1, 24),
  /// In memory, in pieces of other random lengths.
  SPLIT_B(2, 500),
  /// Through a socket of the loopback interface.
  SOCKET(0, Integer.MAX_VALUE);

  private final long seed;
  private final int pieceBytesMax;

  Delivery(long seed, int pieceBytesMax) {
    this.seed = seed;
    this.pieceBytesMax = pieceBytesMax;
  }

  /// Returns what decides the lengths of the pieces; the same seed gives the same pieces.
  long seed() {
    return seed;
  }

  /// Returns how much the server gets in one read at most.
  int pieceBytesMax() {
    return pieceBytesMax;
  }

  /// Returns whether the network is simulated, and with it the clock.
  boolean isSimulated() {
    return this != SOCKET;
  }
}
