package weft.internal.http2;

/// The streams that the server reset last: what the peer had sent before it knew is ignored (RFC
/// 9113 §5.1). Used by the connection's reader and, under the connection's lock, by handlers that
/// return.
final class Forgotten {

  private static final int[] NONE = {};
  private static final int LENGTH_MIN = 128;

  private final int length;
  private int[] ids = NONE; // 0 where there is none
  private int next;

  /// @param streamsMax how many streams may be open at once, and so be reset at once
  Forgotten(int streamsMax) {
    length = Math.max(LENGTH_MIN, streamsMax);
  }

  void add(int streamId) {
    if (ids.length == 0) {
      ids = new int[length];
    }
    ids[next] = streamId;
    next = (next + 1) % length;
  }

  /// The client knows: what it sends now is its fault.
  void remove(int streamId) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == streamId) {
        ids[i] = 0;
      }
    }
  }

  boolean contains(int streamId) {
    for (int id : ids) {
      if (id == streamId && id != 0) {
        return true;
      }
    }
    return false;
  }
}
