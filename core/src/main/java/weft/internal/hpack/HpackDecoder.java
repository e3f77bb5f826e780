package weft.internal.hpack;

import java.nio.charset.StandardCharsets;

/// Decodes the header blocks of one direction of a connection (RFC 7541 §3).
///
/// An entry of the table is a string that all its uses share, so a block of indexes to a large
/// entry costs no more than its references.
public final class HpackDecoder {

  /// The size that a table has until something else is agreed (RFC 9113 §6.5.2).
  public static final int TABLE_BYTES_INITIAL = 4096;

  /// How many octets may follow the prefix of an integer: enough for 2^31 - 1.
  private static final int INTEGER_OCTETS_MAX = 5;

  private static final byte[] NONE = {};

  private final int tableBytesLimit;
  private final DynamicTable table;
  private boolean mustShrink;

  // The block that is being decoded.
  private byte[] b = NONE;
  private int at;
  private int end;

  /// Creates a decoder.
  ///
  /// @param tableBytesLimit what this side announces as SETTINGS_HEADER_TABLE_SIZE
  public HpackDecoder(int tableBytesLimit) {
    this.tableBytesLimit = tableBytesLimit;
    table = new DynamicTable(TABLE_BYTES_INITIAL);
  }

  /// The peer knows the announced size: if it is less than the initial one, the next block has to
  /// begin with an update (RFC 7541 §4.2).
  public void acknowledged() {
    mustShrink = table.bytesMax() > tableBytesLimit;
  }

  /// Returns what the entries of the table count together.
  public int tableBytes() {
    return table.bytes();
  }

  /// Decodes a whole header block and adds its fields to `fields`.
  ///
  /// @throws HpackException if it is none; this decoder cannot be used any more
  public void decode(byte[] block, int off, int len, FieldList fields) throws HpackException {
    b = block;
    at = off;
    end = off + len;
    decodeSizeUpdates();
    if (mustShrink && at < end) {
      throw new HpackException("the table must shrink first");
    }
    while (at < end) {
      decodeField(fields);
    }
    b = NONE;
  }

  // RFC 7541 §6.3: 001 and the new size in 5 bits; at the beginning of a block only (RFC 7541
  // §4.2).
  private void decodeSizeUpdates() throws HpackException {
    while (at < end && (b[at] & 0xe0) == 0x20) {
      int size = decodeInteger(5);
      int limit = mustShrink ? tableBytesLimit : Math.max(tableBytesLimit, table.bytesMax());
      if (size > limit) {
        throw new HpackException("a table of " + size + " octets, " + limit + " are allowed");
      }
      table.resize(size);
      mustShrink = false;
    }
  }

  private void decodeField(FieldList fields) throws HpackException {
    int first = b[at];
    if (first < 0) {
      decodeIndexed(fields); // RFC 7541 §6.1: 1, index in 7 bits
    } else if ((first & 0x40) != 0) {
      decodeLiteral(6, true, fields); // RFC 7541 §6.2.1: 01, index of the name in 6 bits
    } else if ((first & 0x20) == 0) {
      decodeLiteral(4, false, fields); // RFC 7541 §6.2.2, §6.2.3: 000x, index of the name in 4 bits
    } else {
      throw new HpackException("the size of the table changes inside a block");
    }
  }

  private void decodeIndexed(FieldList fields) throws HpackException {
    int index = checked(decodeInteger(7));
    if (index <= StaticTable.LENGTH) {
      fields.add(StaticTable.name(index), StaticTable.value(index));
    } else {
      int place = index - StaticTable.LENGTH - 1;
      fields.add(table.name(place), table.value(place));
    }
  }

  private void decodeLiteral(int prefixBits, boolean isKept, FieldList fields)
      throws HpackException {
    int index = decodeInteger(prefixBits);
    String name = index == 0 ? decodeString() : name(checked(index));
    String value = decodeString();
    if (isKept) {
      table.add(name, value);
    }
    fields.add(name, value);
  }

  private String name(int index) {
    return index <= StaticTable.LENGTH
        ? StaticTable.name(index)
        : table.name(index - StaticTable.LENGTH - 1);
  }

  private int checked(int index) throws HpackException {
    if (index == 0 || index > StaticTable.LENGTH + table.count()) {
      throw new HpackException("no entry has index " + index);
    }
    return index;
  }

  // RFC 7541 §5.1: the value, if it is less than 2^N - 1; else that, and the rest in groups of
  // seven
  // bits, the lowest first.
  private int decodeInteger(int prefixBits) throws HpackException {
    if (at == end) {
      throw cutOff();
    }
    int mask = (1 << prefixBits) - 1;
    long value = b[at++] & mask;
    if (value < mask) {
      return (int) value;
    }
    for (int i = 0; i < INTEGER_OCTETS_MAX; i++) {
      if (at == end) {
        throw cutOff();
      }
      int octet = b[at++];
      value += (long) (octet & 0x7f) << (7 * i);
      if (octet >= 0) {
        return checkedInteger(value);
      }
    }
    throw new HpackException("an integer of more than " + INTEGER_OCTETS_MAX + " octets");
  }

  private static int checkedInteger(long value) throws HpackException {
    if (value > Integer.MAX_VALUE) {
      throw new HpackException("an integer above 2^31 - 1");
    }
    return (int) value;
  }

  // RFC 7541 §5.2: H, length in 7 bits, the octets.
  private String decodeString() throws HpackException {
    if (at == end) {
      throw cutOff();
    }
    boolean huffman = b[at] < 0;
    int length = decodeInteger(7);
    if (length > end - at) {
      throw cutOff();
    }
    int from = at;
    at += length;
    if (length == 0) {
      return "";
    }
    if (!huffman) {
      return new String(b, from, length, StandardCharsets.ISO_8859_1);
    }
    byte[] octets = new byte[(int) (length * 8L / 5)];
    int decoded = Huffman.decode(b, from, length, octets);
    return new String(octets, 0, decoded, StandardCharsets.ISO_8859_1);
  }

  private static HpackException cutOff() {
    return new HpackException("the block ends inside a field");
  }
}
