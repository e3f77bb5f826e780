package weft.internal.net;

import java.util.ArrayList;
import java.util.List;

/// Writes down what a transport tells of its peer.
final class Heard implements Transport.PeerListener {

  private final List<String> signals = new ArrayList<>();

  @Override
  public synchronized void halfClosed() {
    signals.add("halfClosed");
    notifyAll();
  }

  @Override
  public synchronized void gone() {
    signals.add("gone");
    notifyAll();
  }

  /// Returns what was told, once there is something.
  synchronized List<String> await() throws InterruptedException {
    while (signals.isEmpty()) {
      wait();
    }
    return List.copyOf(signals);
  }

  synchronized List<String> soFar() {
    return List.copyOf(signals);
  }
}
