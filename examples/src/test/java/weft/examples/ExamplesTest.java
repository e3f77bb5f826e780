package weft.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.test.Wire;
import weft.test.WireResponse;

class ExamplesTest {

  @Test
  void helloServesThreeRoutes() throws Exception {
    try (var hello = Example.start("Hello")) {
      assertThat(hello.get("/hello").body()).matches("127\\.0\\.0\\.1:\\d+;GEThello 祥哥 hello go");
      assertThat(hello.get("/sister").body()).isEqualTo("你妹");
      HttpResponse<String> page = hello.get("/page");
      assertThat(page.body()).isEqualTo(Files.readString(Path.of("page.html")));
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    }
  }

  @Test
  void secureSpeaksTlsOnly() throws Exception {
    try (var secure = Example.start("Secure")) {
      HttpResponse<String> clear = secure.get("/");
      assertThat(clear.statusCode()).isEqualTo(400);
      assertThat(clear.body()).startsWith("This port speaks HTTPS");
    }
  }

  @Test
  void filesHaveTagsAndRanges() throws Exception {
    try (var files = Example.start("StaticFiles")) {
      var source = files.request("/files/java/StaticFiles.java").header("Range", "bytes=0-5");
      HttpResponse<String> first = files.send(source);
      assertThat(first.statusCode()).isEqualTo(206);
      assertThat(first.body()).isEqualTo("import");
      assertThat(first.headers().firstValue("ETag")).isPresent();
    }
  }

  @Test
  void uploadIsEchoed() throws Exception {
    String text = "0123456789".repeat(100_000);
    try (var upload = Example.start("Upload")) {
      var echo = upload.send(upload.request("/echo").POST(BodyPublishers.ofString(text)));
      assertThat(echo.body()).isEqualTo(text);
    }
  }

  @Test
  void uploadIsDigestedAndBounded() throws Exception {
    byte[] content = "abc".getBytes(StandardCharsets.UTF_8);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    try (var upload = Example.start("Upload");
        Wire wire = upload.connect()) {
      var digest = upload.request("/digest").PUT(BodyPublishers.ofByteArray(content));
      assertThat(upload.send(digest).body()).isEqualTo(sha256 + "  3 bytes\n");
      wire.send("PUT /digest HTTP/1.1\r\nHost: h\r\nContent-Length: 104857601\r\n\r\n");
      assertThat(wire.readResponse().status()).isEqualTo(413);
    }
  }

  @Test
  void filesAreReadAsTheyArrive() throws Exception {
    String content =
        "--b\r\nContent-Disposition: form-data; name=files; filename=\"a/b.txt\"\r\n\r\n"
            + "123456789\r\n--b--\r\n";
    try (var upload = Example.start("UploadPage");
        Wire wire = upload.connect()) {
      assertThat(upload.get("/").body()).contains("new FormData");
      var form =
          upload
              .request("/upload")
              .header("Content-Type", "multipart/form-data; boundary=b")
              .POST(BodyPublishers.ofString(content));
      assertThat(upload.send(form).body()).isEqualTo("b.txt: 9 bytes, CRC cbf43926\n");
      wire.send("GET /progress HTTP/1.1\r\nHost: h\r\n\r\n");
      String line = wire.readLine();
      while (!line.startsWith("data: ")) {
        line = wire.readLine();
      }
      assertThat(line).matches("data: \\d+ of " + content.length());
    }
  }

  @Test
  void formIsKept() throws Exception {
    String file = "Content-Disposition: form-data; name=photo; filename=\"../a.png\"";
    String title = "Content-Disposition: form-data; name=title\r\n\r\nGrüße";
    String content = "--b\r\n%s\r\n\r\npng\r\n--b\r\n%s\r\n--b--".formatted(file, title);
    try (var form = Example.start("Form")) {
      assertThat(form.get("/").body()).contains("multipart/form-data");
      var post =
          form.request("/photos")
              .header("Content-Type", "multipart/form-data; boundary=b")
              .POST(BodyPublishers.ofString(content));
      assertThat(form.send(post).body()).isEqualTo("Grüße: a.png, 3 bytes\n");
    }
  }

