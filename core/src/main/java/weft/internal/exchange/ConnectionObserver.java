package weft.internal.exchange;

import weft.ConnState;
import weft.Request;

/// What the server that owns a connection is told by it, and tells it.
public interface ConnectionObserver {

  /// A server to which nothing ever happens, for a connection that has no other.
  ConnectionObserver NONE =
      new ConnectionObserver() {
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
      };

  /// The connection has entered `state`.
  void state(ConnState state);

  /// Whoever took the connection over has closed it.
  void hijackedClosed();

  /// Returns whether connections may be kept for a further request: false once the server stops, or
  /// keep-alive was switched off.
  boolean keepAlive();

  /// Returns whether the server stops.
  boolean isStopping();

  /// Gives a request what it has from the server: the signal that it stops, and its alarms.
  void equip(Request.Builder request);
}
