package weft.internal.http2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The streams whose handlers run, by identifier. Guarded by the connection's lock.
///
/// Open addressing: the identifiers of one client are consecutive odd numbers, so each of them
/// finds its own place.
final class StreamTable {

  private static final @Nullable Http2Stream[] NONE = {};
  private static final int LENGTH_FIRST = 16;

  private @Nullable Http2Stream[] slots = NONE;
  private int count;

  int count() {
    return count;
  }

  @Nullable Http2Stream get(int id) {
    if (count == 0) {
      return null;
    }
    Http2Stream stream;
    int slot = slot(id);
    while ((stream = slots[slot]) != null && stream.id() != id) {
      slot = next(slot);
    }
    return stream;
  }

  void put(Http2Stream stream) {
    if (2 * count >= slots.length) {
      grow();
    }
    place(stream);
    count++;
  }

  /// Removes a stream, and moves those that stand behind their places because of it.
  void remove(Http2Stream stream) {
    int hole = slot(stream.id());
    Http2Stream found;
    while ((found = slots[hole]) != null && found.id() != stream.id()) {
      hole = next(hole);
    }
    if (found == null) {
      return;
    }
    slots[hole] = null;
    count--;
    Http2Stream moved;
    for (int slot = next(hole); (moved = slots[slot]) != null; slot = next(slot)) {
      slots[slot] = null;
      place(moved);
    }
    if (count == 0) {
      slots = slots.length > LENGTH_FIRST ? NONE : slots;
    }
  }

  List<Http2Stream> all() {
    var all = new ArrayList<Http2Stream>(count);
    for (Http2Stream stream : slots) {
      if (stream != null) {
        all.add(stream);
      }
    }
    return all;
  }

  private void place(Http2Stream stream) {
    int slot = slot(stream.id());
    while (slots[slot] != null) {
      slot = next(slot);
    }
    slots[slot] = stream;
  }

  private void grow() {
    List<Http2Stream> all = all();
    slots = new Http2Stream[Math.max(LENGTH_FIRST, 2 * slots.length)];
    all.forEach(this::place);
  }

  private int slot(int id) {
    return (id >>> 1) & (slots.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (slots.length - 1);
  }
}
