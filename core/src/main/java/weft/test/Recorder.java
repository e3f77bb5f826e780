package weft.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;
import weft.Handler;
import weft.Header;
import weft.HijackedConnection;
import weft.Limits;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.internal.exchange.Response;
import weft.internal.exchange.Stream;

/// Records a response without a network, as `httptest.ResponseRecorder` in Go.
///
/// It decides status, fields and length with the code that a server uses. Deadlines have no effect.
public final class Recorder extends ResponseWriter {

  private final Sent sent = new Sent();
  private final Response response;

  /// Creates a recorder of the response to a request that is not HEAD.
  public Recorder() {
    this(false);
  }

  private Recorder(boolean head) {
    response = new Response(sent, head, Limits.STANDARD.responseBufferBytes());
  }

  /// Runs `handler` and returns its complete response.
  ///
  /// @throws Exception what the handler throws
  public static Recorder serve(Handler handler, Request request) throws Exception {
    var recorder = new Recorder(request.method().equals(Methods.HEAD));
    try {
      handler.serve(recorder, request);
      recorder.close();
    } finally {
      request.removeFiles();
      recorder.response.end();
    }
    return recorder;
  }

  /// Returns the fields that were sent, with the Content-Length that the server gave or the handler
  /// declared; those that the handler has set, if nothing was sent yet. Date is not among them.
  public Header sentHeader() {
    return sent.header == null ? header() : sent.header;
  }

  /// Returns the content that was sent.
  public byte[] content() {
    return sent.content.toByteArray();
  }

  /// Returns the content that was sent as UTF-8.
  public String text() {
    return sent.content.toString(StandardCharsets.UTF_8);
  }

  /// Returns the interim responses that were sent, such as 103.
  public List<Integer> interim() {
    return List.copyOf(sent.interim);
  }

  /// Returns whether [#flush()] reached the peer.
  public boolean isFlushed() {
    return sent.flushed;
  }

  @Override
  public Header header() {
    return response.header();
  }

  @Override
  public void status(int code) {
    response.status(code);
  }

  @Override
  public int status() {
    return response.status();
  }

  @Override
  public boolean isCommitted() {
    return response.isCommitted();
  }

  @Override
  public long bytesWritten() {
    return response.bytesWritten();
  }

  @Override
  public long bytesFiltered() {
    return response.bytesFiltered();
  }

  @Override
  public Header trailer() {
    return response.trailer();
  }

  @Override
  public void inform(int code, Header fields) throws IOException {
    response.inform(code, fields);
  }

  /// Throws: there is no connection.
  ///
  /// @throws UnsupportedOperationException always
  @Override
  public HijackedConnection hijack() throws IOException {
    return response.hijack();
  }

  @Override
  public void readDeadline(Duration fromNow) {}

  @Override
  public void writeDeadline(Duration fromNow) {}

  @Override
  public void deadline(Duration fromNow) {}

  @Override
  public void beforeHead(Runnable action) {
    response.beforeHead(action);
  }

  @Override
  public void filter(ContentFilter filter) {
    response.filter(filter);
  }

  @Override
  public void onEnd(EndListener listener) {
    response.onEnd(listener);
  }

  @Override
  public void write(int b) throws IOException {
    response.write(b);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    response.write(b, off, len);
  }

  @Override
  public void flush() throws IOException {
    response.flush();
  }

  @Override
  public void close() throws IOException {
    response.close();
  }

  private static final class Sent implements Stream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Integer> interim = new ArrayList<>();
    private @Nullable Header header;
    private boolean flushed;

    @Override
    public byte[] contentBuffer() {
      return new byte[Limits.STANDARD.responseBufferBytes()];
    }

    @Override
    public void sendInterim(int status, Header fields) {
      interim.add(status);
    }

    @Override
    public void sendHead(int status, Header fields, @Nullable String contentType, long length) {
      header = fields.copy();
      if (contentType != null) {
        header.add("Content-Type", contentType);
      }
      header.remove("Content-Length");
      if (length >= 0) {
        header.add("Content-Length", Long.toString(length));
      }
      header.freeze();
    }

    @Override
    public void sendContent(byte[] b, int off, int len) {
      content.write(b, off, len);
    }

    @Override
    public void sendEnd(@Nullable Header trailer) {}

    @Override
    public void flush() {
      flushed = true;
    }

    @Override
    public HijackedConnection hijack() {
      throw new UnsupportedOperationException("a recorder has no connection");
    }

    @Override
    public void readDeadline(Duration fromNow) {}

    @Override
    public void writeDeadline(Duration fromNow) {}

    @Override
    public void deadline(Duration fromNow) {}
  }
}
