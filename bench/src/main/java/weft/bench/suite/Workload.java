package weft.bench.suite;

import java.util.List;

/// One way to load a server.
///
/// @param name what `--workloads` calls it
/// @param kind what a server must be able to do, and what warms it up: workloads of one kind share
///   a warm-up
/// @param title what a reader is told
/// @param loader makes the load
/// @param idleConnections opened before each round, beside those of the loader
public record Workload(String name, String kind, String title, Loader loader, int idleConnections) {

  private static final int KIB = 1 << 10;

  static final List<Workload> ALL =
      List.of(
          hello(64),
          hello(8),
          hello(512),
          of(
              "pipelined-16",
              "hello",
              "hello, 64 connections, 16 requests in one write",
              new Wrk(64, "/hello", List.of("-sbench/load/pipelined.lua"), List.of())),
          new Workload(
              "idle-10k",
              "hello",
              "hello, 64 connections, beside 10,000 idle keep-alive connections",
              Wrk.get(64, "/hello"),
              10_000),
          latency(20_000),
          latency(50_000),
          of("json-64", "json", "JSON of an object, 64 connections", Wrk.get(64, "/json")),
          echo("echo-1k", KIB),
          echo("echo-64k", 64 * KIB),
          of(
              "connect",
              "connect",
              "hello, a new connection for each request, 64 at a time",
              new Wrk(64, "/hello", List.of("-HConnection: close"), List.of())),
          of(
              "sleep-2000",
              "sleep",
              "a handler that sleeps 10 ms, 2,000 connections",
              Wrk.get(2000, "/sleep")),
          of(
              "download-10m",
              "download",
              "a file of 10 MiB, 8 connections",
              Wrk.get(8, "/download")));

  private static Workload of(String name, String kind, String title, Loader loader) {
    return new Workload(name, kind, title, loader, 0);
  }

  private static Workload hello(int connections) {
    return of(
        "hello-" + connections,
        "hello",
        "hello, " + connections + " keep-alive connections",
        Wrk.get(connections, "/hello"));
  }

  private static Workload echo(String name, int bytes) {
    return of(
        name,
        "echo",
        "POST of " + bytes / KIB + " KiB, echoed, 64 connections",
        new Wrk(64, "/echo", List.of("-sbench/load/echo.lua"), List.of(Integer.toString(bytes))));
  }

  private static Workload latency(int rate) {
    return of(
        "latency-" + rate / 1000 + "k",
        "hello",
        "hello at %,d requests/s, 64 connections: latency from when a request was due"
            .formatted(rate),
        new Paced(64, "/hello", rate));
  }

  /// Whether its result is a table of latencies.
  boolean paced() {
    return loader instanceof Paced;
  }
}
