package weft.internal.hpack;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Header blocks and fields as tests write them.
final class Blocks {

  private Blocks() {}

  /// Returns the octets of hexadecimal digits; blanks between them are ignored.
  static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /// Returns the fields of a block as `name: value`.
  static List<String> decode(HpackDecoder decoder, byte[] block) throws HpackException {
    var fields = new FieldList(1 << 20, 1000);
    decoder.decode(block, 0, block.length, fields);
    var lines = new ArrayList<String>();
    for (int i = 0; i < fields.count(); i++) {
      lines.add(fields.name(i) + ": " + fields.value(i));
    }
    return lines;
  }

  static List<String> decode(HpackDecoder decoder, String hex) throws HpackException {
    return decode(decoder, octets(hex));
  }

  /// Returns the block of fields that are given as names, each followed by its value.
  static byte[] encode(HpackEncoder encoder, String... namesAndValues) {
    encoder.begin();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      encoder.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return java.util.Arrays.copyOf(encoder.block(), encoder.length());
  }
}
