package weft.internal.http1;

import java.io.IOException;

/// A request without content.
final class NoContent extends Content {

  @Override
  int readSome(byte[] b, int off, int len) {
    return -1;
  }

  @Override
  boolean isComplete() {
    return true;
  }

  @Override
  long remaining() {
    return 0;
  }

  @Override
  void beforeRead() {}

  @Override
  void broken(IOException failure) {}
}
