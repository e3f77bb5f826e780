package weft.internal.hpack;

/// The Huffman code of RFC 7541 §5.2, Appendix B.
///
/// The code is canonical: codes of the same length are consecutive in the order of their symbols,
/// and follow those that are shorter. So the lengths say all of it.
///
/// Decoding goes four bits at a time through a table of states, each a node of the code tree at
/// which half an octet can end.
final class Huffman {

  /// The end-of-string symbol: never sent, but its first bits pad the last octet.
  private static final int EOS = 256;

  private static final int LENGTH_MIN = 5;
  private static final int LENGTH_MAX = 30;

  /// The length of each symbol's code in bits.
  private static final String LENGTHS =
      """
      13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28
      28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
       6 10 10 12 13  6  8 11 10 10  8 11  8  6  6  6
       5  5  5  6  6  6  6  6  6  6  7  8 15  6 12 10
      13  6  7  7  7  7  7  7  7  7  7  7  7  7  7  7
       7  7  7  7  7  7  7  7  8  7  8 13 19 13 14  6
      15  5  6  5  6  5  6  6  6  5  7  7  6  6  6  5
       6  7  6  5  5  6  7  7  7  7  7 15 11 14 13 28
      20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23
      24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
      22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23
      21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
      26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25
      19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
      20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23
      26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26
      30
      """;

  private static final byte[] CODE_LENGTHS = new byte[EOS + 1];
  private static final int[] CODES = new int[EOS + 1];

  // An entry of the decoding table: the next state, and what half an octet meant on the way there.
  private static final int SYMBOL_MASK = 0xff;
  private static final int EMITS = 1 << 8;
  private static final int MAY_END = 1 << 9;
  private static final int FAILS = 1 << 10;
  private static final int STATE_SHIFT = 16;

  private static final int[] TRANSITIONS;

  static {
    String[] lengths = LENGTHS.strip().split("\\s+");
    for (int symbol = 0; symbol <= EOS; symbol++) {
      CODE_LENGTHS[symbol] = Byte.parseByte(lengths[symbol]);
    }
    int code = 0;
    for (int length = LENGTH_MIN; length <= LENGTH_MAX; length++) {
      for (int symbol = 0; symbol <= EOS; symbol++) {
        if (CODE_LENGTHS[symbol] == length) {
          CODES[symbol] = code++;
        }
      }
      code <<= 1;
    }
    TRANSITIONS = new DecodingTree().transitions();
  }

  private Huffman() {}

  /// The code as a binary tree, from which the table is made. Inner nodes are numbered from 0, the
  /// root.
  private static final class DecodingTree {
    private static final int NODES = EOS; // a full tree has one inner node less than leaves

    /// The child behind each bit of each node: an inner node, or the complement of a symbol.
    private final int[] children = new int[2 * NODES];

    private final int[] depths = new int[NODES];
    private final boolean[] onEosPath = new boolean[NODES];
    private int nodes = 1;

    DecodingTree() {
      for (int symbol = 0; symbol <= EOS; symbol++) {
        insert(symbol);
      }
    }

    private void insert(int symbol) {
      int node = 0;
      for (int bit = CODE_LENGTHS[symbol] - 1; bit > 0; bit--) {
        onEosPath[node] |= symbol == EOS;
        int at = 2 * node + ((CODES[symbol] >> bit) & 1);
        if (children[at] == 0) {
          depths[nodes] = depths[node] + 1;
          children[at] = nodes++;
        }
        node = children[at];
      }
      onEosPath[node] |= symbol == EOS;
      children[2 * node + (CODES[symbol] & 1)] = ~symbol;
    }

    int[] transitions() {
      int[] table = new int[NODES << 4];
      for (int node = 0; node < NODES; node++) {
        for (int bits = 0; bits < 16; bits++) {
          table[node << 4 | bits] = transition(node, bits);
        }
      }
      return table;
    }

    private int transition(int from, int bits) {
      int node = from;
      int emitted = 0;
      for (int bit = 3; bit >= 0; bit--) {
        int child = children[2 * node + ((bits >> bit) & 1)];
        if (child == ~EOS) {
          return FAILS;
        }
        if (child < 0) {
          emitted = EMITS | ~child;
          node = 0;
        } else {
          node = child;
        }
      }
      // Padding is the beginning of EOS and shorter than an octet (RFC 7541 §5.2).
      boolean mayEnd = onEosPath[node] && depths[node] < 8;
      return node << STATE_SHIFT | emitted | (mayEnd ? MAY_END : 0);
    }
  }

  /// Decodes `[off, off + len)` of `b` into `to`, which has room for `len * 8 / 5` octets.
  ///
  /// @return how many octets it became
  /// @throws HpackException if EOS is in it, or the padding is no padding
  static int decode(byte[] b, int off, int len, byte[] to) throws HpackException {
    int length = 0;
    int entry = MAY_END;
    for (int i = off; i < off + len; i++) {
      entry = TRANSITIONS[(entry >>> STATE_SHIFT) << 4 | (b[i] >> 4 & 0xf)];
      if ((entry & EMITS) != 0) {
        to[length++] = (byte) (entry & SYMBOL_MASK);
      }
      if ((entry & FAILS) != 0) {
        break;
      }
      entry = TRANSITIONS[(entry >>> STATE_SHIFT) << 4 | (b[i] & 0xf)];
      if ((entry & EMITS) != 0) {
        to[length++] = (byte) (entry & SYMBOL_MASK);
      }
      if ((entry & FAILS) != 0) {
        break;
      }
    }
    if ((entry & MAY_END) == 0) {
      throw new HpackException("a Huffman code is cut off, or the padding is none");
    }
    return length;
  }

  /// Returns how many octets the code of `s` takes.
  static int encodedLength(String s) {
    long bits = 0;
    for (int i = 0; i < s.length(); i++) {
      bits += CODE_LENGTHS[s.charAt(i) & 0xff];
    }
    return (int) ((bits + 7) / 8);
  }

  /// Encodes `s` into `to` from `at` on, and returns where it ends.
  static int encode(String s, byte[] to, int at) {
    long pending = 0;
    int bits = 0;
    int end = at;
    for (int i = 0; i < s.length(); i++) {
      int symbol = s.charAt(i) & 0xff;
      pending = pending << CODE_LENGTHS[symbol] | CODES[symbol];
      bits += CODE_LENGTHS[symbol];
      while (bits >= 8) {
        bits -= 8;
        to[end++] = (byte) (pending >> bits);
      }
    }
    if (bits > 0) {
      to[end++] = (byte) (pending << (8 - bits) | 0xff >> bits);
    }
    return end;
  }
}
