package weft.conformance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A frame of HTTP/2 as transcripts write it (RFC 9113 §4.1, §6):
///
/// ```
/// frame = type *( " " word ) *( " | " item )
/// ```
///
/// Words are `stream=1`, flags, and what stands in the payload: `code=CANCEL`, `by=100`. Items are
/// the fields of a header block, `:method GET`, or the content. [#encode] reads more words than it
/// has to, so that frames can be wrong: `length=5`, `hex=00ff`, `flags=0x21`, `R`.
final class FrameText {

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  static final List<String> TYPES =
      List.of(
          "DATA",
          "HEADERS",
          "PRIORITY",
          "RST_STREAM",
          "SETTINGS",
          "PUSH_PROMISE",
          "PING",
          "GOAWAY",
          "WINDOW_UPDATE",
          "CONTINUATION");

  /// RFC 9218 §7.1.
  private static final int PRIORITY_UPDATE = 16;

  static final List<String> CODES =
      List.of(
          "NO_ERROR",
          "PROTOCOL_ERROR",
          "INTERNAL_ERROR",
          "FLOW_CONTROL_ERROR",
          "SETTINGS_TIMEOUT",
          "STREAM_CLOSED",
          "FRAME_SIZE_ERROR",
          "REFUSED_STREAM",
          "CANCEL",
          "COMPRESSION_ERROR",
          "CONNECT_ERROR",
          "ENHANCE_YOUR_CALM",
          "INADEQUATE_SECURITY",
          "HTTP_1_1_REQUIRED");

  static final Map<String, Integer> SETTINGS =
      Map.of(
          "HEADER_TABLE_SIZE", 1,
          "ENABLE_PUSH", 2,
          "MAX_CONCURRENT_STREAMS", 3,
          "INITIAL_WINDOW_SIZE", 4,
          "MAX_FRAME_SIZE", 5,
          "MAX_HEADER_LIST_SIZE", 6,
          "ENABLE_CONNECT_PROTOCOL", 8,
          "NO_TREE_PRIORITIES", 9);

  private static final Map<String, Integer> FLAGS =
      Map.of("END_STREAM", 0x1, "ACK", 0x1, "END_HEADERS", 0x4, "PADDED", 0x8, "PRIORITIZED", 0x20);

  private static final int PAYLOAD_BYTES_MAX = 1 << 17;

