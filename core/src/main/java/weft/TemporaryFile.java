package weft;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// A file for what does not fit the memory, which nobody else can open.
///
/// It is deleted when it is closed; on Unix it has no name from the moment it is open, so that not
/// even a process that is killed leaves it behind.
final class TemporaryFile implements Closeable {

  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private final FileChannel channel;
  private long size;

  /// Creates an empty file in the folder of the system property `java.io.tmpdir`.
  TemporaryFile() throws IOException {
    String name = "weft-form-" + UUID.randomUUID();
    Path path = Path.of(System.getProperty("java.io.tmpdir"), name);
    channel = FileChannel.open(path, OPTIONS, OWNER_ONLY);
  }

  long size() {
    return size;
  }

  void append(byte[] b, int length) throws IOException {
    var octets = ByteBuffer.wrap(b, 0, length);
    while (octets.hasRemaining()) {
      size += channel.write(octets, size);
    }
  }

  /// Reads octets from `at` on, at least one.
  int read(long at, byte[] b, int off, int len) throws IOException {
    int length = channel.read(ByteBuffer.wrap(b, off, len), at);
    if (length < 0) {
      throw new EOFException("a temporary file was made shorter");
    }
    return length;
  }

  /// Writes `length` octets from `at` on to another file.
  void copyTo(FileChannel target, long at, long length) throws IOException {
    for (long done = 0; done < length; ) {
      long some = channel.transferTo(at + done, length - done, target);
      if (some == 0) {
        throw new EOFException("a temporary file was made shorter");
      }
      done += some;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody can do anything about it: the system deletes the file, now or when the process ends.
    }
  }
}
