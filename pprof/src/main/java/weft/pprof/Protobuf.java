package weft.pprof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes fields of a Protocol Buffers message. A field that has its default value is left out.
final class Protobuf {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void integer(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
  }

  void bool(int field, boolean value) {
    integer(field, value ? 1 : 0);
  }

  /// Writes a string, even if it is empty: entries of a list count.
  void string(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void message(int field, Protobuf value) {
    bytes(field, value.toBytes());
  }

  /// Writes a repeated integer field in the packed form.
  void packed(int field, long... values) {
    var list = new Protobuf();
    for (long value : values) {
      list.varint(value);
    }
    message(field, list);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void bytes(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    out.writeBytes(value);
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  // varint = *( %x80-FF ) %x00-7F, seven bits each, the lowest first
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
