package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackException;

/// What a server sent, checked frame by frame against what it may send in the state that each
/// stream is in (RFC 9113 §5.1), whatever the client did.
final class SentFrames {

  private static final int LIST_BYTES_MAX = 1 << 20;

  private enum State {
    INTERIM,
    CONTENT,
    ENDED,
    RESET
  }

  private final Set<Integer> opened = new HashSet<>();
  private final Map<Integer, State> states = new HashMap<>();
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE_BYTES_INITIAL);
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private int highest;
  private int settings;
  private int lastStream = Integer.MAX_VALUE;
  private int frames;
  private int blockOf;
  private boolean blockEnds;

  /// @param client what the client sent after its preface
  SentFrames(byte[] client) {
    ByteBuffer b = ByteBuffer.wrap(client);
    while (b.remaining() >= Frames.HEADER_BYTES) {
      int lengthAndType = b.getInt();
      boolean ack = (b.get() & Frames.ACK) != 0;
      int id = b.getInt() & Integer.MAX_VALUE;
      switch (lengthAndType & 0xff) {
        case Frames.HEADERS -> opened.add(id);
        case Frames.SETTINGS -> settings += ack ? 0 : 1;
        default -> {}
      }
      b.position(b.position() + Math.min(b.remaining(), lengthAndType >>> 8));
    }
    highest = opened.stream().mapToInt(id -> id).max().orElse(0);
  }

  /// @param complete whether nothing of what was sent is missing
  void check(byte[] output, boolean complete) throws HpackException {
    ByteBuffer b = ByteBuffer.wrap(output);
    while (b.remaining() >= Frames.HEADER_BYTES) {
      int lengthAndType = b.getInt();
      int flags = b.get();
      int id = b.getInt();
      int length = lengthAndType >>> 8;
      assertThat(length).isLessThanOrEqualTo(Frames.PAYLOAD_BYTES_MIN);
      if (length > b.remaining()) {
        break;
      }
      int type = lengthAndType & 0xff;
      assertThat(frames++ > 0 || type == Frames.SETTINGS).as("first SETTINGS").isTrue();
      assertThat(type == Frames.CONTINUATION).as("in a block").isEqualTo(blockOf != 0);
      take(type, flags, id, b.slice(b.position(), length));
      b.position(b.position() + length);
    }
    assertThat(!complete || b.remaining() == 0).as("ends with a whole frame").isTrue();
    assertThat(!complete || blockOf == 0).as("ends with a whole block").isTrue();
  }

  private void take(int type, int flags, int id, ByteBuffer payload) throws HpackException {
    boolean ends = (flags & Frames.END_STREAM) != 0;
    switch (type) {
      case Frames.DATA -> data(id, ends);
      case Frames.HEADERS -> {
        blockOf = id;
        blockEnds = ends;
        fragment(flags, payload);
      }
      case Frames.CONTINUATION -> {
        assertThat(id).isEqualTo(blockOf);
        fragment(flags, payload);
      }
      case Frames.RST_STREAM -> reset(id);
      case Frames.SETTINGS -> assertThat(id).isZero();
      case Frames.PING -> assertThat(payload.remaining()).isEqualTo(8);
      case Frames.GOAWAY -> goAway(id, payload);
      case Frames.WINDOW_UPDATE -> assertThat(payload.getInt()).isPositive();
      default -> throw new AssertionError("a frame that no server sends: " + type);
    }
    if (type == Frames.SETTINGS && (flags & Frames.ACK) != 0) {
      assertThat(--settings).as("settings that were not acknowledged").isNotNegative();
    }
  }

  private void data(int id, boolean ends) {
    assertThat(states.get(id)).as("state before DATA on %d", id).isEqualTo(State.CONTENT);
    if (ends) {
      states.put(id, State.ENDED);
    }
  }

  private void fragment(int flags, ByteBuffer payload) throws HpackException {
    byte[] octets = new byte[payload.remaining()];
    payload.get(octets);
    block.writeBytes(octets);
    if ((flags & Frames.END_HEADERS) != 0) {
      var fields = new FieldList(LIST_BYTES_MAX, 1000);
      decoder.decode(block.toByteArray(), 0, block.size(), fields);
      fields(blockOf, fields);
      block.reset();
      blockOf = 0;
    }
  }

  /// Interim responses, one response, and a trailer section, which ends the stream (RFC 9113 §8.1).
  private void fields(int id, FieldList fields) {
    assertThat(opened).contains(id);
    State before = states.get(id);
    if (before == State.CONTENT) {
      assertThat(blockEnds).as("trailer section of %d", id).isTrue();
      assertThat(fields.name(0)).doesNotStartWith(":");
    } else {
      assertThat(before).as("state before HEADERS on %d", id).isIn(null, State.INTERIM);
      assertThat(fields.name(0)).isEqualTo(":status");
    }
    boolean interim = before != State.CONTENT && fields.value(0).startsWith("1");
    assertThat(interim && blockEnds).isFalse();
    states.put(id, blockEnds ? State.ENDED : interim ? State.INTERIM : State.CONTENT);
  }

  private void reset(int id) {
    assertThat(id).as("idle streams are not reset").isPositive().isLessThanOrEqualTo(highest);
    assertThat(states.put(id, State.RESET)).as("%d is reset once", id).isNotEqualTo(State.RESET);
  }

  private void goAway(int id, ByteBuffer payload) {
    assertThat(id).isZero();
    int last = payload.getInt();
    assertThat(last).as("only fewer streams are served").isBetween(0, lastStream);
    assertThat(last == Integer.MAX_VALUE || last <= highest).as("of the client's streams").isTrue();
    lastStream = last;
  }
}
