package weft;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A response that stays in memory and remembers what was asked of it.
final class FakeResponse extends ResponseWriter {

  final Header header = new Header();
  final ByteArrayOutputStream content = new ByteArrayOutputStream();
  Duration deadline = Duration.ZERO;
  boolean committed;
  private int status = 200;

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
    return committed;
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
    throw new UnsupportedOperationException();
  }

  @Override
  public void inform(int code, Header fields) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HijackedConnection hijack() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void readDeadline(Duration fromNow) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    throw new UnsupportedOperationException();
  }

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
  public void deadline(Duration fromNow) {
    deadline = fromNow;
  }

  @Override
  public void write(int b) throws IOException {
    content.write(b);
  }

  @Override
  public void write(byte[] b, int off, int len) {
    content.write(b, off, len);
  }

  @Override
  public void flush() {
    committed = true;
  }

  @Override
  public void close() {
    committed = true;
  }
}
