package weft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file of a [MultipartForm]: `multipart.FileHeader` in Go. It is there until the form is closed.
public final class FormFile {

  private static final byte[] NOTHING = {};

  private final Part part;
  private final long size;
  private final byte[] memory;
  private final @Nullable TemporaryFile disk;
  private final long at;

  private FormFile(Part part, long size, byte[] memory, @Nullable TemporaryFile disk, long at) {
    this.part = part;
    this.size = size;
    this.memory = memory;
    this.disk = disk;
    this.at = at;
  }

  static FormFile inMemory(Part part, byte[] content) {
    return new FormFile(part, content.length, content, null, 0);
  }

  static FormFile onDisk(Part part, TemporaryFile disk, long at, long size) {
    return new FormFile(part, size, NOTHING, disk, at);
  }

  /// Returns the name of the form's field.
  public String name() {
    return part.name();
  }

  /// Returns the name that the file has at the client, see [Part#fileName()].
  public String fileName() {
    return part.fileName();
  }

  /// Returns the fields of the part, read-only, such as the Content-Type that the client guessed.
  public Header header() {
    return part.header();
  }

  /// Returns how many bytes the file has.
  public long size() {
    return size;
  }

  /// Returns whether the file is in memory, not on the disk.
  public boolean isInMemory() {
    return disk == null;
  }

  /// Returns the content from its begin on. Needs no closing; several may be read at a time, by
  /// several threads. Reads may block on the disk, and throw an [IOException] once the form is
  /// closed.
  public InputStream open() {
    return disk == null ? new ByteArrayInputStream(memory) : new Section(disk, at, size);
  }

  /// Writes the content to a new file. Blocks on the disk.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is a file of that name
  /// @throws IOException if the form is closed, or writing failed; the file may then exist in part
  public void copyTo(Path file) throws IOException {
    try (var target =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (disk != null) {
        disk.copyTo(target, at, size);
        return;
      }
      var octets = ByteBuffer.wrap(memory);
      while (octets.hasRemaining()) {
        target.write(octets);
      }
    }
  }

  private static final class Section extends InputStream {
    private final TemporaryFile disk;
    private final long end;
    private long at;

    Section(TemporaryFile disk, long at, long size) {
      this.disk = disk;
      this.at = at;
      end = at + size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (len == 0) {
        return 0;
      }
      if (at == end) {
        return -1;
      }
      int length = disk.read(at, b, off, (int) Math.min(len, end - at));
      at += length;
      return length;
    }
  }
}
