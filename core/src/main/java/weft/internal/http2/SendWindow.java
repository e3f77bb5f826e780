package weft.internal.http2;

/// How many octets of content the peer will take (RFC 9113 §5.2, §6.9).
final class SendWindow {

  private int available;

  SendWindow(int available) {
    this.available = available;
  }

  /// Returns how many octets may be sent; less than 1 for none. It is below zero after the peer has
  /// made the window smaller than what was sent (RFC 9113 §6.9.2).
  int available() {
    return available;
  }

  void use(int octets) {
    available -= octets;
  }

  /// Adds to the window, or takes from it; returns false if it became larger than any may be (RFC
  /// 9113 §6.9.1).
  boolean add(int octets) {
    long sum = (long) available + octets;
    available = (int) Math.min(sum, Integer.MAX_VALUE);
    return sum <= Integer.MAX_VALUE;
  }
}
