package weft.internal.http1;

import java.io.IOException;

/// Content of a declared length (RFC 9112 §6.2).
final class FixedContent extends Content {

  private final Http1Exchange exchange;
  private final InputBuffer in;
  private long remaining;

  FixedContent(Http1Exchange exchange, InputBuffer in, long length) {
    this.exchange = exchange;
    this.in = in;
    this.remaining = length;
  }

  @Override
  int readSome(byte[] b, int off, int len) throws IOException {
    int length = in.readContent(b, off, (int) Math.min(len, remaining));
    remaining -= length;
    return length;
  }

  @Override
  boolean isComplete() {
    return remaining == 0;
  }

  @Override
  long remaining() {
    return remaining;
  }

  @Override
  void beforeRead() throws IOException {
    exchange.sendContinue();
  }

  @Override
  void broken(IOException failure) {
    exchange.contentBroken(failure);
  }
}
