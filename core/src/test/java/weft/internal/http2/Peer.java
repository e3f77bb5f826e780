package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import weft.internal.exchange.Preface;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackEncoder;
import weft.test.TestServer;
import weft.test.Wire;

/// A client that a test scripts, frame by frame:
///
/// ```
/// peer.greet();
/// peer.send(headers(1, "GET", "/"));
/// peer.expect(goAway(0, FLOW_CONTROL_ERROR));
/// ```
final class Peer implements AutoCloseable {

  private final Wire wire;
  private final HpackEncoder encoder = new HpackEncoder(4096);
  private final HpackDecoder decoder = new HpackDecoder(4096);

  Peer(Wire wire) {
    this.wire = wire;
  }

  static Peer connect(TestServer server) throws IOException {
    return new Peer(server.connect());
  }

  Wire wire() {
    return wire;
  }

  /// Sends the preface and empty settings, and takes what the server says first.
  Peer greet() throws IOException {
    return greet(Frame.settings());
  }

  /// As [#greet()], with settings.
  Peer greet(Frame.Settings settings) throws IOException {
    wire.send(Preface.octets());
    send(settings);
    assertThat(next()).isInstanceOf(Frame.Settings.class);
    assertThat(next()).isInstanceOf(Frame.WindowUpdate.class);
    expect(new Frame.SettingsAck());
    return send(new Frame.SettingsAck());
  }

  Peer send(Frame... frames) throws IOException {
    for (Frame frame : frames) {
      wire.send(encode(frame));
    }
    return this;
  }

  /// Takes the next frame, which must be that one.
  Peer expect(Frame frame) throws IOException {
    assertThat(next()).isEqualTo(frame);
    return this;
  }

  /// Takes frames until GOAWAY, which must be that one.
  Peer expectLast(Frame.GoAway last) throws IOException {
    Frame frame = next();
    while (!(frame instanceof Frame.GoAway)) {
      frame = next();
    }
    assertThat(frame).isEqualTo(last);
    return this;
  }

  /// Sends PING and takes frames until its answer, which it returns without it: when this returns,
  /// the server has read everything that was sent before.
  List<Frame> sync() throws IOException {
    send(Frame.ping(99));
    var before = new ArrayList<Frame>();
    Frame frame = next();
    while (!frame.equals(Frame.pong(99))) {
      before.add(frame);
      frame = next();
    }
    return before;
  }

  /// Takes HEADERS and DATA of `stream`, and returns status and content: `200 hello`.
  String response(int stream) throws IOException {
    Frame.Headers head = (Frame.Headers) next();
    assertThat(head.stream()).isEqualTo(stream);
    return (head.status() + ' ' + (head.end() ? "" : rest(stream))).strip();
  }

  /// Takes DATA of `stream` to its end, and returns the content, and trailers if there are any.
  String rest(int stream) throws IOException {
    var content = new StringBuilder();
    boolean end = false;
    while (!end) {
      switch (next()) {
        case Frame.Data data when data.stream() == stream -> {
          content.append(data.content());
          end = data.end();
        }
        case Frame.Headers trailers when trailers.stream() == stream -> {
          content.append(' ').append(trailers.fields());
          end = trailers.end();
        }
        case Frame other -> throw new AssertionError("unexpected " + other);
      }
    }
    return content.toString();
  }

  /// The server must have closed its side.
  void expectEnd() throws IOException {
    assertThat(wire.isAtEnd()).isTrue();
  }

