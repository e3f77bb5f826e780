package weft.internal.hpack;

import java.util.Arrays;
import java.util.Set;

/// Encodes the header blocks of one direction of a connection (RFC 7541 §3).
///
/// Fields that come again are kept in the table. Those whose values rarely come again are not, and
/// secrets must never be (RFC 7541 §7.1): an entry answers whether a guess was right.
public final class HpackEncoder {

  private static final Set<String> RARELY_AGAIN =
      Set.of(
          ":path",
          "age",
          "content-length",
          "content-range",
          "etag",
          "expires",
          "if-modified-since",
          "if-none-match",
          "last-modified",
          "link",
          "location",
          "retry-after");

  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "set-cookie");

  /// A cookie below this is short enough to be guessed (RFC 7541 §7.1.3).
  private static final int COOKIE_LENGTH_SAFE = 20;

  private static final int BLOCK_BYTES_FIRST = 128;
  private static final int BLOCK_BYTES_KEPT = 1024;

  /// The most octets that an integer takes.
  private static final int INTEGER_OCTETS_MAX = 6;

  private final int tableBytesLimit;
  private final DynamicTable table;
  private int smallestPending = Integer.MAX_VALUE;
  private byte[] block = new byte[BLOCK_BYTES_FIRST];
  private int length;

  /// Creates an encoder.
  ///
  /// @param tableBytesLimit how large the table may be, whatever the peer allows
  public HpackEncoder(int tableBytesLimit) {
    this.tableBytesLimit = tableBytesLimit;
    table = new DynamicTable(HpackDecoder.TABLE_BYTES_INITIAL);
    if (tableBytesLimit < table.bytesMax()) {
      allow(tableBytesLimit);
    }
  }

  /// Takes the size of the table that the peer allows. The next block tells it what became of that,
  /// and of the smallest size since the last block (RFC 7541 §4.2).
  public void allow(int tableBytesMax) {
    int size = Math.min(tableBytesMax, tableBytesLimit);
    if (size != table.bytesMax()) {
      smallestPending = Math.min(smallestPending, size);
      table.resize(size);
    }
  }

  /// Begins a block; what [#block()] had is lost.
  public void begin() {
    length = 0;
    if (block.length > BLOCK_BYTES_KEPT) {
      block = new byte[BLOCK_BYTES_FIRST];
    }
    if (smallestPending != Integer.MAX_VALUE) {
      if (smallestPending < table.bytesMax()) {
        putInteger(0x20, 5, smallestPending);
      }
      putInteger(0x20, 5, table.bytesMax());
      smallestPending = Integer.MAX_VALUE;
    }
  }

  /// Returns the array that the block is in, from index 0 on.
  public byte[] block() {
    return block;
  }

  /// Returns how long the block is.
  public int length() {
    return length;
  }

  /// Adds a field to the block.
  ///
  /// @param name in lower case
  public void put(String name, String value) {
    int first = StaticTable.find(name);
    int index = StaticTable.find(first, name, value);
    if (index == 0 && !isSecret(name, value)) {
      int place = table.find(name, value);
      index = place < 0 ? 0 : StaticTable.LENGTH + 1 + place;
    }
    if (index != 0) {
      putInteger(0x80, 7, index);
    } else {
      putLiteral(nameIndex(first, name), name, value);
    }
  }

  private int nameIndex(int first, String name) {
    if (first != 0) {
      return first;
    }
    int place = table.find(name);
    return place < 0 ? 0 : StaticTable.LENGTH + 1 + place;
  }

  private void putLiteral(int nameIndex, String name, String value) {
    if (isSecret(name, value)) {
      putInteger(0x10, 4, nameIndex); // RFC 7541 §6.2.3: never indexed, by nobody on the way
    } else if (isWorthKeeping(name, value)) {
      putInteger(0x40, 6, nameIndex); // RFC 7541 §6.2.1
    } else {
      putInteger(0x00, 4, nameIndex); // RFC 7541 §6.2.2
    }
    if (nameIndex == 0) {
      putString(name);
    }
    putString(value);
    if (!isSecret(name, value) && isWorthKeeping(name, value)) {
      table.add(name, value);
    }
  }

  private static boolean isSecret(String name, String value) {
    return SECRET.contains(name) || (name.equals("cookie") && value.length() < COOKIE_LENGTH_SAFE);
  }

  /// Returns whether the field is likely to be sent again before it is evicted.
  private boolean isWorthKeeping(String name, String value) {
    return !RARELY_AGAIN.contains(name) && DynamicTable.sizeOf(name, value) <= table.bytesMax() / 4;
  }

  private void putString(String s) {
    int coded = Huffman.encodedLength(s);
    room(s.length() + INTEGER_OCTETS_MAX);
    if (coded < s.length()) {
      putInteger(0x80, 7, coded);
      room(coded);
      length = Huffman.encode(s, block, length);
    } else {
      putInteger(0x00, 7, s.length());
      putOctets(s);
    }
  }

  @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) is exactly ISO-8859-1
  private void putOctets(String s) {
    room(s.length());
    s.getBytes(0, s.length(), block, length);
    length += s.length();
  }

  // RFC 7541 §5.1.
  private void putInteger(int pattern, int prefixBits, int value) {
    room(INTEGER_OCTETS_MAX);
    int mask = (1 << prefixBits) - 1;
    if (value < mask) {
      block[length++] = (byte) (pattern | value);
      return;
    }
    block[length++] = (byte) (pattern | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      block[length++] = (byte) (0x80 | (rest & 0x7f));
      rest >>>= 7;
    }
    block[length++] = (byte) rest;
  }

  private void room(int octets) {
    if (length + octets > block.length) {
      block = Arrays.copyOf(block, Math.max(2 * block.length, length + octets));
    }
  }
}
