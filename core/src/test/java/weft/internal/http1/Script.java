package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import weft.internal.net.Transport;

/// A peer whose octets arrive in given pieces, and that keeps apart what was written at once.
final class Script extends Transport {
  private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("192.0.2.1", 80);

  private final Queue<byte[]> reads = new ArrayDeque<>();
  private final List<String> writes = new ArrayList<>();

  Script(String... reads) {
    for (String octets : reads) {
      this.reads.add(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /// Returns what was written so far.
  List<String> writes() {
    return writes;
  }

  @Override
  public boolean awaitsReadable() {
    return true;
  }

  @Override
  public int read(byte[] b, int off, int len) {
    byte[] octets = reads.poll();
    if (octets == null) {
      return -1;
    }
    assertThat(octets).hasSizeLessThanOrEqualTo(len);
    System.arraycopy(octets, 0, b, off, octets.length);
    return octets.length;
  }

  @Override
  public void write(byte[] b, int off, int len) {
    writes.add(new String(b, off, len, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void shutdownOutput() {}

  @Override
  public void close() {}

  @Override
  public SocketAddress remoteAddress() {
    return ADDRESS;
  }

  @Override
  public SocketAddress localAddress() {
    return ADDRESS;
  }

  @Override
  public void expireRead() {}

  @Override
  public void expireWrite() {}

  @Override
  public void watchPeer() {}
}
