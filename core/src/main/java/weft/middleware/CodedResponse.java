package weft.middleware;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.ErrorPage;
import weft.Header;
import weft.HijackedConnection;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.internal.text.ContentSniffer;

/// A response whose content is compressed on its way, if that is worth it.
///
/// ```
///   HOLDING   the length is not known, and less was written than is compressed
///     -> PLAIN   all is passed on
///     -> CODED   all goes through the encoder
/// ```
final class CodedResponse extends ResponseWriter {

  private enum State {
    HOLDING,
    PLAIN,
    CODED
  }

  private static final long UNKNOWN = -1;

  /// Fields that tell of the content as the handler wrote it (RFC 9110 §14.4, RFC 9530 §2, §3).
  private static final List<String> BOUND_TO_CONTENT =
      List.of("Content-Encoding", "Content-Range", "Content-Digest", "Repr-Digest");

  private final ResponseWriter to;
  private final Compress compress;
  private final String coding;
  private final Header request;
  private final boolean head;

  private State state = State.HOLDING;
  private boolean varies;
  private boolean finished;
  private long declared = UNKNOWN;
  private long written;
  private byte[] held = {};
  private int heldCount;
  private @Nullable Encoder encoder; // null for HEAD, whose content goes nowhere

  /// @param coding the one that the client likes best, empty for none
  CodedResponse(ResponseWriter to, Request r, String coding, Compress compress) {
    this.to = to;
    this.compress = compress;
    this.coding = coding;
    request = r.header();
    head = r.method().equals(Methods.HEAD);
    if (to.isCommitted()) {
      state = State.PLAIN;
    } else {
      to.beforeHead(this::describe);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    int taken = state == State.HOLDING ? writeFirst(b, off, len) : 0;
    if (state == State.CODED) {
      checkWritable(b, len);
    }
    put(b, off + taken, len - taken);
    written += len;
  }

  /// Holds `b` back, or decides what becomes of the content; returns how much of it was taken.
  private int writeFirst(byte[] b, int off, int len) throws IOException {
    readDeclaredLength();
    if (declared >= 0) {
      settle(declared, b, off, len);
      return 0;
    }
    to.write(b, off, 0); // throws if no content may be written
    boolean enough = len >= compress.minBytes() - heldCount;
    if (enough && heldCount == 0) {
      settle(len, b, off, len);
      return 0;
    }
    int taken = hold(b, off, len);
    if (enough) {
      settle(heldCount, held, 0, heldCount);
    }
    return taken;
  }

  private int hold(byte[] b, int off, int len) {
    if (held.length == 0) {
      held = new byte[Math.max(compress.minBytes(), ContentSniffer.BYTES_MAX)];
    }
    int taken = Math.min(len, held.length - heldCount);
    System.arraycopy(b, off, held, heldCount, taken);
    heldCount += taken;
    return taken;
  }

  /// Decides what becomes of the content, and passes on what was held back.
  ///
  /// @param size how long it is at least; the rest is what it begins with
  private void settle(long size, byte[] b, int off, int len) throws IOException {
    String type = type(b, off, len);
    varies = size >= compress.minBytes() && mayBeCoded() && compress.takes(type);
    boolean coded = varies && !coding.isEmpty();
    if (coded && !head) {
      encoder = compress.encoder(coding);
      coded = encoder != null;
    }
    state = coded ? State.CODED : State.PLAIN;
    if (coded) {
      to.header()
          .set("Content-Type", type)
          .set("Content-Encoding", coding)
          .remove("Content-Length");
    }
    int count = heldCount;
    heldCount = 0;
    put(held, 0, count);
    held = new byte[0];
  }

  /// Returns the Content-Type, or what the server would say it is; empty for neither.
  private String type(byte[] b, int off, int len) {
    String type = to.header().get("Content-Type");
    if (type == null) {
      boolean known = len > 0 && !to.header().isSuppressed("Content-Type");
      type = known ? ContentSniffer.detect(b, off, len) : "";
    }
    return type;
  }

  private boolean mayBeCoded() {
    Header fields = to.header();
    boolean whole =
        switch (to.status()) {
          case Status.NO_CONTENT,
              Status.RESET_CONTENT,
              Status.PARTIAL_CONTENT,
              Status.NOT_MODIFIED,
              Status.SWITCHING_PROTOCOLS ->
              false;
          default -> true;
        };
    return whole
        && !to.isCommitted()
        && !fields.hasToken("Cache-Control", "no-transform")
        && BOUND_TO_CONTENT.stream().noneMatch(fields::contains);
  }

  private void put(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return;
    }
    if (state == State.PLAIN) {
      to.write(b, off, len);
    } else if (encoder != null) {
      encoder.write(b, off, len, to);
    }
  }

