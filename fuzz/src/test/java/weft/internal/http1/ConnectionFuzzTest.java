package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.ConnectionInfo;
import weft.Limits;
import weft.RejectReason;
import weft.Request;
import weft.ResponseWriter;
import weft.ServerTrace;
import weft.StatusException;
import weft.fuzz.Allocation;
import weft.internal.net.Faults;
import weft.internal.net.MemoryNetwork;

/// Whole connections: whatever arrives, what leaves is well-formed responses and then the end.
class ConnectionFuzzTest {

  private static final int OCTETS_MAX = 16 << 10;

  @FuzzTest(maxDuration = "3m")
  void connectionDoesTheSameInOneReadAndInMany(byte[] data) throws Exception {
    if (data.length <= OCTETS_MAX) {
      compare(data, Limits.STANDARD);
      compare(data, Engine.SMALL);
    }
  }

  private static void compare(byte[] data, Limits limits) throws Exception {
    Connection whole =
        Allocation.bounded(data.length, () -> new Connection(limits).run(data, Faults.NONE));
    Faults single = Faults.NONE.withReadBytesMax(1);
    new Connection(limits).run(data, single).isLike(whole);
    Faults pieces = Faults.NONE.withReadBytesMax(64).withSplits(data.length);
    new Connection(limits).run(data, pieces).isLike(whole);
  }

  /// One connection, and all that is to be seen of it.
  private static final class Connection implements ServerTrace {

    private final Limits limits;
    private final List<String> transcript = new ArrayList<>();
    private final List<String> methods = new ArrayList<>();
    private @Nullable List<String> responses;
    private boolean aborted;
    private boolean mayReset;

    Connection(Limits limits) {
      this.limits = limits;
    }

    /// Fails unless the same was to be seen of `other`; responses that a reset destroyed do not
    /// count.
    void isLike(Connection other) {
      assertThat(transcript).isEqualTo(other.transcript);
      if (responses != null && other.responses != null) {
        assertThat(responses).isEqualTo(other.responses);
      }
    }

    Connection run(byte[] data, Faults faults) throws IOException {
      MemoryNetwork.Pair pair = Engine.connect(data, faults);
      Engine.connection(pair.server(), Engine.settings(limits, this::serve, this)).run();
      try {
        byte[] output = Engine.readAll(pair.client());
        if (!aborted) {
          responses = Responses.parse(output, methods);
        }
      } catch (SocketException reset) {
        assertThat(mayReset).as("reset").isTrue();
      }
      return this;
    }

    private void serve(ResponseWriter w, Request r) throws IOException {
      transcript.add(r.method() + " " + r.target() + " " + r.host() + " " + r.header());
      methods.add(r.method());
      transcript.add(r.path() + " " + r.query() + " " + r.cookies() + " " + r.remoteAddr());
      transcript.add(r.basicAuth().isPresent() + " " + r.close() + " " + r.contentLength());
      switch (r.path()) {
        case "/ignore" -> w.print("ignored");
        case "/one" -> w.print("one: " + r.body().read());
        case "/form" -> w.print(r.form().encode());
        case "/stream" -> {
          w.flush();
          r.body().transferTo(w);
        }
        default -> {
          w.write(r.body().readAllBytes());
          transcript.add(r.trailer().toString());
        }
      }
    }

    @Override
    public void requestFinished(RequestOutcome outcome) {
      Throwable failure = outcome.failure();
      if (failure != null) {
        assertThat(failure).isInstanceOfAny(IOException.class, StatusException.class);
        transcript.add("failed: " + failure);
      }
    }

    @Override
    public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
      transcript.add("rejected: " + reason + " at " + offset);
    }

    @Override
    public void closed(
        ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
      transcript.add("closed: " + why + " after " + requests);
      aborted = why == CloseReason.ABORTED;
      // An aborted response is cut off. A client that sends more after the request that it said
      // was its last may be reset.
      mayReset = aborted || why == CloseReason.NOT_PERSISTENT;
    }
  }
}
