import module weft;

/// Serves the files of a directory.
void main() throws Exception {
  Http.handle("/files/", Handlers.stripPrefix("/files", FileServer.of(Path.of("src/main"))));
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}
