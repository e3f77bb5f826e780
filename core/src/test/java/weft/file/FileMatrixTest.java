package weft.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.ResponseWriter;
import weft.file.Rfc9110Model.Ask;
import weft.file.Rfc9110Model.Current;
import weft.file.Rfc9110Model.Date;
import weft.file.Rfc9110Model.IfRange;
import weft.file.Rfc9110Model.Range;
import weft.file.Rfc9110Model.Tag;
import weft.server.Server;
import weft.server.Tls;
import weft.server.TransportKind;
import weft.test.Recorder;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// Every combination of method, conditions, range and validator, against [Rfc9110Model].
class FileMatrixTest {

  private static final String CONTENT = "0123456789";
  private static final Instant MODIFIED = Instant.parse("2020-01-02T03:04:05Z");
  private static final String[] DATES = {
    "",
    "Thu, 02 Jan 2020 03:04:04 GMT",
    "Thu, 02 Jan 2020 03:04:05 GMT",
    "Thu, 02 Jan 2020 03:04:06 GMT",
    "the day before yesterday"
  };

  /// How large the file is that is compressed when it is asked for.
  private static final int TEXT_BYTES = 2000;

  /// A variant of a file, as the client sees it.
  ///
  /// @param coding what the client takes, empty for nothing but the file itself
  /// @param content what is sent for that
  private record Variant(String target, String coding, byte[] content, Current current) {}

  /// Every this many combinations go over a simulated network too, and over a real one.
  private static final int SIMULATED_EACH = 41;

  private static final int REAL_EACH = 211;

  @TempDir Path root;

  @Test
  void contentIsAnsweredAsTheModelSays() throws Exception {
    List<Ask> asks = asks(List.of("GET", "HEAD", "PUT"), List.of(Current.values()));
    var wrong = new ArrayList<String>();
    for (Ask ask : asks) {
      Handler handler = (w, r) -> serve(w, r, ask.current());
      Recorder answer =
          Recorder.serve(handler, request(ask, "/a.txt", tag(ask.current()), CONTENT.length()));
      check(ask, answer.status(), answer.sentHeader(), answer.text(), CONTENT, wrong);
    }
    assertThat(wrong).as("of " + asks.size()).isEmpty();
    assertThat(asks).hasSizeGreaterThan(200_000);
  }

  private static void serve(ResponseWriter w, Request r, Current current) throws IOException {
    String tag = tag(current);
    if (tag != null) {
      w.header().set("ETag", tag);
    }
    byte[] content = CONTENT.getBytes(StandardCharsets.US_ASCII);
    FileServer.serveContent(w, r, "a.txt", MODIFIED, content.length, ContentSource.of(content));
  }

  @Test
  void filesAndTheirVariantsAreAnsweredAsTheModelSaysOverEveryNetwork() throws Exception {
    write("a.txt", CONTENT);
    write("a.txt.gz", "abcdefghij");
    write("b.txt", "0123456789".repeat(TEXT_BYTES / 10));
    FileServer files = FileServer.builder(root).precompressed(true).gzip(true).build();
    List<Variant> variants = variants(files);
    Server.Builder nio = Server.builder(files).transport(TransportKind.NIO);
    Server.Builder tls = Server.builder(files).tls(Tls.selfSigned("localhost"));
    try (var simulated = TestServer.simulated(files);
        var real = TestServer.start(files);
        var blocking = TestServer.start(nio);
        var encrypted = TestServer.start(tls);
        Wire first = simulated.connect();
        Wire second = real.connect();
        Wire third = blocking.connect();
        Wire fourth = encrypted.connectTls()) {
      int compared = compare(first, variants, SIMULATED_EACH);
      for (Wire wire : List.of(second, third, fourth)) {
        compared += compare(wire, variants, REAL_EACH);
      }
      assertThat(compared).isGreaterThan(8_000);
    }
  }