  /// Takes the next frame; blocks.
  Frame next() throws IOException {
    byte[] head = wire.readExactly(Frames.HEADER_BYTES);
    if (head.length < Frames.HEADER_BYTES) {
      throw new EOFException("no further frame");
    }
    ByteBuffer b = ByteBuffer.wrap(head);
    int lengthAndType = b.getInt();
    int flags = b.get();
    int stream = b.getInt();
    byte[] payload = wire.readExactly(lengthAndType >>> 8);
    return decode(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
  }

  private Frame decode(int type, int flags, int stream, ByteBuffer b) throws IOException {
    return switch (type) {
      case Frames.DATA ->
          new Frame.Data(
              stream,
              StandardCharsets.ISO_8859_1.decode(b).toString(),
              (flags & Frames.END_STREAM) != 0);
      case Frames.HEADERS -> new Frame.Headers(stream, decode(b), (flags & Frames.END_STREAM) != 0);
      case Frames.RST_STREAM -> new Frame.RstStream(stream, ErrorCode.values()[b.getInt()]);
      case Frames.SETTINGS -> flags == 1 ? new Frame.SettingsAck() : decodeSettings(b);
      case Frames.PING -> new Frame.Ping(b.getLong(), flags == 1);
      case Frames.GOAWAY -> new Frame.GoAway(b.getInt(), ErrorCode.values()[b.getInt()]);
      case Frames.WINDOW_UPDATE -> new Frame.WindowUpdate(stream, b.getInt());
      default -> new Frame.Raw(type, flags, stream, HexFormat.of().formatHex(b.array()));
    };
  }

  private static Frame.Settings decodeSettings(ByteBuffer b) {
    var pairs = new ArrayList<Integer>();
    while (b.hasRemaining()) {
      pairs.add((int) b.getShort());
      pairs.add(b.getInt());
    }
    return new Frame.Settings(pairs);
  }

  private List<String> decode(ByteBuffer b) throws IOException {
    var fields = new FieldList(1 << 20, 1000);
    decoder.decode(b.array(), 0, b.limit(), fields);
    var lines = new ArrayList<String>();
    for (int i = 0; i < fields.count(); i++) {
      lines.add(fields.name(i) + ": " + fields.value(i));
    }
    return lines;
  }

  private byte[] encode(Frame frame) {
    return switch (frame) {
      case Frame.Data f ->
          frame(
              Frames.DATA,
              f.end() ? Frames.END_STREAM : 0,
              f.stream(),
              f.content().getBytes(StandardCharsets.ISO_8859_1));
      case Frame.Headers f ->
          frame(
              Frames.HEADERS,
              Frames.END_HEADERS | (f.end() ? Frames.END_STREAM : 0),
              f.stream(),
              block(f.fields()));
      case Frame.RstStream f -> frame(Frames.RST_STREAM, 0, f.stream(), ints(f.code().code()));
      case Frame.Settings f -> frame(Frames.SETTINGS, 0, 0, settings(f.pairs()));
      case Frame.SettingsAck _ -> frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]);
      case Frame.Ping f ->
          frame(
              Frames.PING,
              f.ack() ? Frames.ACK : 0,
              0,
              ints((int) (f.opaque() >> 32), (int) f.opaque()));
      case Frame.GoAway f -> frame(Frames.GOAWAY, 0, 0, ints(f.lastStream(), f.code().code()));
      case Frame.WindowUpdate f -> frame(Frames.WINDOW_UPDATE, 0, f.stream(), ints(f.increment()));
      case Frame.Raw f ->
          frame(f.type(), f.flags(), f.stream(), HexFormat.of().parseHex(f.payload()));
    };
  }

  /// Returns the header block of fields given as `name: value`.
  byte[] block(List<String> fields) {
    encoder.begin();
    for (String field : fields) {
      int colon = field.indexOf(": ");
      encoder.put(field.substring(0, colon), field.substring(colon + 2));
    }
    return java.util.Arrays.copyOf(encoder.block(), encoder.length());
  }

  private static byte[] settings(List<Integer> pairs) {
    ByteBuffer b = ByteBuffer.allocate(3 * pairs.size());
    for (int i = 0; i < pairs.size(); i += 2) {
      b.putShort(pairs.get(i).shortValue()).putInt(pairs.get(i + 1));
    }
    return b.array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      b.putInt(value);
    }
    return b.array();
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(Frames.HEADER_BYTES + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public void close() {
    wire.close();
  }
}
