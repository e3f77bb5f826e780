package weft.conformance;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// Takes the frames of a server apart, by streams: those of different streams may come in any
/// order. Header blocks are decoded by Netty, which shares no code with the server.
final class Http2Client {

  private static final String GREETING =
      FrameText.PREFACE + FrameText.encode("SETTINGS") + FrameText.encode("SETTINGS ACK");

  /// Higher than the streams of any transcript.
  private static final int PROBE_FIRST = 1001;

  private final PeerReader in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
  private final Map<Integer, Queue<WireFrame>> waiting = new HashMap<>();
  private final List<WireFrame> received = new ArrayList<>();
  private int probe = PROBE_FIRST;

  Http2Client(PeerReader in) {
    this.in = in;
  }

  /// Returns what a client says first: the preface, empty settings, and that it takes the server's.
  static String greeting() {
    return GREETING;
  }

  /// Returns the next request of a client that wants to know whether the connection is still good.
  /// It begins by emptying the table, as a client must whose server wants a small one.
  String probe() {
    return FrameText.encode(
        "HEADERS stream=" + probe + " END_STREAM END_HEADERS hex=20 GET=/hello");
  }

  /// Takes the answer to [#probe()].
  void checkProbe() {
    expect("RESPONSE stream=" + probe + " content=hello\\n | :status 200");
    probe += 2;
  }

  /// Takes the next frame of a stream, or a whole `RESPONSE`, which must be as `line` says.
  ///
  /// @throws AssertionError if it is not
  void expect(String line) {
    List<String> words = FrameText.words(line);
    int stream = 0;
    String content = null;
    for (String word : words) {
      stream = word.startsWith("stream=") ? Integer.parseInt(word, 7, word.length(), 10) : stream;
      content = word.startsWith("content=") ? Escapes.decode(word.substring(8)) : content;
    }
    if (words.getFirst().equals("RESPONSE")) {
      response(stream, content, FrameText.items(line));
    } else {
      next(stream, words).check(line);
    }
  }

  private void response(int stream, String content, List<String> items) {
    WireFrame head = next(stream, List.of("HEADERS"));
    head.check("HEADERS");
    var text = new StringBuilder();
    WireFrame frame = head;
    while (!frame.endsStream()) {
      frame = next(stream, List.of("DATA"));
      if (frame.type().equals("DATA")) {
        text.append(frame.items().getFirst());
      } else if (!frame.type().equals("HEADERS") || !frame.endsStream()) {
        throw new AssertionError("the response goes on with " + frame);
      }
    }
    boolean hasTrailers = frame != head && frame.type().equals("HEADERS");
    WireFrame.checkFields(items.stream().filter(i -> !i.startsWith("+")).toList(), head.items());
    WireFrame.checkFields(
        items.stream().filter(i -> i.startsWith("+")).map(i -> i.substring(1)).toList(),
        hasTrailers ? frame.items() : List.of());
    if (content != null && !content.contentEquals(text)) {
      throw new AssertionError("expected the content '" + content + "' but got '" + text + "'");
    }
  }

  /// Takes frames up to GOAWAY, which must have all of `words`; then the server must close.
  void expectGoAway(String words) {
    next(0, List.of("GOAWAY")).check("GOAWAY " + words);
    in.rest();
  }

  /// Nothing must have come on a stream.
  void expectNothing(int stream) {
    for (WireFrame frame : waiting.getOrDefault(stream, new ArrayDeque<>())) {
      if (!frame.isAside()) {
        throw new AssertionError("unexpected " + frame);
      }
    }
  }

  /// Returns the frames that were received, for a person.
  String transcript() {
    return received.stream().map(f -> "< " + f + "\n").reduce("", String::concat);
  }

  /// Takes the next frame of a stream, but for those aside that are not wanted.
  private WireFrame next(int stream, List<String> wanted) {
    Queue<WireFrame> queue = waiting.computeIfAbsent(stream, _ -> new ArrayDeque<>());
    while (true) {
      while (queue.isEmpty()) {
        WireFrame frame = read();
        waiting.computeIfAbsent(frame.stream(), _ -> new ArrayDeque<>()).add(frame);
      }
      WireFrame frame = queue.remove();
      if (!frame.isAside() || frame.isLike(wanted)) {
        return frame;
      }
    }
  }

  private WireFrame read() {
    ByteBuffer header = octets(9);
    int lengthAndType = header.getInt();
    int flags = header.get();
    int stream = header.getInt();
    ByteBuffer payload = octets(lengthAndType >>> 8);
    int number = lengthAndType & 0xff;
    if (number >= FrameText.TYPES.size()) {
      throw new AssertionError("a frame that no server sends: " + number);
    }
    String type = FrameText.TYPES.get(number);
    var frame =
        new WireFrame(stream, words(type, flags, stream, payload), items(type, flags, payload));
    received.add(frame);
    return frame;
  }

  private static List<String> words(String type, int flags, int stream, ByteBuffer payload) {
    var words = new ArrayList<>(List.of(type));
    if (stream != 0) {
      words.add("stream=" + stream);
    }
    if ((flags & 1) != 0) {
      words.add(stream == 0 ? "ACK" : "END_STREAM");
    }
    words.addAll(FrameText.payloadWords(type, payload));
    return words;
  }

  private List<String> items(String type, int flags, ByteBuffer payload) {
    return switch (type) {
      case "DATA" -> List.of(StandardCharsets.ISO_8859_1.decode(payload).toString());
      case "HEADERS" -> fields((flags & 4) != 0, payload);
      default -> List.of();
    };
  }

  private List<String> fields(boolean whole, ByteBuffer payload) {
    if (!whole) {
      throw new AssertionError("a response of ours fits into one frame");
    }
    try {
      Http2Headers headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(payload));
      var fields = new ArrayList<String>();
      headers.forEach(field -> fields.add(field.getKey() + " " + field.getValue()));
      return fields;
    } catch (Http2Exception e) {
      throw new AssertionError("Netty cannot decode a header block", e);
    }
  }

  private ByteBuffer octets(int length) {
    return ByteBuffer.wrap(in.exactly(length).getBytes(StandardCharsets.ISO_8859_1));
  }
}
