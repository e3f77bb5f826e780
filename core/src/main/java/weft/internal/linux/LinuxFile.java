package weft.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A file, open for reading, of which a socket can send. The JDK's channels do not tell their
/// descriptors.
public final class LinuxFile implements SeekableByteChannel {

  /// How much one read takes, by way of memory off the heap.
  private static final int READ_BYTES_MAX = 64 << 10;

  /// Held during each system call, so that the descriptor is not closed, and given to somebody
  /// else, under it. None of them waits for a peer.
  private final ReentrantLock lock = new ReentrantLock();

  private final int fd;
  private long position;
  private boolean closed;

  LinuxFile(int fd) {
    this.fd = fd;
  }

  /// Opens a file; returns null if that does not work out here, so that the JDK can open it or say
  /// what is wrong.
  public static @Nullable LinuxFile open(Path path) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      return null;
    }
    int fd = FileCalls.open(FileNames.encode(path.toAbsolutePath()), FileCalls.READ);
    if (fd < 0) {
      return null;
    }
    if (FileCalls.end(fd) < 0) { // a pipe
      FileCalls.close(fd);
      return null;
    }
    return new LinuxFile(fd);
  }

  private interface Call {
    long on(int fd, long position);
  }

  /// Returns what `call` does, and moves the position by so much if it is not negative.
  private long move(Call call) throws ClosedChannelException {
    lock.lock();
    try {
      checkOpen();
      long n = call.on(fd, position);
      position += Math.max(0, n);
      return n;
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /// Sends from the position on to a socket, and moves the position. Returns how many octets the
  /// kernel took, 0 at the file's end, or minus an error number.
  public long send(int socket, long count) throws ClosedChannelException {
    return move((file, from) -> FileCalls.send(socket, file, from, count));
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!to.hasRemaining()) {
      return 0;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(Math.min(to.remaining(), READ_BYTES_MAX));
      long n = move((file, from) -> FileCalls.read(file, piece, from));
      if (n < 0) {
        throw new IOException("reading a file failed: " + Downcalls.words((int) -n));
      }
      to.put(piece.asSlice(0, n).asByteBuffer());
      return n == 0 ? -1 : (int) n;
    }
  }

  @Override
  public long position() throws ClosedChannelException {
    lock.lock();
    try {
      checkOpen();
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LinuxFile position(long newPosition) throws ClosedChannelException {
    if (newPosition < 0) {
      throw new IllegalArgumentException("negative position: " + newPosition);
    }
    lock.lock();
    try {
      checkOpen();
      position = newPosition;
      return this;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    lock.lock();
    try {
      checkOpen();
      return FileCalls.end(fd);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public LinuxFile truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        FileCalls.close(fd);
      }
    } finally {
      lock.unlock();
    }
  }
}
