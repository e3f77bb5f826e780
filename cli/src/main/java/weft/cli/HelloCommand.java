package weft.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import weft.pprof.Pprof;
import weft.server.Server;
import weft.server.ShutdownReport;

/// `weft hello`: serves a few routes, until it is told to stop.
final class HelloCommand {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final String USAGE =
      """
      usage: weft hello [--addr HOST:PORT]

      Serves /, /hello, /sister, /page and /debug/pprof/ until Ctrl-C or SIGTERM.
      Requests that are under way then have 10 seconds to end.

        --addr HOST:PORT   where to listen (default 127.0.0.1:8080); [IPV6]:PORT, :PORT
                           for every interface, or unix:/PATH; port 0 for any free one
      """;

  private final PrintStream out;
  private final PrintStream err;

  HelloCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Serves, and returns the exit code when the server has stopped. Blocks.
  int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return Main.OK;
    }
    if (args.isEmpty()) {
      return listen("127.0.0.1:8080");
    }
    if (!args.getFirst().equals("--addr")) {
      return wrongUse("no such option: " + args.getFirst());
    }
    return args.size() == 2 ? listen(args.getLast()) : wrongUse("--addr takes one HOST:PORT");
  }

  private int wrongUse(String message) {
    err.print(USAGE);
    err.println("weft: " + message);
    return Main.WRONG_USE;
  }

  private int listen(String address) {
    try {
      return serve(Server.builder(HelloRoutes.mux()).trace(Pprof.trace()).listen(address).start());
    } catch (IllegalArgumentException e) {
      return wrongUse("--addr: " + e.getMessage());
    } catch (UnknownHostException e) {
      err.println("weft: unknown host: " + e.getMessage());
    } catch (BindException e) {
      err.println("weft: cannot listen on " + address + ": " + e.getMessage());
      err.println("weft: if another program listens there, choose another port with --addr");
    } catch (IOException e) {
      err.println("weft: cannot serve on " + address + ": " + e);
    }
    return Main.FAILED;
  }

  private int serve(Server server) {
    Thread onExit = new Thread(() -> stop(server), "weft-stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    printUrls(server);
    try {
      server.await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      stop(server);
    }
    return server.failure().isPresent() ? Main.FAILED : Main.OK;
  }

  private void printUrls(Server server) {
    for (SocketAddress address : server.addresses()) {
      if (address instanceof InetSocketAddress inet) {
        for (String path : List.of("/", "/hello", "/sister", "/page", "/debug/pprof/")) {
          out.println("http://" + host(inet) + ":" + inet.getPort() + path);
        }
      } else {
        out.println("listening on unix:" + address);
      }
    }
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  private static String host(InetSocketAddress address) {
    if (address.getAddress().isAnyLocalAddress()) {
      return "localhost";
    }
    String host = address.getAddress().getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private void stop(Server server) {
    try {
      ShutdownReport report = server.shutdown(GRACE);
      out.printf(
          "stopped after %d ms: %d requests completed, %d cancelled, %d connections cut%n",
          report.took().toMillis(), report.completed(), report.cancelled(), report.cut());
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
