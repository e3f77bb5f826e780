package weft.internal.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A frame as a test writes it and compares it (RFC 9113 §6).
sealed interface Frame {

  record Data(int stream, String content, boolean end) implements Frame {}

  /// @param fields as `name: value`
  record Headers(int stream, List<String> fields, boolean end) implements Frame {
    String status() {
      return fields.getFirst().replace(":status: ", "");
    }
  }

  record RstStream(int stream, ErrorCode code) implements Frame {}

  /// @param pairs identifiers, each followed by its value
  record Settings(List<Integer> pairs) implements Frame {}

  record SettingsAck() implements Frame {}

  record Ping(long opaque, boolean ack) implements Frame {}

  record GoAway(int lastStream, ErrorCode code) implements Frame {}

  record WindowUpdate(int stream, int increment) implements Frame {}

  /// Any frame, with its payload as hexadecimal digits.
  record Raw(int type, int flags, int stream, String payload) implements Frame {}

  static Headers headers(int stream, String method, String path, String... fields) {
    var all = new ArrayList<>(List.of(":method: " + method, ":scheme: http", ":path: " + path));
    all.add(":authority: example.com");
    all.addAll(List.of(fields));
    boolean content = method.equals("POST") || method.equals("PUT") || method.equals("CONNECT");
    return new Headers(stream, all, !content);
  }

  /// A field section as it is given, which ends the stream.
  static Headers fields(int stream, String... fields) {
    return new Headers(stream, List.of(fields), true);
  }

  static Data data(int stream, String content) {
    return new Data(stream, content, false);
  }

  static Data lastData(int stream, String content) {
    return new Data(stream, content, true);
  }

  static RstStream rstStream(int stream, ErrorCode code) {
    return new RstStream(stream, code);
  }

  static Settings settings(Integer... pairs) {
    return new Settings(List.of(pairs));
  }

  static Ping ping(long opaque) {
    return new Ping(opaque, false);
  }

  static Ping pong(long opaque) {
    return new Ping(opaque, true);
  }

  static GoAway goAway(int lastStream, ErrorCode code) {
    return new GoAway(lastStream, code);
  }

  static WindowUpdate windowUpdate(int stream, int increment) {
    return new WindowUpdate(stream, increment);
  }

  static Raw raw(int type, int flags, int stream, String payload) {
    return new Raw(type, flags, stream, payload.replace(" ", ""));
  }

  /// PRIORITY_UPDATE (RFC 9218 §7.1).
  static Raw priorityUpdate(int stream, String dictionary) {
    byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer payload = ByteBuffer.allocate(4 + text.length).putInt(stream).put(text);
    return raw(Frames.PRIORITY_UPDATE, 0, 0, HexFormat.of().formatHex(payload.array()));
  }
}