  private void checkWritable(byte[] b, int len) throws IOException {
    if (finished) {
      throw new IllegalStateException("the response is complete");
    }
    to.write(b, 0, 0); // throws if no content may be written
    if (declared >= 0 && len > declared - written) {
      throw new IllegalStateException(
          "more content than the declared Content-Length of " + declared + " bytes");
    }
  }

  private void readDeclaredLength() {
    String value = to.header().get("Content-Length");
    declared = value != null && isNumber(value) ? Long.parseLong(value) : UNKNOWN;
  }

  private static boolean isNumber(String s) {
    return !s.isEmpty() && s.length() < 19 && s.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Gives the fields what follows from the coding, once all else is settled.
  private void describe() {
    Header fields = to.header();
    boolean coded = state == State.CODED && coding.equals(fields.get("Content-Encoding"));
    boolean notModified = to.status() == Status.NOT_MODIFIED;
    if ((varies || notModified) && !isInVary("*") && !isInVary("Accept-Encoding")) {
      fields.add("Vary", "Accept-Encoding");
    }
    if (coded) {
      fields.remove("Accept-Ranges");
    }
    String tag = fields.get("ETag");
    if (tag != null && !coding.isEmpty()) {
      String codedTag = CodedTag.of(tag, coding);
      if (coded || (notModified && CodedTag.isNamed(request, codedTag))) {
        fields.set("ETag", codedTag);
      }
    }
  }

  private boolean isInVary(String name) {
    return to.header().hasToken("Vary", name);
  }

  /// Completes the content; further calls do nothing.
  void finish() throws IOException {
    if (finished) {
      return;
    }
    if (state == State.HOLDING) {
      readDeclaredLength();
      settle(declared >= 0 ? declared : heldCount, held, 0, heldCount);
    }
    finished = true;
    if (encoder != null) {
      if (written < declared) {
        throw new IllegalStateException(
            "the handler declared " + declared + " bytes of content and wrote " + written);
      }
      encoder.finish(to);
    }
  }

  /// Gives memory back; nothing can be written after that.
  void release() {
    finished = true;
    if (encoder != null) {
      encoder.close();
    }
  }

  @Override
  public void flush() throws IOException {
    if (state == State.HOLDING) {
      readDeclaredLength();
      settle(declared >= 0 ? declared : Long.MAX_VALUE, held, 0, heldCount);
    }
    if (encoder != null && !finished) {
      encoder.flush(to);
    }
    to.flush();
  }

  @Override
  public void close() throws IOException {
    finish();
    release();
    to.close();
  }

  /// Passes the file on where it is sent as it is, so that the kernel can send it.
  @Override
  protected void sendFile(SeekableByteChannel file, long count) throws IOException {
    if (state == State.HOLDING && to.header().contains("Content-Type")) {
      readDeclaredLength();
      settle(declared >= 0 ? declared : heldCount + count, held, 0, heldCount);
    }
    switch (state) {
      case CODED -> super.sendFile(file, count);
      case PLAIN -> {
        to.sendFile(file, file.position(), count);
        written += count;
      }
      case HOLDING -> {
        long first = Math.min(count, Math.max(compress.minBytes(), ContentSniffer.BYTES_MAX));
        super.sendFile(file, first);
        if (count > first) {
          sendFile(file, count - first);
        }
      }
    }
  }

  @Override
  public SeekableByteChannel openFile(Path file) throws IOException {
    return to.openFile(file);
  }

  @Override
  public HijackedConnection hijack() throws IOException {
    if (written > 0) {
      throw new IllegalStateException("content was written");
    }
    state = State.PLAIN;
    return to.hijack();
  }

  @Override
  public Header header() {
    return to.header();
  }

  @Override
  public void status(int code) {
    to.status(code);
  }

  @Override
  public int status() {
    return to.status();
  }

  @Override
  public boolean isCommitted() {
    return to.isCommitted();
  }

  @Override
  public long bytesWritten() {
    return written;
  }

  @Override
  public Header trailer() {
    return to.trailer();
  }

  @Override
  public void inform(int code, Header fields) throws IOException {
    to.inform(code, fields);
  }

  @Override
  public void readDeadline(Duration fromNow) {
    to.readDeadline(fromNow);
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    to.writeDeadline(fromNow);
  }

  @Override
  public void deadline(Duration fromNow) {
    to.deadline(fromNow);
  }

  @Override
  public void beforeHead(Runnable action) {
    to.beforeHead(action);
  }

  @Override
  public void onEnd(EndListener listener) {
    to.onEnd(listener);
  }

  @Override
  public void errorPage(ErrorPage page) {
    to.errorPage(page);
  }

  @Override
  public ErrorPage errorPage() {
    return to.errorPage();
  }
}
