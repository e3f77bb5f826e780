package weft.bench.suite;

import java.util.List;

/// One way to load a server.
///
/// @param name what `--workloads` calls it
/// @param kind what it asks of a server; workloads of one kind and protocol share a warm-up
/// @param title what a reader is told
/// @param loader makes the load
/// @param idleConnections opened before each round, beside those of the loader
public record Workload(String name, Kind kind, String title, Loader loader, int idleConnections) {

  private static final int KIB = 1 << 10;

  /// Those in clear text over HTTP/1.1.
  static final List<Workload> CLEAR =
      List.of(
          hello(64),
          hello(8),
          hello(512),
          of(
              "pipelined-16",
              Kind.HELLO,
              "hello, 64 connections, 16 requests in one write",
              new Wrk(
                  Protocol.HTTP1, 64, "/hello", List.of("-sbench/load/pipelined.lua"), List.of())),
          new Workload(
              "idle-10k",
              Kind.HELLO,
              "hello, 64 connections, beside 10,000 idle keep-alive connections",
              Wrk.get(64, "/hello"),
              10_000),
          latency(20_000),
          latency(50_000),
          of("json-64", Kind.JSON, "JSON of an object, 64 connections", Wrk.get(64, "/json")),
          echo("echo-1k", KIB),
          echo("echo-64k", 64 * KIB),
          of(
              "connect",
              Kind.CONNECT,
              "hello, a new connection for each request, 64 at a time",
              new Wrk(Protocol.HTTP1, 64, "/hello", List.of("-HConnection: close"), List.of())),
          of(
              "sleep-2000",
              Kind.SLEEP,
              "a handler that sleeps 10 ms, 2,000 connections",
              Wrk.get(2000, "/sleep")),
          of(
              "download-10m",
              Kind.DOWNLOAD,
              "a file of 10 MiB, 8 connections",
              Wrk.get(8, "/download")));

  /// Those of directories, in clear text over HTTP/1.1; and the first of the others, to compare.
  static final List<Workload> FILES =
      List.of(
          hello(64),
          of(
              "files-1k",
              Kind.FILES,
              "a file of 1 KiB of a directory, 64 connections",
              Wrk.get(64, "/files/small.css")),
          of(
              "files-10m",
              Kind.LARGE_FILES,
              "a file of 10 MiB of a directory, 8 connections",
              Wrk.get(8, "/files/download")));

  /// Those over TLS, and over HTTP/2.
  static final List<Workload> SECURE =
      List.of(
          of(
              "tls-64",
              Kind.HELLO,
              "hello over TLS, HTTP/1.1, 64 keep-alive connections",
              Wrk.get(Protocol.HTTP1_TLS, 64, "/hello")),
          http2("h2", Protocol.HTTP2_TLS, 8, 100),
          http2("h2", Protocol.HTTP2_TLS, 64, 10),
          http2("h2c", Protocol.HTTP2_CLEAR, 8, 100),
          http2("h2c", Protocol.HTTP2_CLEAR, 64, 10),
          of(
              "handshake",
              Kind.HANDSHAKE,
              "hello, a new TLS connection for each request, 16 at a time",
              new Handshakes(16, "/hello", false)),
          of(
              "handshake-resumed",
              Kind.HANDSHAKE,
              "hello, a resumed TLS connection for each, 16 at a time",
              new Handshakes(16, "/hello", true)),
          of(
              "tls-download-10m",
              Kind.DOWNLOAD,
              "a file of 10 MiB over TLS, HTTP/1.1, 8 connections",
              Wrk.get(Protocol.HTTP1_TLS, 8, "/download")),
          of(
              "h2-download-10m",
              Kind.DOWNLOAD,
              "a file of 10 MiB over TLS, HTTP/2, 8 connections",
              H2load.get(Protocol.HTTP2_TLS, 8, 1, "/download")),
          of(
              "tls-echo-64k",
              Kind.ECHO,
              "POST of 64 KiB, echoed, over TLS, HTTP/1.1, 64 connections",
              Wrk.post(Protocol.HTTP1_TLS, 64, "/echo", 64 * KIB)),
          of(
              "h2-echo-64k",
              Kind.ECHO,
              "POST of 64 KiB, echoed, over TLS, HTTP/2, 8 connections of 8 streams",
              new H2load(Protocol.HTTP2_TLS, 8, 8, "/echo", List.of("-dbench/load/target/64k"))));

  private static Workload http2(String name, Protocol protocol, int connections, int streams) {
    return of(
        "%s-%dx%d".formatted(name, connections, streams),
        Kind.HELLO,
        "hello over HTTP/2 %s, %d connections of %d streams"
            .formatted(protocol.isSecure() ? "and TLS" : "in clear text", connections, streams),
        H2load.get(protocol, connections, streams, "/hello"));
  }

  private static Workload of(String name, Kind kind, String title, Loader loader) {
    return new Workload(name, kind, title, loader, 0);
  }

  private static Workload hello(int connections) {
    return of(
        "hello-" + connections,
        Kind.HELLO,
        "hello, " + connections + " keep-alive connections",
        Wrk.get(connections, "/hello"));
  }

  private static Workload echo(String name, int bytes) {
    return of(
        name,
        Kind.ECHO,
        "POST of " + bytes / KIB + " KiB, echoed, 64 connections",
        Wrk.post(Protocol.HTTP1, 64, "/echo", bytes));
  }

  private static Workload latency(int rate) {
    return of(
        "latency-" + rate / 1000 + "k",
        Kind.HELLO,
        "hello at %,d requests/s, 64 connections: latency from when a request was due"
            .formatted(rate),
        new Paced(64, "/hello", rate));
  }

  /// What a server that was warmed up for it is warm for.
  String warmth() {
    return kind.word() + ' ' + loader.protocol();
  }

  /// Whether its result is a table of latencies.
  boolean paced() {
    return loader instanceof Paced;
  }
}
