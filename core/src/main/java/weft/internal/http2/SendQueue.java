package weft.internal.http2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The streams that have content to send and a window for it, in the order of RFC 9218 §10.
///
/// The lowest urgency goes first. Within one, responses that are of use only when complete go one
/// after the other, by the age of their streams; the others take turns, a frame each. Guarded by
/// the connection's lock.
final class SendQueue {

  private static final int NONE = Priority.URGENCIES;

  private final @Nullable List<Http2Stream>[] buckets;
  private int first = NONE;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  SendQueue() {
    buckets = new List[Priority.URGENCIES];
  }

  boolean isEmpty() {
    return first == NONE;
  }

  /// Returns whose turn it is, null if nobody waits.
  @Nullable Http2Stream first() {
    List<Http2Stream> bucket = first == NONE ? null : buckets[first];
    return bucket == null ? null : bucket.getFirst();
  }

  void add(Http2Stream stream) {
    Priority priority = stream.priority();
    List<Http2Stream> bucket = buckets[priority.urgency()];
    if (bucket == null) {
      bucket = new ArrayList<>(4);
      buckets[priority.urgency()] = bucket;
    }
    bucket.add(priority.incremental() ? bucket.size() : placeByAge(bucket, stream), stream);
    first = Math.min(first, priority.urgency());
  }

  private static int placeByAge(List<Http2Stream> bucket, Http2Stream stream) {
    int place = 0;
    while (place < bucket.size()
        && !bucket.get(place).priority().incremental()
        && bucket.get(place).id() < stream.id()) {
      place++;
    }
    return place;
  }

  /// Takes a stream out that was added with the priority it has now; does nothing if it is not in.
  void remove(Http2Stream stream) {
    List<Http2Stream> bucket = buckets[stream.priority().urgency()];
    if (bucket != null && bucket.remove(stream)) {
      while (first < NONE && isEmpty(buckets[first])) {
        first++;
      }
    }
  }

  private static boolean isEmpty(@Nullable List<Http2Stream> bucket) {
    return bucket == null || bucket.isEmpty();
  }

  /// The stream, which is the first, has sent a frame and has more.
  void tookTurn(Http2Stream stream) {
    if (stream.priority().incremental()) {
      remove(stream);
      add(stream);
    }
  }
}
