package weft.internal.tls;

import java.util.function.Supplier;
import weft.internal.net.Transport.PeerListener;

/// Passes on what is heard of the peer, each thing once: the transport below and the close_notify
/// may both tell of the same end. What is heard while nobody listens is kept.
final class PeerSignals implements PeerListener {

  private final Supplier<PeerListener> listener;

  // Guarded by the monitor.
  private boolean halfClosed;
  private boolean gone;
  private boolean toldHalfClosed;
  private boolean toldGone;

  PeerSignals(Supplier<PeerListener> listener) {
    this.listener = listener;
  }

  @Override
  public void halfClosed() {
    synchronized (this) {
      halfClosed = true;
    }
    tell();
  }

  @Override
  public void gone() {
    synchronized (this) {
      gone = true;
    }
    tell();
  }

  /// Tells what has not been told yet.
  void tell() {
    PeerListener to = listener.get();
    if (to.equals(PeerListener.NONE)) {
      return;
    }
    boolean tellGone;
    boolean tellHalfClosed;
    synchronized (this) {
      tellGone = gone && !toldGone;
      tellHalfClosed = halfClosed && !gone && !toldHalfClosed;
      toldGone |= tellGone;
      toldHalfClosed |= tellHalfClosed;
    }
    if (tellGone) {
      to.gone();
    } else if (tellHalfClosed) {
      to.halfClosed();
    }
  }
}
