package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// The content of an open file; its streams leave the file open.
record ChannelSource(SeekableByteChannel channel) implements ContentSource {

  @Override
  public InputStream open(long position) {
    return new Positioned(position);
  }

  private final class Positioned extends InputStream {
    private long at;

    Positioned(long position) {
      at = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int length = channel.position(at).read(ByteBuffer.wrap(b, off, len));
      at += Math.max(0, length);
      return length;
    }
  }
}