  @Test
  void linesOfJsonAreAnsweredOneByOne() throws Exception {
    try (var ndjson = Example.start("Ndjson");
        Wire wire = ndjson.connect();
        Wire other = ndjson.connect()) {
      wire.send("POST /measurements HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      wire.send("2\r\n4\n\r\n");
      awaitLine(wire, "{\"sum\":4}");
      wire.send("2\r\n5\n\r\n0\r\n\r\n");
      awaitLine(wire, "{\"sum\":9}");
      other.send("GET /measurements HTTP/1.1\r\nHost: h\r\n\r\n");
      String line = other.readLine();
      while (!line.startsWith("{\"count\":2,")) {
        line = other.readLine();
      }
    }
  }

  private static void awaitLine(Wire wire, String text) throws Exception {
    String line = wire.readLine();
    while (!line.equals(text)) {
      line = wire.readLine();
    }
  }

  @Test
  void jsonIsUtf8() throws Exception {
    try (var json = Example.start("Json")) {
      HttpResponse<String> cities = json.get("/cities");
      assertThat(cities.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(cities.body())
          .isEqualTo(
              "[{\"name\":\"Graz\",\"people\":306068},{\"name\":\"Łódź\",\"people\":655279}]");
    }
  }

  @Test
  void accessLogHasServedAndRefusedRequests() throws Exception {
    try (var logging = Example.start("Logging");
        Wire wire = logging.connect()) {
      assertThat(logging.get("/coffee?q=1").statusCode()).isEqualTo(418);
      logging.awaitLine("\"GET /coffee?q=1\" 418 9 bytes");
      wire.send("GET /tea HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n").readResponse();
      logging.awaitLine("refused: OBS_FOLD at octet");
    }
  }

  @Test
  void middlewareRunsAroundTheMux() throws Exception {
    try (var wrapping = Example.start("Wrapping")) {
      HttpResponse<String> tea = wrapping.get("/tea/green");
      assertThat(tea.body()).isEqualTo("a cup of green");
      assertThat(tea.headers().firstValue("X-Request-Id")).isPresent();
      wrapping.awaitLine("GET /tea/{kind}: 200, ");
    }
  }

  @Test
  void middlewareIsAroundAll() throws Exception {
    try (var around = Example.start("Around")) {
      var words =
          around
              .request("/words")
              .header("Accept-Encoding", "gzip")
              .header("Forwarded", "for=198.51.100.7;proto=https;host=www.example")
              .header("Origin", "https://app.example");
      var fields = around.send(words).headers();
      assertThat(fields.firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(fields.firstValue("Cache-Control")).hasValue("public, max-age=3600");
      assertThat(fields.firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example");
      assertThat(fields.firstValue("X-Frame-Options")).hasValue("DENY");
      String id = fields.firstValue("X-Request-Id").orElseThrow();
      assertThat(around.awaitLine(Pattern.compile(".*requestId.*")).group())
          .contains("\"remote\":\"198.51.100.7\"", "\"host\":\"www.example\"", id);
      HttpResponse<String> refused = around.get("/admin/");
      assertThat(refused.body()).isEqualTo("{\"title\":\"Unauthorized\",\"status\":401}\n");
      var report = around.request("/admin/report").header("Sec-Fetch-Site", "cross-site");
      assertThat(around.send(report.POST(BodyPublishers.noBody())).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void routesHavePathValuesAndGroups() throws Exception {
    String ann = Base64.getEncoder().encodeToString("ann:pw".getBytes(StandardCharsets.UTF_8));
    try (var routes = Example.start("Routes")) {
      assertThat(routes.get("/").body()).isEqualTo("home");
      assertThat(routes.get("/files/a/b%20c").body()).isEqualTo("file a/b c");
      assertThat(routes.get("/nowhere").statusCode()).isEqualTo(404);
      HttpResponse<String> unknown = routes.get("/api/v1/items/7");
      assertThat(unknown.statusCode()).isEqualTo(401);
      assertThat(unknown.headers().firstValue("WWW-Authenticate")).isPresent();
      var signedIn = List.of("/api/v1/items/7", "/api/v1/me");
      var bodies = new ArrayList<String>();
      for (String path : signedIn) {
        bodies.add(
            routes.send(routes.request(path).header("Authorization", "Basic " + ann)).body());
      }
      assertThat(bodies).containsExactly("item 7", "you are ann");
    }
  }

  @Test
  void streamEndsWhenTheClientLeaves() throws Exception {
    try (var streaming = Example.start("Streaming")) {
      try (Wire wire = streaming.connect()) {
        wire.send("GET /ticks HTTP/1.1\r\nHost: h\r\n\r\n");
        String line = wire.readLine();
        while (!line.equals("tick 1")) {
          line = wire.readLine();
        }
      }
      assertThat(streaming.awaitLine(Pattern.compile("ticks ended: (.*)")).group(1))
          .isIn("CLIENT_GONE", "WRITE_FAILED");
    }
  }

  @Test
  void eventsGoOnWhereTheClientWas() throws Exception {
    try (var events = Example.start("Events");
        Wire wire = events.connect()) {
      assertThat(events.get("/").body()).contains("new EventSource('/ticks')");
      wire.send("GET /ticks HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 41\r\n\r\n");
      var seen = new ArrayList<String>();
      while (!seen.contains("data: tick 42")) {
        seen.add(wire.readLine());
      }
      assertThat(seen).contains("Content-Type: text/event-stream", "id: 42", "event: tick");
    }
  }

  @Test
  void shutdownRunsItsHooksAndReports() throws Exception {
    try (var shutdown = Example.start("Shutdown")) {
      assertThat(shutdown.get("/").body()).isEqualTo("still here");
      shutdown.terminate();
      shutdown.awaitLine("closing the database");
      shutdown.awaitLine("0 cancelled");
    }
  }

  @Test
  void earlyHintsComeBeforeThePage() throws Exception {
    try (var hints = Example.start("EarlyHints");
        Wire wire = hints.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      WireResponse interim = wire.readResponse();
      assertThat(interim.status()).isEqualTo(103);
      assertThat(interim.header().get("Link")).contains("rel=preload");
      assertThat(wire.readResponse().text()).contains("Hello");
    }
  }

  @Test
  void testingNeedsNoNetworkAndNoTime() throws Exception {
    assertThat(Example.run("Testing")).contains("200 hello Ann\nhello Bob\nclosed\n");
  }

  @Test
  void examplesAreShort() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src", "main", "java"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readAllLines(file)).as("lines of " + file).hasSizeLessThan(40);
      }
    }
  }
}
