package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.Limits;
import weft.RejectReason;
import weft.fuzz.Allocation;
import weft.internal.exchange.BadMessageException;

/// Request heads: accepted or refused with [BadMessageException], never anything else.
class RequestHeadFuzzTest {

  /// What became of the octets.
  ///
  /// @param used how many octets belong to the head, or lie before the one at fault
  private record Outcome(@Nullable RequestHead head, @Nullable RejectReason refused, long used) {}

  @FuzzTest(maxDuration = "2m")
  void headIsTheSameInOneReadAndInMany(byte[] data) throws Exception {
    for (Limits limits : new Limits[] {Limits.STANDARD, Engine.SMALL}) {
      Outcome whole = Allocation.bounded(data.length, () -> read(data, Integer.MAX_VALUE, limits));
      assertThat(read(data, 1, limits)).isEqualTo(whole);
      assertThat(read(data, 7, limits)).isEqualTo(whole);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void headSurvivesEncoding(byte[] data) throws Exception {
    RequestHead head = read(data, Integer.MAX_VALUE, Limits.STANDARD).head();
    if (head != null) {
      byte[] encoded = encode(head);
      Outcome again = read(encoded, Integer.MAX_VALUE, Limits.STANDARD);
      assertThat(again).isEqualTo(new Outcome(head, null, encoded.length));
    }
  }

  private static Outcome read(byte[] data, int pieceBytesMax, Limits limits) throws IOException {
    InputBuffer in = Engine.input(Engine.connect(data, pieceBytesMax).server(), limits);
    try {
      if (!in.awaitOctet()) {
        return new Outcome(null, null, 0);
      }
      RequestHead head = Engine.reader(in, limits).read();
      return new Outcome(head, null, head == null ? 0 : in.offset());
    } catch (BadMessageException e) {
      assertThat(e.offset()).isBetween(0L, (long) data.length);
      assertThat(e.reason().status()).isBetween(400, 505);
      return new Outcome(null, e.reason(), e.offset());
    }
  }

  private static byte[] encode(RequestHead head) {
    RequestLine line = head.line();
    var text = new StringBuilder();
    text.append(line.method()).append(' ').append(line.target());
    text.append(" HTTP/1.").append(line.minorVersion()).append("\r\n");
    for (Header.Field field : head.header()) {
      text.append(field.name()).append(':').append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
