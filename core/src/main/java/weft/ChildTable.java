package weft;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The children of a [RoutingNode] by key: an immutable hash table with linear probing.
///
/// It is asked for a region of a string, so that a look-up makes no substring. A copy with one more
/// child is a copy of one array, which keeps registration cheap for nodes with thousands of
/// children. Its keys come from patterns, not from requests: nobody outside can make it degenerate.
final class ChildTable {

  static final ChildTable EMPTY = new ChildTable(new @Nullable RoutingNode[2], 0);

  // The length is a power of two, and at least half of the slots are empty.
  private final @Nullable RoutingNode[] slots;
  private final int size;

  private ChildTable(@Nullable RoutingNode[] slots, int size) {
    this.slots = slots;
    this.size = size;
  }

  int size() {
    return size;
  }

  /// Returns the child whose key is `text` from `from` to `to`, or null.
  @Nullable RoutingNode find(String text, int from, int to) {
    return slots[slot(slots, text, from, to)];
  }

  /// Returns a table in which `child` has taken the place of the child of the same key, if any.
  ChildTable with(RoutingNode child) {
    boolean replaces = find(child.key(), 0, child.key().length()) != null;
    int newSize = replaces ? size : size + 1;
    @Nullable RoutingNode[] copy = newSize * 2 > slots.length ? grown() : slots.clone();
    put(copy, child);
    return new ChildTable(copy, newSize);
  }

  /// Calls `action` with each child, in no particular order.
  void forEach(Consumer<RoutingNode> action) {
    for (RoutingNode child : slots) {
      if (child != null) {
        action.accept(child);
      }
    }
  }

  /// Returns how many slots a look-up of `key` reads, at least 1.
  int probes(String key) {
    int home = home(slots, key.hashCode());
    return ((slot(slots, key, 0, key.length()) - home) & (slots.length - 1)) + 1;
  }

  private @Nullable RoutingNode[] grown() {
    var grown = new @Nullable RoutingNode[slots.length * 2];
    forEach(child -> put(grown, child));
    return grown;
  }

  private static void put(@Nullable RoutingNode[] slots, RoutingNode child) {
    slots[slot(slots, child.key(), 0, child.key().length())] = child;
  }

  private static int slot(@Nullable RoutingNode[] slots, String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int slot = home(slots, hash);
    for (RoutingNode n = slots[slot]; n != null; n = slots[slot]) {
      if (n.key().hashCode() == hash && isRegion(n.key(), text, from, to)) {
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /// Returns the slot at which the probes for `hash` start: keys that differ in their last digit
  /// only, which routes often do, are spread by the multiplication.
  private static int home(@Nullable RoutingNode[] slots, int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
  }

  private static boolean isRegion(String key, String text, int from, int to) {
    return key.length() == to - from && text.startsWith(key, from);
  }
}
