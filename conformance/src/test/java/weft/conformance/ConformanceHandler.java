package weft.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import weft.AbortException;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.ResponseWriter;
import weft.StatusException;

/// The one handler that all transcripts talk to. Its routes are listed in the `README.md` beside
/// the transcripts.
final class ConformanceHandler implements Handler {

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    if (r.method().equals("CONNECT")) {
      connect(w, r);
      return;
    }
    switch (route(r.path())) {
      case "hello" -> w.print("hello\n");
      case "empty" -> {}
      case "length" -> w.print(r.body().readAllBytes().length + "\n");
      case "trailers" -> trailers(w, r);
      case "stream" -> stream(w);
      case "large" -> w.print("x".repeat(20_000));
      case "endless" -> endless(w);
      case "ignore" -> w.print("ignored\n");
      case "read-one" -> w.print(r.body().read() + "\n");
      case "catch" -> readAndCatch(w, r);
      case "set" -> set(w, r);
      case "form" -> form(w, r);
      case "cookies" -> w.print(r.cookies().size() + "\n");
      case "upgrade" -> upgrade(w, r);
      default -> answer(w, r);
    }
  }

  private static void answer(ResponseWriter w, Request r) throws Exception {
    switch (route(r.path())) {
      case "status" -> w.status(Integer.parseInt(r.path(), 8, 11, 10));
      case "no-date" -> {
        w.header().suppress("Date");
        w.print("hello\n");
      }
      case "inform" -> inform(w);
      case "continue" -> {
        w.inform(100);
        w.print(r.body().readAllBytes().length + "\n");
      }
      case "fail" -> throw new IllegalStateException("secret");
      case "refuse" -> throw new StatusException(409, "not now");
      case "abort" -> throw new AbortException();
      case "fail-after-flush" -> {
        writeAndFlush(w, "part\n");
        throw new IllegalStateException("secret");
      }
      case "fail-with-content" -> {
        w.print("part\n");
        throw new IllegalStateException("secret");
      }
      case "too-much" -> {
        w.header().set("Content-Length", "5");
        w.print("hello world");
      }
      case "too-little" -> {
        w.header().set("Content-Length", "10");
        writeAndFlush(w, "hello");
      }
      case "content-on" -> {
        w.status(Integer.parseInt(r.path(), 12, 15, 10));
        w.print("content\n");
      }
      default -> echo(w, r);
    }
  }

  /// Returns the first segment of a path.
  private static String route(String path) {
    int slash = path.indexOf('/', 1);
    return path.isEmpty() ? "" : path.substring(1, slash < 0 ? path.length() : slash);
  }

  /// Writes one line for each name in the Echo field; without one, the method and the content.
  private static void echo(ResponseWriter w, Request r) throws IOException {
    String names = r.header().get("Echo");
    if (names == null) {
      print(w, r.method() + " " + content(r) + "\n");
      return;
    }
    for (String name : names.split(" ")) {
      print(w, name + ": " + echoed(name, r) + "\n");
    }
  }

  private static String echoed(String name, Request r) throws IOException {
    return switch (name) {
      case "method" -> r.method();
      case "target" -> r.target();
      case "path" -> r.path();
      case "query" -> r.rawQuery();
      case "host" -> r.host();
      case "protocol" -> r.protocol();
      case "length" -> String.valueOf(r.contentLength());
      case "close" -> String.valueOf(r.close());
      case "content" -> content(r);
      case "names" -> String.join(" ", r.header().names()).toLowerCase(Locale.ROOT);
      default ->
          r.header().values(name).stream().map(v -> "[" + v + "]").collect(Collectors.joining(" "));
    };
  }

  private static String content(Request r) throws IOException {
    return new String(r.body().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static void print(ResponseWriter w, String octets) throws IOException {
    w.write(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void writeAndFlush(ResponseWriter w, String text) throws IOException {
    w.print(text);
    w.flush();
  }

  private static void stream(ResponseWriter w) throws IOException {
    writeAndFlush(w, "one\n");
    writeAndFlush(w, "two\n");
    w.print("three\n");
  }

  private static void endless(ResponseWriter w) throws IOException {
    var octets = new byte[64 << 10];
    while (true) {
      w.write(octets);
    }
  }

  /// Answers with the request's trailer section and with one of its own, announced only in part.
  private static void trailers(ResponseWriter w, Request r) throws IOException {
    int length = r.body().readAllBytes().length;
    w.header().set("Trailer", "X-Announced");
    writeAndFlush(w, length + "\n");
    for (Header.Field field : r.trailer()) {
      print(w, field.name() + ": " + field.value() + "\n");
    }
    w.trailer().set("X-Announced", "yes");
    w.trailer().set("X-Unannounced", "also");
  }

  private static void readAndCatch(ResponseWriter w, Request r) throws IOException {
    try {
      w.print(r.body().readAllBytes().length + "\n");
    } catch (IOException e) {
      w.print("caught\n");
    }
  }

  /// Sets the response fields that the query names, such as `/set?X-A=1&Connection=close`.
  private static void set(ResponseWriter w, Request r) throws IOException {
    for (String field : r.rawQuery().split("&")) {
      String[] parts = field.split("=", 2);
      w.header().add(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    w.print("set\n");
  }

  private static void form(ResponseWriter w, Request r) throws IOException {
    r.form();
    w.print("form\n");
  }

  private static void inform(ResponseWriter w) throws IOException {
    w.inform(103, Header.of("Link", "</style.css>; rel=preload"));
    w.inform(103, Header.of("Link", "</script.js>; rel=preload"));
    w.print("hello\n");
  }

  /// Switches to a protocol that sends back what it gets, if the client asks for it.
  private static void upgrade(ResponseWriter w, Request r) throws IOException {
    boolean asked = r.protocolAtLeast(1, 1) && r.header().hasToken("Connection", "upgrade");
    if (!asked || !r.header().hasToken("Upgrade", "echo")) {
      w.header().set("Upgrade", "echo");
      w.header().set("Connection", "Upgrade");
      w.status(426);
      return;
    }
    w.header().set("Upgrade", "echo");
    w.header().set("Connection", "Upgrade");
    w.status(101);
    tunnel(w);
  }

  /// Opens a tunnel to one made-up host and refuses all others.
  private static void connect(ResponseWriter w, Request r) throws IOException {
    if (r.target().equals("tunnel.example:443")) {
      w.status(200);
      tunnel(w);
    } else {
      w.status(403);
      w.print(r.host() + "\n");
    }
  }

  private static void tunnel(ResponseWriter w) throws IOException {
    try (var connection = w.hijack()) {
      InputStream in = connection.input();
      var octets = new byte[1024];
      for (int n = in.read(octets); n > 0; n = in.read(octets)) {
        connection.output().write(octets, 0, n);
      }
    }
  }
}
