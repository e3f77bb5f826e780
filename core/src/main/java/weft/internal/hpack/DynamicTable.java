package weft.internal.hpack;

import java.util.Arrays;

/// The fields that were sent before, newest first, within a number of octets (RFC 7541 §2.3.2, §4).
///
/// A ring that grows with use. The place of an entry counts from the newest, which is 0.
final class DynamicTable {

  /// What an entry counts besides its octets (RFC 7541 §4.1).
  static final int OVERHEAD = 32;

  private static final int LENGTH_FIRST = 8;
  private static final String[] NONE = {};
  private static final int[] NO_HASHES = {};

  private String[] names = NONE;
  private String[] values = NONE;
  private int[] nameHashes = NO_HASHES;
  private int[] hashes = NO_HASHES;
  private int newest;
  private int count;
  private int bytes;
  private int bytesMax;

  DynamicTable(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  int count() {
    return count;
  }

  /// Returns what the entries count together.
  int bytes() {
    return bytes;
  }

  int bytesMax() {
    return bytesMax;
  }

  String name(int place) {
    return names[slot(place)];
  }

  String value(int place) {
    return values[slot(place)];
  }

  /// Changes the size, and evicts what has no room in it (RFC 7541 §4.3).
  void resize(int bytesMax) {
    this.bytesMax = bytesMax;
    evictTo(bytesMax);
    if (count == 0) {
      names = NONE;
      values = NONE;
      nameHashes = NO_HASHES;
      hashes = NO_HASHES;
    }
  }

  /// Adds an entry, after evicting what has no room beside it; one that is larger than the table
  /// leaves it empty (RFC 7541 §4.4).
  void add(String name, String value) {
    int size = sizeOf(name, value);
    evictTo(Math.max(0, bytesMax - size));
    if (size > bytesMax) {
      return;
    }
    if (count == names.length) {
      grow();
    }
    newest = (newest + 1) & (names.length - 1);
    names[newest] = name;
    values[newest] = value;
    nameHashes[newest] = name.hashCode();
    hashes[newest] = hash(name, value);
    count++;
    bytes += size;
  }

  /// Returns the place of the newest entry with name and value, -1 if there is none.
  int find(String name, String value) {
    int hash = hash(name, value);
    for (int place = 0; place < count; place++) {
      int slot = slot(place);
      if (hashes[slot] == hash && names[slot].equals(name) && values[slot].equals(value)) {
        return place;
      }
    }
    return -1;
  }

  /// Returns the place of the newest entry with the name, -1 if there is none.
  int find(String name) {
    int hash = name.hashCode();
    for (int place = 0; place < count; place++) {
      int slot = slot(place);
      if (nameHashes[slot] == hash && names[slot].equals(name)) {
        return place;
      }
    }
    return -1;
  }

  static int sizeOf(String name, String value) {
    return name.length() + value.length() + OVERHEAD;
  }

  private static int hash(String name, String value) {
    return 31 * name.hashCode() + value.hashCode();
  }

  private int slot(int place) {
    return (newest - place) & (names.length - 1);
  }

  private void evictTo(int limit) {
    while (bytes > limit) {
      int oldest = slot(count - 1);
      bytes -= sizeOf(names[oldest], values[oldest]);
      names[oldest] = "";
      values[oldest] = "";
      count--;
    }
  }

  /// Doubles the ring; the entries keep their places, oldest at index 0.
  private void grow() {
    int length = Math.max(LENGTH_FIRST, 2 * names.length);
    String[] newNames = new String[length];
    String[] newValues = new String[length];
    int[] newNameHashes = new int[length];
    int[] newHashes = new int[length];
    Arrays.fill(newNames, "");
    Arrays.fill(newValues, "");
    for (int i = 0; i < count; i++) {
      int slot = slot(count - 1 - i);
      newNames[i] = names[slot];
      newValues[i] = values[slot];
      newNameHashes[i] = nameHashes[slot];
      newHashes[i] = hashes[slot];
    }
    names = newNames;
    values = newValues;
    nameHashes = newNameHashes;
    hashes = newHashes;
    newest = count - 1;
  }
}
