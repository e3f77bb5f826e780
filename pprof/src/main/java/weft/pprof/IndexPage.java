package weft.pprof;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// The page that lists the profiles.
final class IndexPage implements Handler {

  private static final String BODY =
      """
      <body>
      <header>
      <h1>/debug/pprof/</h1>
      <nav><a href="ui">Flame graph</a> <a href="live">Live</a>
      <a href="../vars">Variables</a></nav>
      </header>
      <table>
      <thead><tr><th scope="col">profile<th scope="col">as<th scope="col">now<th scope="col">what it
      shows</tr></thead>
      <tbody>
      %s</tbody>
      </table>
      <p class="hint">The name is the file for <code>go tool pprof</code>.</p>
      </body>
      </html>
      """;

  private record Row(String name, String query, boolean isProfile, String count, String meaning) {

    static Row profile(String name, String query, String count, String meaning) {
      return new Row(name, query, true, count, meaning);
    }

    static Row file(String name, String query, String meaning) {
      return new Row(name, query, false, "", meaning);
    }

    String html() {
      String also =
          isProfile
              ? "<a href=\"%s?%sui=1\">graph</a> <a href=\"%s?%sdebug=1\">text</a>"
                  .formatted(name, query, name, query)
              : "";
      String target = query.isEmpty() ? name : name + "?" + query.replaceFirst("&amp;$", "");
      return "<tr><td><a href=\"%s\">%s</a><td>%s<td>%s<td>%s</tr>\n"
          .formatted(target, name, also, count, meaning);
    }
  }

  private final InFlight inFlight;
  private final boolean hasFlight;

  IndexPage(InFlight inFlight, boolean hasFlight) {
    this.inFlight = inFlight;
    this.hasFlight = hasFlight;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    var html = new StringBuilder();
    rows().forEach(row -> html.append(row.html()));
    Assets.sendPage(w, "/debug/pprof/", BODY.replace("%s", html));
  }

  private List<Row> rows() {
    var threads = ManagementFactory.getThreadMXBean();
    String requests = inFlight.count() + " requests under way";
    String watch = "seconds=5&amp;";
    var rows = new ArrayList<Row>();
    rows.add(Row.profile("profile", watch, "", "where processor time goes"));
    rows.add(Row.profile("allocs", watch, "", "where memory is allocated"));
    rows.add(Row.profile("heap", "gc=1&amp;", heap(), "what is in the heap, by class"));
    rows.add(
        Row.profile(
            "goroutine",
            "",
            threads.getThreadCount() + " platform threads, and virtual ones",
            "every thread, by stack"));
    rows.add(Row.profile("block", watch, requests, "where requests wait"));
    rows.add(Row.profile("mutex", watch, requests, "where requests wait for locks"));
    rows.add(Row.profile("wall", watch, requests, "where requests spend time, working or waiting"));
    rows.add(
        Row.profile("pinned", watch, "", "where virtual threads wait and keep their carriers"));
    rows.add(
        Row.profile(
            "threadcreate",
            "",
            threads.getTotalStartedThreadCount() + " started",
            "the platform threads"));
    rows.add(Row.file("trace", watch, "everything that JDK Flight Recorder knows, a .jfr file"));
    if (hasFlight) {
      rows.add(Row.file("flight", "", "the same of the last minutes, without waiting"));
    }
    rows.add(Row.file("cmdline", "", "the command line of this process"));
    return rows;
  }

  private static String heap() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return (used >> 20) + " MiB used";
  }
}
