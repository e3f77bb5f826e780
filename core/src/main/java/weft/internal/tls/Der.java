package weft.internal.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes the few types of DER that keys and certificates need (X.690 §8, §10).
///
/// ```
/// value  = tag(1) length content
/// length = octet below 128 / (128 + n) n*octet
/// ```
final class Der {

  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  private static final int BOOLEAN = 0x01;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SET = 0x31;

  /// The last year that UTCTime can tell (RFC 5280 §4.1.2.5).
  private static final int UTC_TIME_YEAR_MAX = 2049;

  private Der() {}

  static byte[] value(int tag, byte[]... contents) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    var value = new ByteArrayOutputStream();
    value.write(tag);
    writeLength(value, content.size());
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream to, int length) {
    if (length < 0x80) {
      to.write(length);
      return;
    }
    int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    to.write(0x80 | octets);
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      to.write(length >> shift);
    }
  }

  static byte[] sequence(byte[]... contents) {
    return value(SEQUENCE, contents);
  }

  static byte[] set(byte[]... contents) {
    return value(SET, contents);
  }

  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] octetString(byte[] octets) {
    return value(OCTET_STRING, octets);
  }

  /// Returns a string of whole octets.
  static byte[] bitString(byte[] octets) {
    return value(BIT_STRING, new byte[1], octets);
  }

  static byte[] isTrue() {
    return value(BOOLEAN, new byte[] {(byte) 0xff});
  }

  static byte[] utf8(String text) {
    return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns an object identifier given as `1.2.840.10045`.
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    var content = new ByteArrayOutputStream();
    writeArc(content, 40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, Integer.parseInt(arcs[i]));
    }
    return value(OID, content.toByteArray());
  }

  /// Seven bits to an octet, the highest first; all but the last have the top bit.
  private static void writeArc(ByteArrayOutputStream to, int arc) {
    int septets = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(arc) + 6) / 7);
    for (int i = septets - 1; i > 0; i--) {
      to.write(0x80 | (arc >> (7 * i)));
    }
    to.write(arc & 0x7f);
  }

  static byte[] time(Instant at) {
    var time = at.atOffset(ZoneOffset.UTC);
    boolean utcTime = time.getYear() <= UTC_TIME_YEAR_MAX;
    String pattern = utcTime ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'";
    String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
    return value(utcTime ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }
}
