package weft.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The closed-loop loader wrk: each of its connections sends when it has its answer.
///
/// @param protocol one of HTTP/1.1
/// @param connections how many
/// @param path what it asks for
/// @param options further options of wrk, before the URL
/// @param arguments of the Lua script
record Wrk(
    Protocol protocol, int connections, String path, List<String> options, List<String> arguments)
    implements Loader {

  private static final Pattern REQUESTS = Pattern.compile("(?m)^\\s*(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s*([\\d.]+)");
  private static final Pattern SOCKET_ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern OTHER_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  static Wrk get(int connections, String path) {
    return get(Protocol.HTTP1, connections, path);
  }

  static Wrk get(Protocol protocol, int connections, String path) {
    return new Wrk(protocol, connections, path, List.of(), List.of());
  }

  /// A loader that posts as many octets as it is told.
  static Wrk post(Protocol protocol, int connections, String path, int bytes) {
    return new Wrk(
        protocol,
        connections,
        path,
        List.of("-sbench/load/echo.lua"),
        List.of(Integer.toString(bytes)));
  }

  @Override
  public List<String> command(String port, int seconds) {
    var command = new ArrayList<String>(List.of("wrk", "-t1", "-c" + connections));
    command.add("-d" + seconds + "s");
    command.add("--timeout=8s");
    command.addAll(options);
    command.add(protocol.scheme() + "://127.0.0.1:" + port + path);
    if (!arguments.isEmpty()) {
      command.add("--");
      command.addAll(arguments);
    }
    return command;
  }

  @Override
  public LoadResult parse(String report) {
    Matcher requests = REQUESTS.matcher(report);
    Matcher rate = RATE.matcher(report);
    if (!requests.find() || !rate.find()) {
      throw new IllegalArgumentException("no report of wrk: " + report.strip());
    }
    long errors = sum(SOCKET_ERRORS, report) + sum(OTHER_STATUS, report);
    return new LoadResult(
        Long.parseLong(requests.group(1)), Double.parseDouble(rate.group(1)), errors, List.of());
  }

  private static long sum(Pattern pattern, String report) {
    Matcher found = pattern.matcher(report);
    long sum = 0;
    if (found.find()) {
      for (int i = 1; i <= found.groupCount(); i++) {
        sum += Long.parseLong(found.group(i));
      }
    }
    return sum;
  }
}
