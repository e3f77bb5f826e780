package weft.internal.http1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import weft.ConnectionInfo;
import weft.HijackedConnection;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// A transport in the hands of a handler.
final class HijackedTransport implements HijackedConnection {

  private final Transport transport;
  private final ConnectionInfo info;
  private final Clock clock;
  private final Runnable onClose;
  private final InputStream input;
  private final OutputStream output;

  HijackedTransport(
      Transport transport, ConnectionInfo info, byte[] received, Clock clock, Runnable onClose) {
    this.transport = transport;
    this.info = info;
    this.clock = clock;
    this.onClose = onClose;
    this.input = new Input(transport, received);
    this.output = new Output(transport);
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public ConnectionInfo info() {
    return info;
  }

  @Override
  public void readDeadline(Duration fromNow) {
    transport.readDeadline(after(fromNow));
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    transport.writeDeadline(after(fromNow));
  }

  private long after(Duration fromNow) {
    return fromNow.isZero() ? Transport.NEVER : Timeouts.after(clock.nanoTime(), fromNow);
  }

  @Override
  public void close() {
    transport.sendClose();
    transport.close();
    onClose.run();
  }

  private static final class Input extends InputStream {
    private final Transport transport;
    private final byte[] received;
    private int used;

    Input(Transport transport, byte[] received) {
      this.transport = transport;
      this.received = received;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      if (len == 0) {
        return 0;
      }
      if (used == received.length) {
        return readTransport(b, off, len);
      }
      int length = Math.min(len, received.length - used);
      System.arraycopy(received, used, b, off, length);
      used += length;
      return length;
    }

    private int readTransport(byte[] b, int off, int len) throws IOException {
      int length = transport.read(b, off, len);
      if (length < 0 && transport.isTruncated()) {
        throw new EOFException("the connection ended without the peer's close");
      }
      return length;
    }
  }

  private static final class Output extends OutputStream {
    private final Transport transport;

    Output(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      if (len > 0) {
        transport.write(b, off, len);
      }
    }
  }
}
