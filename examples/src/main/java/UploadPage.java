import module weft;

final BlockingQueue<String> progress = new ArrayBlockingQueue<>(1_000);

void main() throws Exception {
  Http.handle("GET /{$}", (w, r) -> Files.copy(Path.of("upload.html"), w));
  Http.handle("GET /progress", this::progress);
  Http.handle("POST /upload", this::upload);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

/// Reads each file as it arrives, and keeps none; tells how far it is.
void upload(ResponseWriter w, Request r) throws Exception {
  MultipartReader parts = r.multipartReader();
  for (Part part = parts.next(); part != null; part = parts.next()) {
    var crc = new CRC32();
    var in = new CheckedInputStream(part.body(), crc);
    byte[] piece = new byte[64 << 10];
    long size = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      size += n;
      progress.offer(parts.bytesRead() + " of " + r.contentLength());
    }
    w.printf("%s: %d bytes, CRC %08x\n", part.fileName(), size, crc.getValue());
  }
}

void progress(ResponseWriter w, Request r) throws Exception {
  try (var events = EventStream.open(w, r)) {
    while (true) {
      events.send(progress.take());
    }
  }
}
