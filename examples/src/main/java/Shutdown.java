import module weft;

void main() throws Exception {
  Server server =
      Server.builder((w, r) -> w.print("still here"))
          .listen(System.getProperty("addr", "127.0.0.1:8080"))
          .onShutdown(() -> IO.println("closing the database"))
          .start();
  Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
  server.await();
}

/// Requests under way are answered, up to ten seconds long; what is left is cancelled, then cut.
void stop(Server server) {
  try {
    ShutdownReport report = server.shutdown(Duration.ofSeconds(10));
    IO.println(report.completed() + " completed, " + report.cancelled() + " cancelled");
  } catch (InterruptedException e) {
    server.close();
  }
}
