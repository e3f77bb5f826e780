package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import weft.Handler;
import weft.middleware.AccessLog;
import weft.middleware.Compress;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// What middleware does to the framing of HTTP/2, as another's client sees it.
class MiddlewareHttp2Test {

  private static HttpResponse<byte[]> get(Handler handler) throws Exception {
    var builder = Server.builder(handler).tls(Tls.selfSigned("127.0.0.1"));
    try (var server = TestServer.start(builder);
        HttpClient client = HttpClient.newBuilder().sslContext(server.clientContext()).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.uri("/x")).header("Accept-Encoding", "gzip").build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      return response;
    }
  }

  @Test
  void contentOfAnyLengthComesBack() throws Exception {
    var random = new Random(7);
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ('a' + random.nextInt(16));
    }
    Handler pieces =
        (w, _) -> {
          w.header().set("Content-Type", "text/plain");
          w.header().set("Content-Length", Integer.toString(content.length));
          for (int at = 0; at < content.length; ) {
            int length = Math.min(content.length - at, 1 + random.nextInt(20_000));
            w.write(content, at, length);
            at += length;
            if (random.nextBoolean()) {
              w.flush();
            }
          }
        };
    HttpResponse<byte[]> response = get(new Compress().withLevel(1).wrap(pieces));
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(response.headers().firstValue("Content-Length")).isEmpty();
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(plain.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void requestsAreLogged() throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    get(AccessLog.common(lines::add).wrap((w, _) -> w.print("two")));
    assertThat(lines.poll(10, TimeUnit.SECONDS)).endsWith("\"GET /x HTTP/2.0\" 200 3");
  }
}
