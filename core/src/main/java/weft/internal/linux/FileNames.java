package weft.internal.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Names of files as the kernel takes them.
public final class FileNames {

  private FileNames() {}

  /// Returns the octets of a path of the default file system, and a zero.
  ///
  /// A `Path` has octets, but shows them as text in a charset that the process was started with,
  /// not always without loss. Its URI has them as they are.
  public static byte[] encode(Path path) {
    String text = path.toString();
    byte[] name = isAscii(text) ? text.getBytes(StandardCharsets.US_ASCII) : octets(path);
    return Arrays.copyOf(name, name.length + 1);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static byte[] octets(Path path) {
    String escaped = path.toUri().getRawPath();
    byte[] name = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        name[length++] = (byte) Integer.parseInt(escaped, i + 1, i + 3, 16);
        i += 2;
      } else {
        name[length++] = (byte) escaped.charAt(i);
      }
    }
    return Arrays.copyOf(name, length);
  }
}
