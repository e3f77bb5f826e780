package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.FormFile;
import weft.MultipartForm;
import weft.MultipartReader;
import weft.Part;
import weft.Request;
import weft.ResponseWriter;
import weft.ServeMux;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// Forms with files, as curl and a browser send them.
class FormPeersTest {

  private static final int FILE_BYTES = 5 << 20;

  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
      <script>
        const form = new FormData();
        form.append('tïtle "1"', 'one\\r\\ntwo');
        form.append('empty', '');
        form.append('photo', new File([new Uint8Array(%d)], 'grüße \\\\ "1".bin'));
        form.append('none', new File([], ''));
        const unload = () => {}; // an answer that comes too late for the page
        const report = text => fetch('/report', {method: 'POST', body: text}).catch(unload);
        fetch('/%s', {method: 'POST', body: form})
            .then(r => r.text())
            .then(report, e => report('failed: ' + e));
      </script>
      """;

  @TempDir Path folder;
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  private Server.Builder site() {
    var mux = new ServeMux();
    mux.handle("GET /{route}", (w, r) -> w.print(PAGE.formatted(FILE_BYTES, r.pathValue("route"))));
    mux.handle("POST /form", FormPeersTest::form);
    mux.handle("POST /parts", FormPeersTest::parts);
    mux.handle(
        "POST /report",
        (_, r) -> reports.add(new String(r.body().readAllBytes(), StandardCharsets.UTF_8)));
    return Server.builder(mux);
  }

  private static void form(ResponseWriter w, Request r) throws IOException {
    MultipartForm form = r.multipartForm();
    for (String name : form.values().names()) {
      for (String value : form.values().values(name)) {
        w.print("[" + name + "=" + value + "]");
      }
    }
    for (FormFile file : form.files()) {
      byte[] content = file.open().readAllBytes();
      w.print("[" + file.name() + ":" + file.fileName() + " " + sum(content) + "]");
    }
  }

  private static void parts(ResponseWriter w, Request r) throws IOException {
    MultipartReader parts = r.multipartReader();
    for (Part part = parts.next(); part != null; part = parts.next()) {
      if (part.isFile()) {
        byte[] content = part.body().readAllBytes();
        w.print("[" + part.name() + ":" + part.fileName() + " " + sum(content) + "]");
      } else {
        w.print("[" + part.name() + "=" + part.text() + "]");
      }
    }
  }

  private static String sum(byte[] content) {
    var crc = new CRC32();
    crc.update(content);
    return content.length + " " + Long.toHexString(crc.getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"form", "parts"})
  void chromiumSendsAForm(String route) throws Exception {
    for (boolean tls : new boolean[] {false, true}) { // HTTP/1.1 and HTTP/2
      Server.Builder site = tls ? site().tls(Tls.selfSigned("localhost")) : site();
      try (var server = TestServer.start(site);
          var browser =
              Browser.open(folder.resolve("profile" + tls), server.uri("/" + route).toString())) {
        String values = "[tïtle %221%22=one\r\ntwo][empty=]";
        String file = "[photo: %221%22.bin " + sum(new byte[FILE_BYTES]) + "]";
        String report = reports.poll(30, TimeUnit.SECONDS);
        assertThat(report).startsWith(values).contains(file).contains("[none=]");
        assertThat(report).hasSize((values + file + "[none=]").length());
        assertThat(browser.console()).isEqualTo("[]");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"form", "parts"})
  void curlSendsAForm(String route) throws Exception {
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) "\r\n--x\r".charAt(i % 6);
    }
    Path file = Files.write(folder.resolve("c;d.bin"), content);
    try (var server = TestServer.start(site())) {
      String url = server.uri("/" + route).toString();
      String answer =
          curl("-F", "a=ü b", "-F", "file=@\"" + file + "\";filename=\"x\\\"y.bin\"", url);
      assertThat(answer).isEqualTo("[a=ü b][file:x%22y.bin " + sum(content) + "]");
      assertThat(curl("-H", "Transfer-Encoding: chunked", "-F", "a=b", url)).isEqualTo("[a=b]");
      assertThat(curl("-F", "a=;type=text/plain;encoder=8bit", url)).isEqualTo("[a=]");
    }
  }

  @Test
  void curlIsToldWhatIsWrong() throws Exception {
    try (var server = TestServer.start(site())) {
      String url = server.uri("/form").toString();
      assertThat(curl("-F", "a=b;encoder=base64", url))
          .isEqualTo("multipart: a part with a transfer encoding\n");
      assertThat(curl("-d", "a=b", url)).isEqualTo("the content is not multipart/form-data\n");
    }
  }

  private static String curl(String... options) throws Exception {
    return Command.curl(new byte[0], options).output();
  }
}
