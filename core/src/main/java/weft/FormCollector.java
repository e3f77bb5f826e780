package weft;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a form with files whole: small files into memory, all others into one temporary file.
final class FormCollector {

  private static final int PIECE_BYTES = 64 << 10;

  private final MultipartReader parts;
  private final Limits limits;
  private final List<String> namesAndValues = new ArrayList<>();
  private final List<FormFile> files = new ArrayList<>();
  private int memoryBytesLeft;
  private int textBytesLeft;
  private byte @Nullable [] piece;
  private @Nullable TemporaryFile disk;

  private FormCollector(MultipartReader parts, Limits limits, int memoryBytesMax) {
    this.parts = parts;
    this.limits = limits;
    memoryBytesLeft = memoryBytesMax;
    textBytesLeft = limits.formBytesMax();
  }

  /// Reads all parts. If that fails, nothing is left behind.
  ///
  /// @throws IllegalArgumentException if `memoryBytesMax` is negative
  static MultipartForm collect(MultipartReader parts, Limits limits, int memoryBytesMax)
      throws IOException {
    if (memoryBytesMax < 0) {
      throw new IllegalArgumentException("negative bound: " + memoryBytesMax);
    }
    var collector = new FormCollector(parts, limits, memoryBytesMax);
    try {
      return collector.collect();
    } catch (Throwable e) {
      if (collector.disk != null) {
        collector.disk.close();
      }
      throw e;
    }
  }

  private MultipartForm collect() throws IOException {
    for (Part part = parts.next(); part != null; part = parts.next()) {
      if (part.name().isEmpty()) {
        throw MultipartInput.bad("a part without a name");
      }
      checkEncoding(part);
      for (Header.Field field : part.header()) {
        charge(field.name().length() + field.value().length());
      }
      if (part.isFile()) {
        files.add(file(part));
      } else {
        String value = part.text(textBytesLeft);
        charge(value.length());
        namesAndValues.add(part.name());
        namesAndValues.add(value);
      }
    }
    return new MultipartForm(Values.of(namesAndValues.toArray(String[]::new)), files, disk);
  }

  /// Counts text that stays in memory.
  private void charge(int bytes) throws StatusException {
    textBytesLeft -= bytes;
    if (textBytesLeft < 0) {
      throw MultipartReader.tooLarge(
          "names and values of more than " + limits.formBytesMax() + " bytes");
    }
  }

  // What is encoded must not be taken for what it stands for. RFC 7578 §4.7 deprecates it.
  private static void checkEncoding(Part part) throws StatusException {
    String encoding = part.header().get("Content-Transfer-Encoding");
    if (encoding != null
        && !List.of("binary", "8bit", "7bit").contains(encoding.toLowerCase(Locale.ROOT))) {
      throw MultipartInput.bad("a part with a transfer encoding");
    }
  }

  private FormFile file(Part part) throws IOException {
    InputStream body = part.body();
    int most = (int) Math.min(memoryBytesLeft + 1L, Integer.MAX_VALUE);
    byte[] begin = body.readNBytes(most);
    if (begin.length <= memoryBytesLeft) {
      memoryBytesLeft -= begin.length;
      return FormFile.inMemory(part, begin);
    }
    TemporaryFile target = disk();
    long at = target.size();
    append(target, begin, begin.length);
    byte[] octets = piece();
    for (int length = body.read(octets); length >= 0; length = body.read(octets)) {
      append(target, octets, length);
    }
    return FormFile.onDisk(part, target, at, target.size() - at);
  }

  private void append(TemporaryFile target, byte[] octets, int length) throws IOException {
    long bytesMax = limits.multipart().diskBytesMax();
    if (length > bytesMax - target.size()) {
      throw MultipartReader.tooLarge("files of more than " + bytesMax + " bytes");
    }
    target.append(octets, length);
  }

  private TemporaryFile disk() throws IOException {
    TemporaryFile present = disk;
    if (present == null) {
      present = new TemporaryFile();
      disk = present;
    }
    return present;
  }

  private byte[] piece() {
    byte[] present = piece;
    if (present == null) {
      present = new byte[PIECE_BYTES];
      piece = present;
    }
    return present;
  }
}
