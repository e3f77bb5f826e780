package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Size and strong validator of a content that was read through.
record ContentHash(long size, EntityTag tag) {

  private static final int TAG_OCTETS = 18;
  private static final int BUFFER_BYTES = 16 << 10;

  /// Reads `in` to its end.
  static ContentHash of(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      size += n;
    }
    byte[] start = Arrays.copyOf(digest.digest(), TAG_OCTETS);
    String text = Base64.getUrlEncoder().encodeToString(start);
    return new ContentHash(size, new EntityTag(false, "\"" + text + "\""));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
