package weft.internal.http2;

/// How many octets of content the peer may send (RFC 9113 §5.2, §6.9).
///
/// What was used up is given back in portions of half a window, so that updates are rare and the
/// peer never runs dry.
final class ReceiveWindow {

  private int size;
  private int available;

  ReceiveWindow(int size) {
    this.size = size;
    this.available = size;
  }

  /// Returns how many octets may be under way or unread at one time.
  int size() {
    return size;
  }

  /// Returns how many octets the peer may send now.
  int available() {
    return available;
  }

  /// Takes octets from the window; returns false if the peer had no right to send them.
  boolean receive(int octets) {
    available -= octets;
    return available >= 0;
  }

  /// Returns by how much to open the window now that only `unread` octets wait: 0 while it is not
  /// worth a frame.
  int refill(int unread) {
    int missing = size - unread - available;
    return missing >= size / 2 ? missing : 0;
  }

  /// Opens the window.
  void open(int octets) {
    available += octets;
  }

  /// Changes the size that the window is refilled to; the peer learns of it by the next update.
  void resize(int size) {
    this.size = size;
  }
}
