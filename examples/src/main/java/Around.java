import module weft;

/// What a public service has around its handlers.
Middleware all =
    ProxyHeaders.forwarded("127.0.0.1", "10.0.0.0/8") // from here on the client is the client
        .andThen(new RequestId())
        .andThen(TraceContext.middleware())
        .andThen(AccessLog.json(IO::println))
        .andThen(new ProblemDetails())
        .andThen(new SecurityHeaders())
        .andThen(RateLimit.of(100, Duration.ofSeconds(1), 200))
        .andThen(Cors.allow("https://app.example").withMethods("PUT"))
        .andThen(new CrossOriginProtection().withTrustedOrigin("https://app.example"))
        .andThen(new Compress());

void main() throws Exception {
  var mux = new ServeMux();
  mux.handle("GET /words", CacheControl.maxAge(Duration.ofHours(1)).wrap(this::words));
  var admin = mux.group("/admin", BasicAuth.of("admin", Map.of("ann", "secret")));
  admin.handle("GET /", (w, _) -> w.print("hello " + BasicAuth.user().orElseThrow()));
  admin.handle("POST /report", new ConcurrencyLimit(8).wrap((w, _) -> w.print("done")));
  mux.around(all);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), mux);
}

void words(ResponseWriter w, Request r) throws Exception {
  w.print("all work and no play\n".repeat(1_000));
}
