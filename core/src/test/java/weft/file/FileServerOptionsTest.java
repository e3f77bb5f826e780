package weft.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.Request;
import weft.test.Recorder;
import weft.test.Requests;

class FileServerOptionsTest {

  @TempDir Path root;

  private void write(String name, String text) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
  }

  private static Recorder get(FileServer files, String target, String... fields) throws Exception {
    Request.Builder request = Request.builder("GET", target);
    for (int i = 0; i < fields.length; i += 2) {
      request.field(fields[i], fields[i + 1]);
    }
    return Recorder.serve(files, request.build());
  }

  @Test
  void precompressedSiblingsStandInForAFile() throws Exception {
    write("app.js", "plain");
    write("app.js.gz", "gzipped");
    write("app.js.br", "brotli");
    write("unknown", "<html>");
    write("unknown.zst", "zstandard");
    write("alone.js", "alone");
    FileServer files = FileServer.builder(root).precompressed(true).build();
    Recorder br = get(files, "/app.js", "Accept-Encoding", "gzip, br");
    assertThat(br.text()).isEqualTo("brotli");
    assertThat(br.sentHeader().get("Content-Encoding")).isEqualTo("br");
    assertThat(br.sentHeader().get("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(br.sentHeader().get("ETag")).endsWith("-br\"");
    assertThat(br.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
    Recorder plain = get(files, "/app.js");
    assertThat(plain.text()).isEqualTo("plain");
    assertThat(plain.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
    assertThat(plain.sentHeader().get("Content-Encoding")).isNull();
    Recorder sniffed = get(files, "/unknown", "Accept-Encoding", "zstd");
    assertThat(sniffed.text()).isEqualTo("zstandard");
    assertThat(sniffed.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(get(files, "/alone.js", "Accept-Encoding", "br").sentHeader().get("Vary")).isNull();
    assertThat(get(files, "/app.js.gz").sentHeader().get("Content-Type"))
        .isEqualTo("application/gzip");
  }

  @Test
  void aVariantHasItsOwnConditionsAndRanges() throws Exception {
    write("app.js", "plain");
    write("app.js.gz", "gzipped");
    FileServer files = FileServer.builder(root).precompressed(true).build();
    String tag = get(files, "/app.js", "Accept-Encoding", "gzip").sentHeader().get("ETag");
    Recorder same = get(files, "/app.js", "Accept-Encoding", "gzip", "If-None-Match", tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
    assertThat(get(files, "/app.js", "If-None-Match", tag).status()).isEqualTo(200);
    Recorder part = get(files, "/app.js", "Accept-Encoding", "gzip", "Range", "bytes=1-2");
    assertThat(part.text()).isEqualTo("zi");
    assertThat(part.sentHeader().get("Content-Range")).isEqualTo("bytes 1-2/7");
    assertThat(part.sentHeader().get("Content-Encoding")).isEqualTo("gzip");
  }

  @Test
  void textIsCompressedForThoseWhoLikeIt() throws Exception {
    String text = "once again ".repeat(200);
    write("a.txt", text);
    write("small.txt", "small");
    write("a.png", text);
    write("large.txt", "0123456789abcdef".repeat(1 << 16) + ".");
    write("ahead.txt", text);
    write("ahead.txt.gz", "made ahead");
    FileServer files = FileServer.builder(root).gzip(true).precompressed(true).build();
    for (int i = 0; i < 2; i++) {
      Recorder zipped = get(files, "/a.txt", "Accept-Encoding", "gzip");
      assertThat(zipped.sentHeader().get("Content-Encoding")).isEqualTo("gzip");
      assertThat(zipped.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
      assertThat(zipped.sentHeader().get("ETag")).matches("W/\"[0-9a-f]+-898-gzip\"");
      assertThat(zipped.sentHeader().get("Content-Length"))
          .isEqualTo(Integer.toString(zipped.content().length));
      var in = new GZIPInputStream(new ByteArrayInputStream(zipped.content()));
      assertThat(in.readAllBytes()).asString().isEqualTo(text);
      String tag = zipped.sentHeader().get("ETag");
      Recorder same = get(files, "/a.txt", "Accept-Encoding", "gzip", "If-None-Match", tag);
      assertThat(same.status()).isEqualTo(304);
    }
    Recorder plain = get(files, "/a.txt");
    assertThat(plain.text()).isEqualTo(text);
    assertThat(plain.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
    for (String name : List.of("/small.txt", "/a.png", "/large.txt")) {
      Recorder other = get(files, name, "Accept-Encoding", "gzip");
      assertThat(other.sentHeader().get("Content-Encoding")).as(name).isNull();
      assertThat(other.sentHeader().get("Vary")).as(name).isNull();
    }
    Recorder ahead = get(files, "/ahead.txt", "Accept-Encoding", "gzip");
    assertThat(ahead.text()).isEqualTo("made ahead");
  }

  @Test
  void whatIsKeptCompressedIsOfTheFileAsItIs() throws Exception {
    write("a.txt", "a".repeat(2000));
    FileServer files = FileServer.builder(root).gzip(true).build();
    get(files, "/a.txt", "Accept-Encoding", "gzip");
    write("a.txt", "b".repeat(2001));
    Recorder second = get(files, "/a.txt", "Accept-Encoding", "gzip");
    var in = new GZIPInputStream(new ByteArrayInputStream(second.content()));
    assertThat(in.readAllBytes()).asString().isEqualTo("b".repeat(2001));
  }

  @Test
  void aPageOfTheSiteTellsWhatIsMissing() throws Exception {
    FileServer files = FileServer.builder(root).notFoundPage("404.html").build();
    assertThat(get(files, "/x").text()).isEqualTo("404 page not found\n");
    write("404.html", "<h1>Lost?</h1>");
    Recorder answer = get(files, "/x", "Range", "bytes=0-1", "If-None-Match", "*");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("<h1>Lost?</h1>");
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.sentHeader().get("ETag")).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileServer.builder(root).notFoundPage("errors/"));
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html, 200",
    "/users/7, 'text/html,application/xhtml+xml,*/*;q=0.8', 200",
    "/users/, text/html, 200",
    "/users/7, */*, 404",
    "/users/7, application/json, 404",
    "/missing.js, text/html, 404",
    "/assets/logo.png, 'text/html,*/*', 404",
    "/.env, text/html, 404",
  })
  void aSinglePageAnswersForPathsThatAreNoFiles(String target, String accept, int status)
      throws Exception {
    write("index.html", "app");
    FileServer files = FileServer.builder(root).singlePage(true).build();
    Recorder answer = get(files, target, "Accept", accept);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text().equals("app")).isEqualTo(status == 200);
  }

  @Test
  void fingerprintedFilesAreKept() throws Exception {
    write("app.3f2a1b9c.js", "a");
    write("app.js", "b");
    FileServer files =
        FileServer.builder(root)
            .cacheControl("no-cache")
            .immutable(FileServer::isFingerprinted)
            .build();
    assertThat(get(files, "/app.3f2a1b9c.js").sentHeader().get("Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(get(files, "/app.js").sentHeader().get("Cache-Control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @CsvSource({
    "app.3f2a1b9c.js, true",
    "assets/index-BqV3xYz1.css, true",
    "main.0123456789abcdef0123456789abcdef.chunk.js, true",
    "app.js, false",
    "release-20240101.html, false",
    "jquery-migrated.js, false",
    "deadbeef/app.js, false",
    "jquery.min.js, false",
  })
  void knowsFingerprints(String path, boolean is) {
    assertThat(FileServer.isFingerprinted(path)).isEqualTo(is);
  }

  @Test
  void listsAFolder() throws Exception {
    write("sub/b.txt", "12345");
    write("sub/A.txt", "1");
    write("sub/<script>\"&.txt", "");
    write("sub/javascript:alert(1)", "");
    write("sub/.hidden", "");
    write("sub/z/x", "");
    Path latin1 = Path.of(URI.create(root.resolve("sub").toUri() + "k%E4se"));
    Files.writeString(latin1, "");
    Files.createSymbolicLink(root.resolve("sub/out"), Path.of("/etc"));
    FileServer files = FileServer.builder(root).listing(true).build();
    Recorder page = get(files, "/sub/");
    assertThat(page.text())
        .contains("<title>/sub/</title>")
        .contains("<h1><a href=\"../\">Files</a> / sub</h1>")
        .contains("Folders: 1. Files: 5, together 6 B.")
        .contains("href=\"../\"")
        .contains("<a href=\"z/\">z/</a>")
        .contains("<a href=\"%3Cscript%3E%22%26.txt\">&lt;script&gt;&#34;&amp;.txt</a>")
        .contains("href=\"javascript%3Aalert%281%29\"")
        .contains("href=\"k%E4se\"")
        .contains("5 B<td>2020-01-02 03:04")
        .doesNotContain("hidden", "<script", "out");
    assertThat(order(page)).containsExactly("A.txt", "b.txt");
    assertThat(order(get(files, "/sub/?sort=size&order=desc"))).containsExactly("b.txt", "A.txt");
    assertThat(order(get(files, "/sub/?sort=<x>"))).containsExactly("A.txt", "b.txt");
    assertThat(page.sentHeader().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; img-src data:; style-src 'sha256-");
    assertThat(get(FileServer.of(root), "/sub/").status()).isEqualTo(404);
  }

  private static List<String> order(Recorder page) {
    return page.text()
        .lines()
        .filter(
            l ->
                l.startsWith("<tr><td><a href=\"A.txt\"")
                    || l.startsWith("<tr><td><a href=\"b.txt\""))
        .map(l -> l.substring(17, 22))
        .toList();
  }

  @Test
  void servesAnArchive() throws Exception {
    Path file = root.resolve("site.zip");
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out)) {
      for (String name : List.of("index.html", "docs/käse.txt", "../up.txt")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    try (var zip = new ZipFile(file.toFile())) {
      FileServer files = FileServer.builder(zip).listing(true).build();
      assertThat(get(files, "/").text()).isEqualTo("index.html");
      assertThat(get(files, "/docs").sentHeader().get("Location")).isEqualTo("./docs/");
      assertThat(get(files, "/docs/").text()).contains("href=\"k%C3%A4se.txt\"");
      Recorder cheese = get(files, "/docs/k%C3%A4se.txt", "Range", "bytes=5-6");
      assertThat(cheese.text()).isEqualTo("kä".substring(0, 1) + "\ufffd");
      String tag = cheese.sentHeader().get("ETag");
      assertThat(tag).matches("\"[\\w-]{24}\"");
      assertThat(get(files, "/docs/k%C3%A4se.txt", "If-None-Match", tag).status()).isEqualTo(304);
      assertThat(get(files, "/../up.txt").status()).isEqualTo(404);
      String parts =
          get(files, "/index.html/../docs/k%C3%A4se.txt", "Range", "bytes=8-9,0-1").text();
      assertThat(parts).contains("\r\n\r\nse\r\n", "\r\n\r\ndo\r\n");
    }
  }

  @Test
  void servesTheClassPath() throws Exception {
    FileServer files = FileServer.builder(FileServerOptionsTest.class, "weft/file/site").build();
    Recorder index = get(files, "/");
    assertThat(index.text()).isEqualTo("resource\n");
    assertThat(index.sentHeader().get("ETag")).matches("\"[\\w-]{24}\"");
    assertThat(get(files, "/sub").status()).isEqualTo(301);
    assertThat(get(files, "/sub/").text()).isEqualTo("below\n");
    assertThat(get(files, "/sub/nothing").status()).isEqualTo(404);
    assertThat(get(files, "/../FileServerOptionsTest.class").status()).isEqualTo(404);
    FileServer jdk = FileServer.builder(Recorder.class, "META-INF").build();
    assertThat(get(jdk, "/").status()).isEqualTo(404);
    assertThat(Recorder.serve(files, Requests.get("/index.html")).status()).isEqualTo(301);
  }
}
