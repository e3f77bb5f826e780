package weft.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns octets that come again and again (methods, targets, field names and values) into strings
/// without making a new one each time.
///
/// A direct-mapped table of [#SLOTS] entries, shared by all connections and read and written
/// without locks: an entry is immutable, and losing one costs a new string.
public final class StringCache {

  /// How many strings are kept at most.
  public static final int SLOTS = 2048;

  /// The longest octet sequence that is kept; longer ones make a new string each time.
  public static final int LENGTH_MAX = 128;

  @SuppressWarnings("ArrayRecordComponent") // private, and never changed
  private record Entry(byte[] octets, String string) {}

  private final @Nullable Entry[] slots = new Entry[SLOTS];

  /// Creates an empty cache.
  public StringCache() {}

  /// Returns the octets `[from, to)` of `b` as a string of ISO-8859-1.
  public String string(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return "";
    }
    if (length > LENGTH_MAX) {
      return new String(b, from, length, StandardCharsets.ISO_8859_1);
    }
    int slot = hash(b, from, to) & (SLOTS - 1);
    Entry entry = slots[slot];
    if (entry != null && Arrays.equals(entry.octets, 0, entry.octets.length, b, from, to)) {
      return entry.string;
    }
    entry =
        new Entry(
            Arrays.copyOfRange(b, from, to),
            new String(b, from, length, StandardCharsets.ISO_8859_1));
    slots[slot] = entry;
    return entry.string;
  }

  private static int hash(byte[] b, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + b[i];
    }
    return hash ^ (hash >>> 15);
  }
}
