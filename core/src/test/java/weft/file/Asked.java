package weft.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackEncoder;
import weft.test.Recorder;
import weft.test.Wire;
import weft.test.WireResponse;

/// How a request reaches a server and its response comes back.
@FunctionalInterface
interface Asked {

  WireResponse ask(Request request) throws Exception;

  /// Without a network.
  static Asked directly(Handler handler) {
    return request -> {
      Recorder w = Recorder.serve(handler, request);
      return new WireResponse(w.status(), "", w.sentHeader(), w.content(), w.trailer());
    };
  }

  /// Over HTTP/1.1.
  static Asked http1(Wire wire) {
    return request -> {
      var text = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
      text.append("Host: a\r\n");
      request.header().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
      wire.send(text + "\r\n");
      return request.method().equals("HEAD") ? wire.readHeadResponse() : wire.readResponse();
    };
  }

  /// Over HTTP/2 (RFC 9113), one request after the other, the server's windows never short.
  static Asked http2(Wire wire) throws IOException {
    return new Http2(wire);
  }

  /// The client's side of one connection.
  final class Http2 implements Asked {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    private final Wire wire;
    private final HpackEncoder encoder = new HpackEncoder(4096);
    private final HpackDecoder decoder = new HpackDecoder(4096);
    private int stream = -1;

    private Http2(Wire wire) throws IOException {
      this.wire = wire;
      wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      send(SETTINGS, 0, 0, new byte[0]);
    }

    @Override
    public WireResponse ask(Request request) throws IOException {
      stream += 2;
      encoder.begin();
      encoder.put(":method", request.method());
      encoder.put(":scheme", "http");
      encoder.put(":authority", "a");
      encoder.put(":path", request.target());
      request.header().forEach((name, value) -> encoder.put(name.toLowerCase(Locale.ROOT), value));
      byte[] block = Arrays.copyOf(encoder.block(), encoder.length());
      send(HEADERS, END_HEADERS | END_STREAM, stream, block);
      return receive();
    }

    private WireResponse receive() throws IOException {
      var header = new Header();
      var content = new ByteArrayOutputStream();
      int status = 0;
      boolean end = false;
      while (!end) {
        ByteBuffer head = ByteBuffer.wrap(wire.readExactly(9));
        int lengthAndType = head.getInt();
        int flags = head.get();
        byte[] payload = wire.readExactly(lengthAndType >>> 8);
        switch (lengthAndType & 0xff) {
          case DATA -> {
            content.writeBytes(payload);
            end = (flags & END_STREAM) != 0;
          }
          case HEADERS -> {
            status = decode(payload, header);
            end = (flags & END_STREAM) != 0;
          }
          case SETTINGS -> {
            if ((flags & ACK) == 0) {
              send(SETTINGS, ACK, 0, new byte[0]);
            }
          }
          case WINDOW_UPDATE -> {}
          default -> throw new IOException("frame of type " + (lengthAndType & 0xff));
        }
      }
      if (content.size() > 0) {
        send(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(content.size()).array());
      }
      return new WireResponse(status, "", header, content.toByteArray(), new Header());
    }

    private int decode(byte[] block, Header header) throws IOException {
      var fields = new FieldList(1 << 16, 100);
      decoder.decode(block, 0, block.length, fields);
      for (int i = 1; i < fields.count(); i++) {
        header.add(fields.name(i), fields.value(i));
      }
      return Integer.parseInt(fields.value(0));
    }

    private void send(int type, int flags, int id, byte[] payload) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
      frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(id).put(payload);
      wire.send(frame.array());
    }
  }
}
