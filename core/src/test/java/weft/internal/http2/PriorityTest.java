package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.priorityUpdate;
import static weft.internal.http2.Frame.settings;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who goes first when not all can (RFC 9218).
class PriorityTest extends Served {

  private static final int EACH = 20_000;

  // RFC 9218 §4.
  @ParameterizedTest
  @CsvSource({
    "'', 3, false",
    "u=0, 0, false",
    "'u=7, i', 7, true",
    "'i, u=1', 1, true",
    "i=?1, 3, true",
    "'i=?0', 3, false",
    "u=8, 3, false",
    "u=x, 3, false",
    "'a=b;c, u=2 , d', 2, false",
  })
  void parses(String dictionary, int urgency, boolean incremental) {
    assertThat(Priority.parse(dictionary)).isEqualTo(new Priority(urgency, incremental));
  }

  /// Takes so much content, and returns the streams in the order of their frames. A frame without
  /// content does not count: a handler ends its stream when it comes to that.
  private static List<Integer> take(Peer peer, int count) throws IOException {
    var order = new ArrayList<Integer>();
    int left = count;
    while (left > 0) {
      Frame.Data data = (Frame.Data) peer.next();
      int octets = data.content().length();
      left -= octets;
      if (octets > 0 && (order.isEmpty() || order.getLast() != data.stream())) {
        order.add(data.stream());
      }
    }
    return order;
  }

  /// Has responses wait for the connection's window, on streams 3, 5 and so on.
  private Peer withWaiting(String... priorities) throws IOException {
    Peer peer =
        serve(
                known(
                    (w, r) -> {
                      w.flush(); // so that the content is offered as a whole
                      boolean fills = r.path().equals("/fill");
                      w.write(new byte[fills ? Frames.WINDOW_BYTES_INITIAL : EACH]);
                    }))
            .greet(settings(Setting.INITIAL_WINDOW_SIZE, 1 << 20));
    // Stream 1 uses the window of the connection up, so that the others wait together.
    peer.send(headers(1, "GET", "/fill"));
    assertThat(peer.response(1)).hasSize("200 ".length() + Frames.WINDOW_BYTES_INITIAL);
    for (int i = 0; i < priorities.length; i++) {
      int id = 3 + 2 * i;
      peer.send(headers(id, "GET", "/", "priority: " + priorities[i]));
      assertThat(((Frame.Headers) peer.next()).stream()).isEqualTo(id);
      awaitBlocked(peer, i + 1); // in the order of their streams
    }
    return peer;
  }

  // RFC 9218 §10, by the field of RFC 9218 §5.
  @Test
  void urgentOnesFirst() throws IOException {
    try (Peer peer = withWaiting("u=5", "u=1", "u=3")) {
      peer.send(windowUpdate(0, 3 * EACH));
      assertThat(take(peer, 3 * EACH)).containsExactly(5, 7, 3);
    }
  }

  @Test
  void olderOnesFirst() throws IOException {
    try (Peer peer = withWaiting("u=3", "u=3", "u=3")) {
      peer.send(windowUpdate(0, 3 * EACH));
      assertThat(take(peer, 3 * EACH)).containsExactly(3, 5, 7);
    }
  }

  @Test
  void incrementalOnesTakeTurns() throws IOException {
    try (Peer peer = withWaiting("i", "i", "i")) {
      peer.send(windowUpdate(0, 3 * EACH));
      assertThat(take(peer, 3 * EACH)).startsWith(3, 5, 7, 3).hasSizeGreaterThan(5);
    }
  }

  // RFC 9218 §7.1.
  @Test
  void priorityMayChange() throws IOException {
    try (Peer peer = withWaiting("u=3", "u=3", "u=3")) {
      peer.send(priorityUpdate(7, "u=0"), windowUpdate(0, 3 * EACH));
      assertThat(take(peer, 3 * EACH)).containsExactly(7, 3, 5);
    }
  }

  @Test
  void priorityMayComeBeforeTheRequest() throws IOException {
    try (Peer peer = withWaiting("u=3")) {
      peer.send(priorityUpdate(5, "u=0"), headers(5, "GET", "/"));
      assertThat(((Frame.Headers) peer.next()).stream()).isEqualTo(5);
      awaitBlocked(peer, 2);
      peer.send(windowUpdate(0, 2 * EACH));
      assertThat(take(peer, 2 * EACH)).containsExactly(5, 3);
    }
  }
}
