package weft.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The closed-loop loader h2load: each of its connections keeps a number of streams busy.
///
/// @param protocol one of HTTP/2
/// @param connections how many
/// @param streams of each connection
/// @param path what it asks for
/// @param options further options, before the URL
record H2load(Protocol protocol, int connections, int streams, String path, List<String> options)
    implements Loader {

  private static final Pattern RATE =
      Pattern.compile("(?m)^finished in [\\d.]+m?s, ([\\d.]+) req/s");
  private static final Pattern REQUESTS =
      Pattern.compile(
          "(?m)^requests: \\d+ total, \\d+ started, (\\d+) done, \\d+ succeeded, (\\d+) failed");
  private static final Pattern OK = Pattern.compile("(?m)^status codes: (\\d+) 2xx");

  static H2load get(Protocol protocol, int connections, int streams, String path) {
    return new H2load(protocol, connections, streams, path, List.of());
  }

  @Override
  public List<String> command(String port, int seconds) {
    var command = new ArrayList<String>(List.of("h2load", "-t1", "-c" + connections));
    command.add("-m" + streams);
    command.add("-D" + seconds);
    command.addAll(options);
    command.add(protocol.scheme() + "://127.0.0.1:" + port + path);
    return command;
  }

  @Override
  public LoadResult parse(String report) {
    Matcher requests = REQUESTS.matcher(report);
    Matcher rate = RATE.matcher(report);
    Matcher ok = OK.matcher(report);
    if (!requests.find() || !rate.find() || !ok.find()) {
      throw new IllegalArgumentException("no report of h2load: " + report.strip());
    }
    if (!report.contains("Application protocol: h2")) {
      throw new IllegalArgumentException("the server does not speak HTTP/2");
    }
    long answered = Long.parseLong(ok.group(1));
    long done = Long.parseLong(requests.group(1));
    long failed = Long.parseLong(requests.group(2));
    long errors = failed + Math.max(0, done - failed - answered);
    return new LoadResult(answered, Double.parseDouble(rate.group(1)), errors, List.of());
  }
}
