package weft.file;

import java.util.regex.Pattern;

/// A hash in the name of a file, as bundlers put it there, so that each content has its own name.
final class Fingerprint {

  // A dot or dash, and a hash in hexadecimal, or one of eight characters of all kinds.
  private static final Pattern HASH =
      Pattern.compile(
          "[.-](?:(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}"
              + "|(?=\\w*[0-9])(?=\\w*[a-z])(?=\\w*[A-Z])[\\w-]{8})\\.");

  private Fingerprint() {}

  static boolean isIn(String path) {
    return HASH.matcher(path.substring(path.lastIndexOf('/') + 1)).find();
  }
}
