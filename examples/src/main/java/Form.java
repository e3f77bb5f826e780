import module weft;

void main() throws Exception {
  Http.handle("GET /{$}", (w, r) -> w.print(PAGE));
  Http.handle("POST /photos", this::keep);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

/// Keeps the photos under names of our own: what the client calls them is its business.
void keep(ResponseWriter w, Request r) throws Exception {
  MultipartForm form = r.multipartForm();
  Path folder = Files.createTempDirectory("photos");
  w.header().set("Content-Type", "text/plain; charset=utf-8");
  for (FormFile file : form.files("photo")) {
    file.copyTo(folder.resolve(UUID.randomUUID().toString()));
    w.printf("%s: %s, %d bytes\n", form.values().get("title"), file.fileName(), file.size());
  }
}

static final String PAGE =
    """
    <!doctype html><meta charset="utf-8"><title>Photos</title>
    <form action="/photos" method="post" enctype="multipart/form-data">
      <input name="title" placeholder="title">
      <input name="photo" type="file" multiple>
      <button>Send</button>
    </form>
    """;
