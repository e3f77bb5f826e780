package weft.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// Content in memory.
@SuppressWarnings("ArrayRecordComponent") // two of them are never compared
record BytesSource(byte[] content) implements ContentSource {

  @Override
  public InputStream open(long position) {
    return new ByteArrayInputStream(content, (int) position, content.length - (int) position);
  }
}
