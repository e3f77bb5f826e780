package weft.pprof;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// The page that lists the profiles.
final class IndexPage implements Handler {

  private record Row(String name, String query, String count, String meaning) {}

  private final InFlight inFlight;
  private final boolean hasFlight;

  IndexPage(InFlight inFlight, boolean hasFlight) {
    this.inFlight = inFlight;
    this.hasFlight = hasFlight;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    var rows = new StringBuilder();
    rows().forEach(row -> rows.append(html(row)));
    w.header().set("Content-Type", "text/html; charset=utf-8");
    w.header().set("Content-Security-Policy", "default-src 'none'");
    w.print(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>/debug/pprof/</title>
        <h1>/debug/pprof/</h1>
        <table>
        <tr><th>now<th>profile<th>what it shows
        %s</table>
        """
            .formatted(rows));
  }

  private static String html(Row row) {
    return "<tr><td>%s<td><a href=\"%s%s\">%s</a><td>%s\n"
        .formatted(row.count, row.name, row.query, row.name, row.meaning);
  }

  private List<Row> rows() {
    var threads = ManagementFactory.getThreadMXBean();
    var requests = inFlight.count() + " requests";
    var rows = new ArrayList<Row>();
    rows.add(new Row("profile", "?seconds=30", "", "where processor time goes"));
    rows.add(new Row("allocs", "?seconds=5&amp;debug=1", "", "where memory is allocated"));
    rows.add(new Row("heap", "?gc=1&amp;debug=1", heap(), "what is in the heap, by class"));
    rows.add(
        new Row(
            "goroutine",
            "?debug=1",
            threads.getThreadCount() + " platform threads and the virtual ones",
            "every thread, virtual ones too, by stack"));
    rows.add(new Row("block", "?seconds=5&amp;debug=1", requests, "where requests wait"));
    rows.add(new Row("mutex", "?seconds=5&amp;debug=1", requests, "where requests wait for locks"));
    rows.add(new Row("wall", "?seconds=5&amp;debug=1", requests, "where requests spend time"));
    rows.add(
        new Row(
            "threadcreate",
            "?debug=1",
            threads.getTotalStartedThreadCount() + " started",
            "the platform threads"));
    rows.add(new Row("trace", "?seconds=5", "", "all events of JDK Flight Recorder, a .jfr file"));
    if (hasFlight) {
      rows.add(new Row("flight", "", "", "the same of the last minutes, without waiting"));
    }
    rows.add(new Row("cmdline", "", "", "the command line of this process"));
    return rows;
  }

  private static String heap() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return (used >> 20) + " MiB used";
  }
}
