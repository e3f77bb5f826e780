package weft;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Test data: lines of cells with a TAB between them; `#` starts a comment line. In a cell, `\t`,
/// `\n`, `\r`, `\\` and `\xHH` stand for a character.
public final class Table {

  private Table() {}

  /// Returns the rows of the file `name` next to the class `owner`.
  public static List<String[]> rows(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no test data: " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns `cell` with its escapes replaced.
  public static String unescape(String cell) {
    var out = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      i++;
      switch (cell.charAt(i)) {
        case 't' -> out.append('\t');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case '\\' -> out.append('\\');
        case 'x' -> {
          out.append((char) Integer.parseInt(cell.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("unknown escape in " + cell);
      }
    }
    return out.toString();
  }
}
