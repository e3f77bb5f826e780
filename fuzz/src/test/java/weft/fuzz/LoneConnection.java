package weft.fuzz;

import weft.ConnState;
import weft.Request;
import weft.internal.exchange.ConnectionObserver;

/// A server to which nothing ever happens, for a connection that has no other.
public final class LoneConnection implements ConnectionObserver {
  @Override
  public void state(ConnState state) {}

  @Override
  public void hijackedClosed() {}

  @Override
  public boolean keepAlive() {
    return true;
  }

  @Override
  public boolean isStopping() {
    return false;
  }

  @Override
  public void equip(Request.Builder request) {}
}
