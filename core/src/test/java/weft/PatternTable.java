package weft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The tables of `src/test/resources/patterns`: columns between bars, comments after a hash.
final class PatternTable {

  /// A row of a table about requests.
  ///
  /// @param patterns those of its mux
  /// @param request method, host and target
  /// @param status what the request is answered with
  /// @param pattern what is matched, empty if nothing is
  /// @param detail path values, the Allow field or the Location field, as the status has it
  record Exchange(
      List<String> patterns, String request, int status, String pattern, String detail) {

    Request toRequest() {
      String[] parts = request.split(" ", -1);
      return Request.builder(parts[0], parts[2]).host(host(parts)).build();
    }

    private static String host(String[] parts) {
      int authority = parts[2].indexOf("://") + 3;
      return authority < 3 ? parts[1] : parts[2].substring(authority).split("[/?]", 2)[0];
    }

    @Override
    public String toString() {
      return request + " -> " + status + " " + pattern + " of " + patterns;
    }
  }

  private PatternTable() {}

  /// Returns the rows, each of `columns` columns.
  static List<List<String>> rows(String name, int columns) {
    return lines(name).stream().map(line -> cells(line, columns)).toList();
  }

  /// Returns the rows of a table in which `mux` and `+ pattern` lines precede those about requests.
  static List<Exchange> exchanges(String name) {
    var rows = new ArrayList<Exchange>();
    List<String> patterns = List.of();
    for (String line : lines(name)) {
      if (line.equals("mux")) {
        patterns = new ArrayList<>();
      } else if (line.startsWith("+ ")) {
        patterns.add(line.substring(2));
      } else {
        List<String> cells = cells(line, 4);
        int status = Integer.parseInt(cells.get(1));
        rows.add(new Exchange(patterns, cells.get(0), status, cells.get(2), cells.get(3)));
      }
    }
    return rows;
  }

  private static List<String> cells(String line, int columns) {
    String[] cells = line.split("\\|(?= |$)", columns);
    return Arrays.stream(Arrays.copyOf(cells, columns))
        .map(cell -> Objects.requireNonNullElse(cell, "").strip())
        .map(cell -> cell.replace("\\s", " ").replace("\\t", "\t"))
        .toList();
  }

  private static List<String> lines(String name) {
    try (InputStream in = PatternTable.class.getResourceAsStream("/patterns/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
