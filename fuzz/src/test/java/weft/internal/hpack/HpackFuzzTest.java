package weft.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import weft.fuzz.Allocation;

/// Header blocks: decoded or refused with [HpackException], never anything else (RFC 7541).
class HpackFuzzTest {

  private static final int TABLE_BYTES_MAX = 4096;
  private static final int LIST_BYTES_MAX = 16 << 10;
  private static final int FIELDS_MAX = 100;

  /// A block boundary in the input, so that blocks share a table.
  private static final byte BOUNDARY = 0x21;

  @FuzzTest(maxDuration = "2m")
  void blocksAreDecodedWithinBounds(byte[] data) throws Exception {
    List<List<String>> blocks = Allocation.bounded(data.length, () -> decode(data));
    assertThat(decode(data)).isEqualTo(blocks);
  }

  @FuzzTest(maxDuration = "2m")
  void fieldsSurviveEncoding(byte[] data) throws Exception {
    var encoder = new HpackEncoder(TABLE_BYTES_MAX);
    var decoder = new HpackDecoder(TABLE_BYTES_MAX);
    for (List<String> fields : decode(data)) {
      encoder.begin();
      for (int i = 0; i < fields.size(); i += 2) {
        encoder.put(fields.get(i), fields.get(i + 1));
      }
      var again = new FieldList(LIST_BYTES_MAX, FIELDS_MAX);
      decoder.decode(encoder.block(), 0, encoder.length(), again);
      assertThat(list(again)).isEqualTo(fields);
    }
  }

  /// Returns the fields of each block up to the first that is refused.
  private static List<List<String>> decode(byte[] data) {
    var blocks = new ArrayList<List<String>>();
    var decoder = new HpackDecoder(TABLE_BYTES_MAX);
    try {
      int from = 0;
      while (from < data.length) {
        int to = from;
        while (to < data.length && data[to] != BOUNDARY) {
          to++;
        }
        var fields = new FieldList(LIST_BYTES_MAX, FIELDS_MAX);
        decoder.decode(data, from, to - from, fields);
        assertThat(fields.count()).isLessThanOrEqualTo(FIELDS_MAX);
        assertThat(decoder.tableBytes()).isBetween(0, TABLE_BYTES_MAX);
        blocks.add(list(fields));
        from = to + 1;
      }
    } catch (HpackException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    return blocks;
  }

  private static List<String> list(FieldList fields) {
    String[] list = new String[2 * fields.count()];
    for (int i = 0; i < fields.count(); i++) {
      list[2 * i] = fields.name(i);
      list[2 * i + 1] = fields.value(i);
    }
    return Arrays.asList(list);
  }
}
