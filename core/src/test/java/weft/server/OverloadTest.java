package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// More connections than there may be.
@SuppressWarnings("try") // clients close in the middle of a test
class OverloadTest {

  private final TraceLog trace = new TraceLog();

  private Server.Builder atMost(int connections) {
    return Server.builder((w, _) -> w.print("hello")).connectionsMax(connections).trace(trace);
  }

  @ParameterizedTest
  @EnumSource
  void connectionTooManyIsToldSo(Network network) throws Exception {
    try (var server = network.start(atMost(1));
        Wire kept = server.connect()) {
      kept.send(Sample.get("/")).readResponse();
      try (Wire shed = server.connect()) {
        WireResponse response = shed.send(Sample.get("/")).readResponse();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header().get("Retry-After")).isEqualTo("1");
        assertThat(response.header().get("Connection")).isEqualTo("close");
        assertThat(shed.isAtEnd()).isTrue();
      }
      assertThat(trace.next("shed")).isEqualTo("shed");
      assertThat(kept.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
      assertThat(server.server().connections()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionThatEndsMakesRoom(Network network) throws Exception {
    try (var server = network.start(atMost(1))) {
      for (int i = 0; i < 5; i++) {
        try (Wire wire = server.connect()) {
          assertThat(wire.send(Sample.get("/")).readResponse().status()).isEqualTo(200);
        }
        trace.next("closed");
      }
    }
  }

  @Test
  void floodIsShedAndForgotten() throws Exception {
    try (var server = TestServer.start(atMost(1));
        Wire kept = server.connect()) {
      kept.send(Sample.get("/")).readResponse();
      var flood = new ArrayList<Wire>();
      for (int i = 0; i < 400; i++) {
        flood.add(server.connect());
      }
      for (int i = 0; i < 400; i++) {
        trace.next("shed");
      }
      flood.forEach(Wire::close);
      assertThat(kept.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitingConnectionIsServedWhenAnotherEnds(Network network) throws Exception {
    try (var server = network.start(atMost(1).overload(OverloadPolicy.WAIT));
        Wire first = server.connect()) {
      first.send(Sample.get("/")).readResponse();
      try (Wire second = server.connect()) {
        second.send(Sample.get("/"));
        assertThat(first.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
        assertThat(server.server().connections()).isOne();
        first.close();
        assertThat(second.readResponse().text()).isEqualTo("hello");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverThatWaitsCanBeStopped(Network network) throws Exception {
    var serving = new CountDownLatch(1);
    var builder =
        Server.builder(
                (_, _) -> {
                  serving.countDown();
                  new CountDownLatch(1).await();
                })
            .connectionsMax(1)
            .overload(OverloadPolicy.WAIT)
            .interruptible(true);
    try (var server = network.start(builder);
        Wire first = server.connect()) {
      first.send(Sample.get("/"));
      serving.await();
      server.server().close();
      server.server().await();
      assertThat(first.readToEnd()).isEmpty();
    }
  }
}