  private final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES_MAX);
  private int flags;
  private int stream;
  private int length = -1;
  private int padding = -1;

  private FrameText() {}

  /// Returns the words of a frame, its type first.
  static List<String> words(String line) {
    return List.of(line.split(" \\|", 2)[0].split(" "));
  }

  /// Returns the items of a frame.
  static List<String> items(String line) {
    List<String> parts = List.of(line.split(" \\|(?: |$)", -1));
    return parts.subList(1, parts.size());
  }

  /// Returns the octets of a frame, or of `PREFACE`, or of `OCTETS | item`.
  ///
  /// @throws IllegalArgumentException if a word is unknown
  static String encode(String line) {
    List<String> words = words(line);
    List<String> items = items(line).stream().map(Escapes::decode).toList();
    return switch (words.getFirst()) {
      case "PREFACE" -> PREFACE;
      case "OCTETS" -> String.join("", items);
      default -> new FrameText().encode(words, items);
    };
  }

  private String encode(List<String> words, List<String> items) {
    int type = type(words.getFirst());
    words.stream().skip(1).filter(word -> word.startsWith("pad=")).forEach(this::word);
    words.stream().skip(1).filter(word -> !word.startsWith("pad=")).forEach(this::word);
    boolean hasFields = type == 1 || type == 5 || type == 9;
    for (String item : items) {
      if (hasFields) {
        int blank = item.indexOf(' ', 1);
        field(item.substring(0, blank), item.substring(blank + 1));
      } else {
        octets(item);
      }
    }
    payload.put(new byte[Math.max(0, padding)]);
    byte[] header = new byte[9];
    ByteBuffer.wrap(header)
        .putInt((length < 0 ? payload.position() : length) << 8 | type)
        .put((byte) flags)
        .putInt(stream);
    return latin1(header, header.length) + latin1(payload.array(), payload.position());
  }

  private static int type(String name) {
    if (name.equals("PRIORITY_UPDATE")) {
      return PRIORITY_UPDATE;
    }
    return TYPES.contains(name) ? TYPES.indexOf(name) : Integer.decode(name);
  }

  private void word(String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      flag(word);
      return;
    }
    String name = word.substring(0, equals);
    String value = word.substring(equals + 1);
    switch (name) {
      case "stream" -> stream |= Integer.decode(value);
      case "flags" -> flags |= Integer.decode(value);
      case "length" -> length = Integer.decode(value);
      case "pad" -> {
        padding = Integer.decode(value);
        flags |= FLAGS.get("PADDED");
        payload.put((byte) padding);
      }
      case "hex" -> payload.put(HexFormat.of().parseHex(value));
      case "code" -> payload.putInt(CODES.contains(value) ? CODES.indexOf(value) : number(value));
      case "last", "by", "on", "promised", "prioritized" -> payload.putInt(number(value));
      case "weight" -> payload.put((byte) (number(value) - 1));
      case "opaque" -> payload.putLong(Long.decode(value));
      case "GET", "HEAD", "POST", "PUT", "OPTIONS" -> request(name, Escapes.decode(value));
      default -> setting(name, value);
    }
  }

  private void flag(String word) {
    if (word.equals("R")) {
      stream |= Integer.MIN_VALUE;
    } else if (FLAGS.containsKey(word)) {
      flags |= FLAGS.get(word);
    } else {
      throw new IllegalArgumentException("no such flag: " + word);
    }
  }

  private void setting(String name, String value) {
    if (!SETTINGS.containsKey(name) && !name.startsWith("0x")) {
      throw new IllegalArgumentException("no such word: " + name);
    }
    payload.putShort((short) (int) SETTINGS.getOrDefault(name, number(name, 0)));
    payload.putInt(number(value));
  }

  private static int number(String text) {
    return (int) (long) Long.decode(text);
  }

  private static int number(String text, int otherwise) {
    return text.startsWith("0x") ? number(text) : otherwise;
  }

  private void request(String method, String path) {
    field(":method", method);
    field(":scheme", "http");
    field(":path", path);
    field(":authority", "example.com");
  }

  /// Puts a field as a literal that is not indexed, with a new name (RFC 7541 §6.2.2).
  private void field(String name, String value) {
    payload.put((byte) 0);
    string(name);
    string(value);
  }

  private void string(String text) {
    int rest = text.length() - 127;
    payload.put((byte) Math.min(text.length(), 127));
    if (rest >= 0) {
      for (; rest >= 128; rest >>>= 7) {
        payload.put((byte) (rest | 128));
      }
      payload.put((byte) rest);
    }
    octets(text);
  }

  private void octets(String text) {
    payload.put(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String latin1(byte[] octets, int length) {
    return new String(octets, 0, length, StandardCharsets.ISO_8859_1);
  }

  /// Returns the words of what stands in the payload of a frame that a server sent.
  static List<String> payloadWords(String type, ByteBuffer payload) {
    var words = new ArrayList<String>();
    switch (type) {
      case "RST_STREAM" -> words.add("code=" + CODES.get(payload.getInt()));
      case "PING" -> words.add("opaque=" + payload.getLong());
      case "WINDOW_UPDATE" -> words.add("by=" + payload.getInt());
      case "GOAWAY" -> {
        words.add("last=" + payload.getInt());
        words.add("code=" + CODES.get(payload.getInt()));
      }
      case "SETTINGS" -> {
        while (payload.hasRemaining()) {
          int identifier = payload.getShort();
          int value = payload.getInt();
          SETTINGS.forEach(
              (name, number) ->
                  words.addAll(number == identifier ? List.of(name + "=" + value) : List.of()));
        }
      }
      default -> {}
    }
    return words;
  }
}
