package weft.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import weft.conformance.Step.ExpectedResponse;

/// Plays the client of one transcript over one connection.
final class TranscriptRun implements AutoCloseable {

  private static final String PROBE = "GET /hello HTTP/1.1\r\nHost: example.com\r\n\r\n";

  private final Transcript transcript;
  private final Target target;
  private final Peer peer;
  private final PeerReader in;
  private final Http2Client http2;
  private Thread sender = Thread.currentThread();

  TranscriptRun(Transcript transcript, Target target) throws IOException {
    this.transcript = transcript;
    this.target = target;
    this.peer = target.connect();
    this.in = new PeerReader(peer);
    this.http2 = new Http2Client(in);
    if (transcript.isHttp2() && !transcript.saysPreface()) {
      send(Http2Client.greeting());
    }
  }

  /// Runs all steps.
  ///
  /// @throws AssertionError if the server does not do what the transcript says
  void play() throws IOException {
    for (Step step : transcript.steps()) {
      try {
        play(step);
      } catch (AssertionError e) {
        if (in.wasReset() && mayBeReset()) {
          return;
        }
        String where = transcript.file() + ":" + step.line() + ": " + transcript.comments();
        throw new AssertionError(
            where + "\n" + e.getMessage() + "\nreceived so far:\n" + received(), e);
      }
    }
  }

  private String received() {
    return transcript.isHttp2() ? http2.transcript() : in.transcript();
  }

  /// Returns whether the server may cut the connection: a reset may overtake what it sent before.
  private boolean mayBeReset() {
    return transcript.steps().getLast() instanceof Step.End end && !end.clean();
  }

  private void play(Step step) throws IOException {
    switch (step) {
      case Step.Send send -> send(send.octets());
      case Step.Receive receive -> receive(receive.response());
      case Step.ReceiveRaw raw -> receiveRaw(raw.octets());
      case Step.ReceiveRest _ -> in.rest();
      case Step.ReceiveFrame frame -> http2.expect(frame.frame());
      case Step.ReceiveNothing nothing -> expectNothing(nothing.stream());
      case Step.GoAway goAway -> {
        http2.expectGoAway(goAway.words());
        expectEnd(true);
      }
      case Step.End end -> expectEnd(end.clean());
      case Step.Open _ -> probe();
      case Step.HalfClose _ -> {
        awaitSent();
        peer.shutdownOutput();
      }
      case Step.Reset _ -> {
        awaitSent();
        peer.reset();
      }
      case Step.Advance advance -> {
        awaitSent();
        target.advance(advance.duration());
      }
    }
  }

  /// Sends on a thread of its own: a server that answers before it has read everything, and a
  /// client that reads only after it has sent everything, would wait for each other. That the
  /// server takes no more is no failure: what it answers decides.
  private void send(String octets) {
    awaitSent();
    sender =
        Thread.startVirtualThread(
            () -> {
              try {
                peer.send(octets.getBytes(StandardCharsets.ISO_8859_1));
              } catch (IOException e) {
                return;
              }
            });
  }

  private void awaitSent() {
    if (sender == Thread.currentThread()) {
      return;
    }
    try {
      if (!sender.join(Duration.ofSeconds(10))) {
        throw new AssertionError("the server neither reads nor closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void receive(ExpectedResponse expected) {
    if (expected.optional() && !in.lineFollows(expected.statusLine())) {
      return;
    }
    ResponseCheck.check(expected, WireResponse.read(in, expected.headOnly()));
  }

  private void receiveRaw(String octets) {
    String actual = in.exactly(octets.length());
    if (!actual.equals(octets)) {
      throw new AssertionError("expected the octets '" + octets + "' but got '" + actual + "'");
    }
  }

  private void expectEnd(boolean clean) {
    if (!in.atEnd()) {
      throw new AssertionError("the server sends more: " + in.rest());
    }
    if (clean && in.wasReset()) {
      throw new AssertionError("the server reset the connection instead of closing it");
    }
  }

  /// The server answers PING after it has taken everything that was sent before.
  private void expectNothing(int stream) {
    send(FrameText.encode("PING opaque=99"));
    http2.expect("PING ACK opaque=99");
    http2.expectNothing(stream);
  }

  private void probe() {
    if (transcript.isHttp2()) {
      send(http2.probe());
      http2.checkProbe();
      return;
    }
    send(PROBE);
    WireResponse response = WireResponse.read(in, false);
    if (response.status() != 200 || !response.content().equals("hello\n")) {
      throw new AssertionError("the connection is not usable: " + response);
    }
  }

  @Override
  public void close() {
    try {
      peer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
