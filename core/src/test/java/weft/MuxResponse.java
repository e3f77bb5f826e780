package weft;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A response that stays in memory.
final class MuxResponse extends ResponseWriter {

  private final Header header = new Header();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private int status = 200;

  String field(String name) {
    String value = header.get(name);
    return value == null ? "" : value;
  }

  String text() {
    return content.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Header header() {
    return header;
  }

  @Override
  public void status(int code) {
    status = code;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public long bytesWritten() {
    return content.size();
  }

  @Override
  public long bytesFiltered() {
    return bytesWritten();
  }

  @Override
  public Header trailer() {
    return new Header();
  }

  @Override
  public void inform(int code, Header fields) {}

  @Override
  public HijackedConnection hijack() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void readDeadline(Duration fromNow) {}

  @Override
  public void writeDeadline(Duration fromNow) {}

  @Override
  public void beforeHead(Runnable action) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void filter(ContentFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onEnd(EndListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deadline(Duration fromNow) {}

  @Override
  public void write(int b) {
    content.write(b);
  }

  @Override
  public void write(byte[] b, int off, int len) {
    content.write(b, off, len);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
