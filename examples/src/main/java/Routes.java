import module weft;

ScopedValue<String> user = ScopedValue.newInstance();

Middleware signedIn =
    next ->
        (w, r) -> {
          var who = r.basicAuth();
          if (who.isEmpty()) {
            w.header().set("WWW-Authenticate", "Basic realm=\"api\"");
            Handlers.error(w, "who are you?", 401);
            return;
          }
          var known = ScopedValue.where(user, who.get().username());
          known.call(
              () -> {
                next.serve(w, r);
                return null;
              });
        };

void main() throws Exception {
  var mux = new ServeMux();
  mux.handle("GET /{$}", (w, r) -> w.print("home"));
  mux.handle("GET /files/{path...}", (w, r) -> w.print("file " + r.pathValue("path")));

  var api = mux.group("/api/v1", signedIn);
  api.handle("GET /items/{id}", (w, r) -> w.print("item " + r.pathValue("id")));
  api.handle("GET /me", (w, r) -> w.print("you are " + user.get()));

  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), mux);
}
