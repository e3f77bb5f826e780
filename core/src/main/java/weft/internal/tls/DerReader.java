package weft.internal.tls;

import java.util.Arrays;
import javax.net.ssl.SSLKeyException;

/// Reads values of DER one after the other (X.690 §8.1).
final class DerReader {

  private final byte[] bytes;
  private int at;
  private final int end;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /// Returns whether the next value has this tag.
  boolean isNext(int tag) {
    return at < end && (bytes[at] & 0xff) == tag;
  }

  /// Reads a value and returns a reader of its content.
  ///
  /// @throws SSLKeyException if there is none, or it has another tag
  DerReader read(int tag) throws SSLKeyException {
    if (!isNext(tag)) {
      throw new SSLKeyException("the key is not DER of its kind");
    }
    at++;
    int length = readLength();
    int start = at;
    at += length;
    return new DerReader(bytes, start, at);
  }

  private int readLength() throws SSLKeyException {
    int first = octet();
    int length = first;
    if (first >= 0x80) {
      length = 0;
      for (int i = 0; i < (first & 0x7f); i++) {
        length = length << 8 | octet();
        if (length > end - at) {
          break;
        }
      }
    }
    if (first == 0x80 || length < 0 || length > end - at) {
      throw new SSLKeyException("the key is cut off");
    }
    return length;
  }

  private int octet() throws SSLKeyException {
    if (at == end) {
      throw new SSLKeyException("the key is cut off");
    }
    return bytes[at++] & 0xff;
  }

  /// Returns the octets that were not read.
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  /// Returns the rest, the content of an object identifier, as `1.2.840.10045`.
  String oid() {
    var text = new StringBuilder();
    long arc = 0;
    for (byte b : rest()) {
      arc = arc << 7 | (b & 0x7f);
      if (b >= 0) {
        if (text.isEmpty()) {
          text.append(Math.min(2, arc / 40)).append('.').append(arc - 40 * Math.min(2, arc / 40));
        } else {
          text.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return text.toString();
  }
}
