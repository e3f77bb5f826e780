package weft.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The processor time of a request as bars, a panel for each workload. The picture follows the
/// reader's choice of a light or a dark page.
final class Chart {

  private static final int WIDTH = 960;
  private static final int COLUMNS = 2;
  private static final int MARGIN = 24;
  private static final int HEADER = 72;
  private static final int TITLE = 34;
  private static final int BAR = 20;
  private static final int NAME_WIDTH = 104;
  private static final int VALUE_WIDTH = 62;
  private static final int PANEL_WIDTH = (WIDTH - MARGIN * (COLUMNS + 1)) / COLUMNS;

  private static final String STYLE =
      """
      <style>
        svg { background: #ffffff; font: 13px system-ui, sans-serif; }
        text { fill: #24292f; } .note { fill: #656d76; font-size: 12px; font-weight: 400; }
        .title { font-size: 18px; font-weight: 600; } .panel { font-weight: 600; }
        .peer { fill: #9fb3c8; } .weft { fill: #d9480f; } .other { fill: #f4a261; }
        .c { fill: #57606a; }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117; } text { fill: #e6edf3; } .note { fill: #8d96a0; }
          .peer { fill: #3d5a78; } .weft { fill: #ff8c42; } .other { fill: #a85f2b; }
          .c { fill: #8b949e; }
        }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  private Chart() {}

  /// An SVG of the tables that are about processor time.
  ///
  /// @param about a line on date and machine
  static String of(List<Table> tables, String about) {
    List<Table> panels =
        tables.stream().filter(t -> !t.workload().paced() && !t.ranked().isEmpty()).toList();
    var chart = new Chart();
    int y = HEADER;
    for (int i = 0; i < panels.size(); i += COLUMNS) {
      List<Table> line = panels.subList(i, Math.min(i + COLUMNS, panels.size()));
      for (int column = 0; column < line.size(); column++) {
        chart.panel(line.get(column), MARGIN + column * (PANEL_WIDTH + MARGIN), y);
      }
      y += line.stream().mapToInt(Chart::height).max().orElse(0) + MARGIN;
    }
    return frame(y, about) + chart.svg + "</svg>\n";
  }

  private static int height(Table table) {
    return TITLE + BAR * table.ranked().size();
  }

  private static String frame(int height, String about) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
    role="img" aria-label="Processor time of the server for each request">
    %s<text class="title" x="%d" y="34">Server CPU for each request, microseconds \
    (shorter is better)</text>
    <text class="note" x="%d" y="54">%s</text>
    """
        .formatted(WIDTH, height, WIDTH, height, STYLE, MARGIN, MARGIN, escape(about));
  }

  private void panel(Table table, int x, int y) {
    svg.append(
        """
        <text class="panel" x="%d" y="%d">%s<tspan class="note" dx="10">%s</tspan></text>
        """
            .formatted(x, y + 14, table.workload().name(), escape(shortTitle(table.workload()))));
    List<Row> rows = new ArrayList<>(table.ranked());
    double most = rows.getLast().micros().median();
    for (int i = 0; i < rows.size(); i++) {
      bar(rows.get(i), most, x, y + TITLE - 8 + i * BAR);
    }
  }

  private void bar(Row row, double most, int x, int y) {
    double micros = row.micros().median();
    double room = PANEL_WIDTH - NAME_WIDTH - VALUE_WIDTH;
    double length = Math.max(1, micros / most * room);
    text(
        row.peer().equals("weft") ? "panel" : "name",
        x + NAME_WIDTH - 8,
        y + 14,
        "end",
        row.peer());
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
            kind(row.peer()),
            x + NAME_WIDTH,
            y + 2,
            length,
            BAR - 5));
    text("name", x + NAME_WIDTH + (int) length + 6, y + 14, "start", Spread.digits(micros));
  }

  private static String kind(String peer) {
    return switch (peer) {
      case "weft", "c" -> peer;
      case "weft-nio", "weft-conscrypt" -> "other";
      default -> "peer";
    };
  }

  private static String shortTitle(Workload workload) {
    int comma = workload.title().startsWith("hello, ") ? "hello, ".length() : 0;
    return workload.title().substring(comma);
  }

  private void text(String kind, int x, int y, String anchor, String content) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
            kind,
            x,
            y,
            anchor,
            escape(content)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
