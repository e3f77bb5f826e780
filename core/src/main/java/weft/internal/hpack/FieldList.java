package weft.internal.hpack;

import java.util.Arrays;

/// The fields of one block, up to a bound.
///
/// What is above the bound is counted and forgotten: the block must be decoded to its end anyway,
/// so that the table stays the same on both sides.
public final class FieldList {

  private static final int FIELDS_FIRST = 8;

  private final int bytesMax;
  private final int fieldsMax;
  private String[] namesAndValues = new String[2 * FIELDS_FIRST];
  private int count;
  private long bytes;
  private boolean overflown;

  /// Creates an empty list.
  ///
  /// @param bytesMax the bound of all names and values, each field counting 32 more (RFC 9113
  ///   §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE)
  /// @param fieldsMax the bound of the number of fields
  public FieldList(int bytesMax, int fieldsMax) {
    this.bytesMax = bytesMax;
    this.fieldsMax = fieldsMax;
  }

  /// Returns how many fields there are.
  public int count() {
    return count;
  }

  /// Returns the name of a field.
  public String name(int index) {
    return namesAndValues[2 * index];
  }

  /// Returns the value of a field.
  public String value(int index) {
    return namesAndValues[2 * index + 1];
  }

  /// Returns whether there was more than the bounds allow; what was too much is not in the list.
  public boolean overflown() {
    return overflown;
  }

  /// Empties the list for the next block.
  public void clear() {
    Arrays.fill(namesAndValues, 0, 2 * count, null);
    count = 0;
    bytes = 0;
    overflown = false;
  }

  void add(String name, String value) {
    bytes += DynamicTable.sizeOf(name, value);
    if (overflown || bytes > bytesMax || count == fieldsMax) {
      overflown = true;
      return;
    }
    if (2 * count == namesAndValues.length) {
      namesAndValues = Arrays.copyOf(namesAndValues, 4 * count);
    }
    namesAndValues[2 * count] = name;
    namesAndValues[2 * count + 1] = value;
    count++;
  }
}
