package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.Limits;
import weft.RejectReason;
import weft.ServerTrace;
import weft.fuzz.Allocation;
import weft.internal.exchange.BadMessageException;
import weft.internal.net.MemoryNetwork;
import weft.internal.net.Transport;

/// Chunked content: decoded or refused with [BadMessageException], never anything else.
class ChunkedContentFuzzTest {

  private static final ServerTrace SILENT = new ServerTrace() {};

  /// What became of the octets.
  ///
  /// @param content what a handler got, as ISO-8859-1
  /// @param used how many octets belong to the content, or lie before the one at fault
  private record Outcome(
      String content, Header trailer, @Nullable RejectReason refused, long used) {}

  @FuzzTest(maxDuration = "2m")
  void contentIsTheSameInOneReadAndInMany(byte[] data) throws Exception {
    for (Limits limits : new Limits[] {Limits.STANDARD, Engine.SMALL}) {
      Outcome whole =
          Allocation.bounded(data.length, () -> decode(data, Integer.MAX_VALUE, 8192, limits));
      assertThat(decode(data, 1, 8192, limits)).isEqualTo(whole);
      assertThat(decode(data, Integer.MAX_VALUE, 1, limits)).isEqualTo(whole);
      assertThat(decode(data, 7, 3, limits)).isEqualTo(whole);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void contentSurvivesEncoding(byte[] data) throws Exception {
    MemoryNetwork.Pair pair = Engine.connect(new byte[0], Integer.MAX_VALUE);
    OutputBuffer out = Engine.output(pair.server());
    ResponseEncoder encoder = Engine.settings(Limits.STANDARD, (_, _) -> {}, SILENT).encoder();
    for (int at = 0; at < data.length; ) {
      int length = Math.min(1 + (data[at] & 0xff), data.length - at);
      encoder.putChunk(out, data, at, length);
      at += length;
    }
    Header trailer = Header.of("Digest", "sha-256=" + data.length);
    encoder.putLastChunk(out, trailer);
    out.flush();
    pair.server().shutdownOutput();
    byte[] octets = Engine.readAll(pair.client());
    assertThat(decode(octets, Integer.MAX_VALUE, 8192, Limits.STANDARD))
        .isEqualTo(new Outcome(text(data), trailer, null, octets.length));
  }

  private static Outcome decode(byte[] data, int pieceBytesMax, int readBytes, Limits limits)
      throws IOException {
    Transport transport = Engine.connect(data, pieceBytesMax).server();
    InputBuffer in = Engine.input(transport, limits);
    Content content = content(transport, in, limits);
    var received = new ByteArrayOutputStream();
    byte[] buffer = new byte[readBytes];
    try {
      int length;
      while ((length = content.read(buffer, 0, readBytes)) >= 0) {
        assertThat(length).as("octets of one read").isPositive();
        received.write(buffer, 0, length);
      }
      assertThat(content.isComplete()).isTrue();
      assertThat(content.count()).isEqualTo(received.size());
      return new Outcome(text(received.toByteArray()), content.trailer(), null, in.offset());
    } catch (BadMessageException e) {
      assertThat(e.offset()).isBetween(0L, (long) data.length);
      return new Outcome(text(received.toByteArray()), content.trailer(), e.reason(), e.offset());
    }
  }

  private static Content content(Transport transport, InputBuffer in, Limits limits) {
    Http1Settings settings = Engine.settings(limits, (_, _) -> {}, SILENT);
    var head =
        new RequestHead(
            new RequestLine("POST", "/", 1),
            new Header(),
            "example.com",
            Framing.Chunked.INSTANCE,
            true,
            false);
    var exchange =
        new Http1Exchange(
            Engine.connection(transport, settings), settings, head, in, Engine.output(transport));
    return exchange.content();
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