  private static List<Variant> variants(FileServer files) throws Exception {
    Request zipped = Request.builder("GET", "/b.txt").field("Accept-Encoding", "gzip").build();
    byte[] text = "0123456789".repeat(TEXT_BYTES / 10).getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        new Variant("/a.txt", "", octets(CONTENT), Current.STRONG),
        new Variant("/a.txt", "gzip", octets("abcdefghij"), Current.STRONG),
        new Variant("/b.txt", "", text, Current.STRONG),
        new Variant("/b.txt", "gzip", Recorder.serve(files, zipped).content(), Current.WEAK));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void write(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  private int compare(Wire wire, List<Variant> variants, int each) throws Exception {
    var wrong = new ArrayList<String>();
    int compared = 0;
    for (Variant variant : variants) {
      Request.Builder head = Request.builder("HEAD", variant.target);
      String tag = exchange(wire, head, variant.coding).header().get("ETag");
      String content = new String(variant.content, StandardCharsets.ISO_8859_1);
      List<Ask> asks = asks(List.of("GET", "HEAD"), List.of(variant.current));
      for (int i = compared % each; i < asks.size(); i += each) {
        Ask ask = asks.get(i);
        Request request = request(ask, variant.target, tag, content.length());
        WireResponse answer = exchange(wire, request.toBuilder(), variant.coding);
        String text = new String(answer.content(), StandardCharsets.ISO_8859_1);
        check(ask, answer.status(), answer.header(), text, content, wrong);
        checkVariant(ask, answer, variant, wrong);
        compared++;
      }
    }
    assertThat(wrong).as("of " + compared).isEmpty();
    return compared;
  }

  private static void checkVariant(
      Ask ask, WireResponse answer, Variant variant, List<String> wrong) {
    boolean sent = answer.status() == 200 || answer.status() == 206;
    String coding = sent && !variant.coding.isEmpty() ? variant.coding : null;
    if (!answer.header().hasToken("Vary", "Accept-Encoding")
        || !Objects.equals(answer.header().get("Content-Encoding"), coding)) {
      wrong.add(ask + " of " + variant.target + ": " + answer.header());
    }
  }

  private static WireResponse exchange(Wire wire, Request.Builder builder, String coding)
      throws IOException {
    if (!coding.isEmpty()) {
      builder.field("Accept-Encoding", coding);
    }
    Request request = builder.build();
    var text = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
    text.append("Host: a\r\n");
    request.header().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    wire.send(text + "\r\n");
    return request.method().equals("HEAD") ? wire.readHeadResponse() : wire.readResponse();
  }

  private static List<Ask> asks(List<String> methods, List<Current> currents) {
    var asks = new ArrayList<Ask>();
    for (String method : methods) {
      for (Current current : currents) {
        for (Tag match : Tag.values()) {
          for (Date unmodified : Date.values()) {
            for (Tag noneMatch : Tag.values()) {
              for (Date modified : Date.values()) {
                addRanges(
                    asks,
                    new Ask(
                        method,
                        current,
                        match,
                        unmodified,
                        noneMatch,
                        modified,
                        Range.ABSENT,
                        IfRange.ABSENT));
              }
            }
          }
        }
      }
    }
    return asks;
  }

  private static void addRanges(List<Ask> asks, Ask a) {
    for (Range range : Range.values()) {
      for (IfRange ifRange : IfRange.values()) {
        asks.add(
            new Ask(
                a.method(),
                a.current(),
                a.ifMatch(),
                a.ifUnmodifiedSince(),
                a.ifNoneMatch(),
                a.ifModifiedSince(),
                range,
                ifRange));
      }
    }
  }

  private static @Nullable String tag(Current current) {
    return switch (current) {
      case STRONG -> "\"A\"";
      case WEAK -> "W/\"A\"";
      case NONE -> null;
    };
  }

  private static Request request(Ask ask, String target, @Nullable String current, int size) {
    String tag = current == null ? "\"A\"" : current;
    Request.Builder request = Request.builder(ask.method(), target);
    addTag(request, "If-Match", ask.ifMatch(), tag);
    addTag(request, "If-None-Match", ask.ifNoneMatch(), tag);
    addDate(request, "If-Unmodified-Since", ask.ifUnmodifiedSince());
    addDate(request, "If-Modified-Since", ask.ifModifiedSince());
    if (ask.range() != Range.ABSENT) {
      request.field("Range", field(ask.range(), size));
    }
    switch (ask.ifRange()) {
      case ABSENT -> {}
      case SAME_TAG -> request.field("If-Range", tag);
      case OTHER_TAG -> request.field("If-Range", "\"other\"");
      case SAME_DATE -> request.field("If-Range", DATES[Date.SAME.ordinal()]);
      case OTHER_DATE -> request.field("If-Range", DATES[Date.AFTER.ordinal()]);
    }
    return request.build();
  }

  private static String field(Range range, int size) {
    return switch (range) {
      case ABSENT -> "";
      case ONE -> "bytes=2-4";
      case SUFFIX -> "bytes=-2";
      case OPEN -> "bytes=3-";
      case TWO -> "bytes=0-1,5-8";
      case BEYOND -> "bytes=" + size + "-";
      case MALFORMED -> "bytes=4-2";
      case OTHER_UNIT -> "lines=1-2";
      case TOO_MUCH -> "bytes=0-,1-,2-";
    };
  }

  private static void addTag(Request.Builder request, String field, Tag tag, String current) {
    String weak = current.startsWith("W/") ? current : "W/" + current;
    switch (tag) {
      case ABSENT -> {}
      case ANY -> request.field(field, "*");
      case SAME -> request.field(field, "\"x\", " + current);
      case SAME_BUT_WEAK -> request.field(field, weak + ",\"x\"");
      case OTHER -> request.field(field, "\"other\"");
    }
  }

  private static void addDate(Request.Builder request, String field, Date date) {
    if (date != Date.ABSENT) {
      request.field(field, DATES[date.ordinal()]);
    }
  }

  /// Adds to `wrong` what is not as the model and RFC 9110 §15 say.
  private static void check(
      Ask ask, int status, Header header, String text, String content, List<String> wrong) {
    int expected = Rfc9110Model.status(ask);
    String part = expected == 206 ? part(ask, header, content) : content;
    boolean has = !ask.method().equals("HEAD") && (expected == 200 || expected == 206);
    boolean textFits = has ? text.equals(part) : !text.contains(content);
    boolean lengthFits =
        expected == 304
            || !(expected == 200 || expected == 206)
            || Integer.toString(part.length()).equals(header.get("Content-Length"));
    String range =
        switch (expected) {
          case 206 ->
              ask.range() == Range.TWO
                  ? null
                  : contentRange(ask.range().bounds(content.length()), 0, content.length());
          case 416 -> "bytes */" + content.length();
          default -> null;
        };
    boolean rangeFits = Objects.equals(range, header.get("Content-Range"));
    if (status != expected || !textFits || !lengthFits || !rangeFits) {
      wrong.add(ask + ": " + expected + " but " + status + " " + header + " " + text);
    }
  }

  private static String part(Ask ask, Header header, String content) {
    List<Integer> bounds = ask.range().bounds(content.length());
    if (bounds.size() == 2) {
      return content.substring(bounds.getFirst(), bounds.getLast() + 1);
    }
    String type = header.get("Content-Type");
    String boundary = type == null ? "" : type.substring(type.indexOf('=') + 1);
    var parts = new StringBuilder();
    for (int i = 0; i < bounds.size(); i += 2) {
      parts.append("\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n");
      parts.append("Content-Range: " + contentRange(bounds, i, content.length()) + "\r\n\r\n");
      parts.append(content, bounds.get(i), bounds.get(i + 1) + 1);
    }
    return parts + "\r\n--" + boundary + "--\r\n";
  }

  private static String contentRange(List<Integer> bounds, int at, int size) {
    return "bytes " + bounds.get(at) + "-" + bounds.get(at + 1) + "/" + size;
  }
}
