import module weft;

void main() throws Exception {
  var mux = new ServeMux();
  mux.handle("POST /echo", (w, r) -> r.body().transferTo(w));
  mux.handle(
      "PUT /digest",
      Handlers.maxBytes(
          100 << 20,
          (w, r) -> {
            var sha256 = MessageDigest.getInstance("SHA-256");
            var in = new DigestInputStream(r.body(), sha256);
            long bytes = in.transferTo(OutputStream.nullOutputStream());
            w.printf("%s  %d bytes\n", HexFormat.of().formatHex(sha256.digest()), bytes);
          }));
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), mux);
}
