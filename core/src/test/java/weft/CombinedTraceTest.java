package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CombinedTraceTest {

  private static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("h", 1);
  private static final ConnectionInfo CONNECTION = new ConnectionInfo(1, ADDRESS, ADDRESS, null);
  private static final Request REQUEST = Request.builder("GET", "/").build();

  private final List<String> heard = new ArrayList<>();

  @Test
  void passesOnEveryEvent() {
    tellAll(ServerTrace.all(recorder("a"), recorder("b")));
    List<String> events =
        Arrays.stream(ServerTrace.class.getMethods())
            .filter(m -> m.getReturnType() == void.class)
            .map(Method::getName)
            .collect(Collectors.toList());
    assertThat(heard).hasSize(2 * events.size());
    for (String event : events) {
      int first = heard.indexOf("a " + event);
      assertThat(first).as(event).isNotNegative();
      assertThat(heard.get(first + 1)).isEqualTo("b " + event);
    }
  }

  @Test
  void oneThatFailsKeepsNoOtherFromHearing() {
    ServerTrace all = ServerTrace.all(failing("one"), recorder("a"), failing("two"), recorder("b"));
    assertThatIllegalStateException()
        .isThrownBy(() -> all.accepted(CONNECTION))
        .withMessage("one")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .hasToString(new IllegalStateException("two").toString()));
    assertThat(heard).containsExactly("a accepted", "b accepted");
  }

  @Test
  void requestsAreWantedIfOneWantsThem() {
    assertThat(ServerTrace.all(wanting(false), wanting(true)).wantsRequests()).isTrue();
    assertThat(ServerTrace.all(wanting(false), wanting(false)).wantsRequests()).isFalse();
    assertThat(ServerTrace.all().wantsRequests()).isFalse();
    assertThat(new ServerTrace() {}.wantsRequests()).isTrue();
  }

  private static ServerTrace wanting(boolean requests) {
    return new ServerTrace() {
      @Override
      public boolean wantsRequests() {
        return requests;
      }
    };
  }

  @Test
  void oneFailureOfTwoTracesIsThrownOnce() {
    var failure = new IllegalStateException("same");
    ServerTrace failing = failing(failure);
    assertThatIllegalStateException()
        .isThrownBy(() -> ServerTrace.all(failing, failing).accepted(CONNECTION))
        .isSameAs(failure);
  }

  @Test
  void noTraceHearsNothing() {
    tellAll(ServerTrace.all());
    tellAll(new ServerTrace() {});
    assertThat(heard).isEmpty();
  }

  private static void tellAll(ServerTrace trace) {
    trace.accepted(CONNECTION);
    trace.acceptFailed(ADDRESS, new IOException(), Duration.ZERO);
    trace.shed(ADDRESS);
    trace.handshakeFailed(CONNECTION, ServerTrace.HandshakeFailure.NOT_TLS, new IOException());
    trace.certificateReloaded(List.of());
    trace.certificateRejected(new IOException());
    trace.requestStarted(REQUEST);
    trace.requestFinished(
        new ServerTrace.RequestOutcome(
            REQUEST, "", 200, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, null));
    trace.rejected(CONNECTION, RejectReason.BARE_LF, 1);
    trace.timedOut(CONNECTION, ServerTrace.TimeoutKind.IDLE);
    trace.closed(CONNECTION, ServerTrace.CloseReason.SHUTDOWN, 1, 2, 3);
  }

  private ServerTrace recorder(String name) {
    return (ServerTrace)
        Proxy.newProxyInstance(
            ServerTrace.class.getClassLoader(),
            new Class<?>[] {ServerTrace.class},
            (_, method, _) -> {
              heard.add(name + " " + method.getName());
              return null;
            });
  }

  private static ServerTrace failing(String message) {
    return failing(new IllegalStateException(message));
  }

  private static ServerTrace failing(RuntimeException failure) {
    return new ServerTrace() {
      @Override
      public void accepted(ConnectionInfo connection) {
        throw failure;
      }
    };
  }
}
