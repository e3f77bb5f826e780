package weft.pprof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import weft.server.Server;

/// A server with the routes of [Work] and their profiles, and its clients.
final class BusyServer implements AutoCloseable {

  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();
  private final Pprof pprof;
  private final Server server;

  BusyServer() throws IOException {
    this(Pprof.builder());
  }

  BusyServer(Pprof.Builder options) throws IOException {
    pprof = options.build();
    var mux = Work.mux(stop);
    pprof.registerOn(mux);
    server = Server.builder(mux).listen("127.0.0.1:0").trace(pprof.asTrace()).start();
  }

  /// Returns what is open when this ends.
  CountDownLatch stop() {
    return stop;
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.port() + target);
  }

  /// Returns the address of a profile or of a page.
  URI page(String name) {
    return uri("/debug/pprof/" + name);
  }

  Reply fetch(String profile) throws IOException {
    return Reply.get(page(profile));
  }

  /// Fetches a profile on a thread of its own.
  CompletableFuture<Reply> fetchAsync(String profile) {
    var reply = new CompletableFuture<Reply>();
    work(
        () -> {
          try {
            reply.complete(fetch(profile));
          } catch (IOException | RuntimeException e) {
            reply.completeExceptionally(e);
          }
        });
    return reply;
  }

  /// Waits until JFR records.
  static void awaitRecording() {
    while (FlightRecorder.getFlightRecorder().getRecordings().stream()
        .noneMatch(recording -> recording.getState() == RecordingState.RUNNING)) {
      Thread.yield();
    }
  }

  /// Has `target` requested again and again until this ends; an answer may take until then.
  void request(String target) {
    work(
        () -> {
          try {
            do {
              Reply.get(uri(target));
            } while (stop.getCount() > 0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// Sends a request that is answered when this ends, and waits until its handler runs.
  void hold(String target) {
    int before = pprof.underWay();
    request(target);
    while (pprof.underWay() == before) {
      Thread.yield();
    }
  }

  /// Runs something on a platform thread, which this waits for when it ends.
  void work(Runnable work) {
    clients.add(Thread.ofPlatform().start(work));
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    for (Thread client : clients) {
      client.join();
    }
    server.close();
  }
}
