package weft.internal.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of RFC 7541, Appendix C.
class AppendixCTest {

  record Block(String hex, List<String> fields, int tableBytes) {}

  record Example(String name, int tableBytesMax, List<Block> blocks) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void decodesAsTheRfcSays(Example example) throws HpackException {
    var decoder = new HpackDecoder(HpackDecoder.TABLE_BYTES_INITIAL);
    if (example.tableBytesMax == 256) {
      assertThat(Blocks.decode(decoder, "3fe101")).isEmpty();
    }
    for (Block block : example.blocks) {
      assertThat(Blocks.decode(decoder, block.hex)).isEqualTo(block.fields);
      assertThat(decoder.tableBytes()).isEqualTo(block.tableBytes);
    }
  }

  static List<Example> examples() {
    var examples = new ArrayList<Example>();
    for (String text : file().split("\n\n")) {
      List<String> lines = text.lines().toList();
      if (!lines.getFirst().startsWith("#")) {
        examples.add(example(lines));
      }
    }
    return examples;
  }

  private static Example example(List<String> lines) {
    String[] head = lines.getFirst().split(" ");
    var blocks = new ArrayList<Block>();
    String hex = "";
    var fields = new ArrayList<String>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("< ")) {
        hex = line.substring(2);
        fields = new ArrayList<>();
      } else if (line.startsWith("= ")) {
        blocks.add(new Block(hex, fields, Integer.parseInt(line.substring(2))));
      } else {
        fields.add(line);
      }
    }
    return new Example(head[0], Integer.parseInt(head[1]), blocks);
  }

  private static String file() {
    try (var in = AppendixCTest.class.getResourceAsStream("/hpack/rfc7541-appendix-c.txt")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
