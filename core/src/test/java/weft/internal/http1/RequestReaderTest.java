package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import weft.Limits;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.VirtualClock;
import weft.internal.text.StringCache;

/// That a header section which comes again is not parsed again, and that nothing else shows it.
class RequestReaderTest {

  private static final String FIELDS = "Host: a\r\nX-One: 1\r\n\r\n";

  private Limits limits = Limits.STANDARD;
  private InputBuffer in;
  private RequestReader reader;

  private void connect(String... reads) {
    var transport = new Script(reads);
    var noTimeouts = new Timeouts(0, 0, 0, 0, 0, 0, 0);
    var deadlines = new Deadlines(transport, new VirtualClock(), noTimeouts);
    var out = new OutputBuffer(deadlines, new BufferPool(16 << 10, 1));
    in = new InputBuffer(transport, out, deadlines, new BufferPool(4 << 10, 1));
    reader = new RequestReader(in, limits, new StringCache());
  }

  private RequestHead read() throws IOException {
    assertThat(in.awaitOctet()).isTrue();
    return Objects.requireNonNull(reader.read());
  }

  @Test
  void theSameFieldsAreParsedOnce() throws IOException {
    connect("GET /a HTTP/1.1\r\n" + FIELDS, "PUT /b HTTP/1.1\r\n" + FIELDS);
    RequestHead first = read();
    RequestHead second = read();
    assertThat(second.header()).isSameAs(first.header());
    assertThat(second.line()).isEqualTo(new RequestLine("PUT", "/b", 1));
    assertThat(second.header().isReadOnly()).isTrue();
  }

  @Test
  void otherFieldsAreOthers() throws IOException {
    String get = "GET / HTTP/1.1\r\n";
    String longer = FIELDS.replace("1\r\n\r\n", "1\r\nX-Two: 2\r\n\r\n");
    connect(get + FIELDS + get + longer + get + FIELDS.replace('1', '3') + get + FIELDS);
    assertThat(read().header()).hasToString("[Host: a, X-One: 1]");
    assertThat(read().header()).hasToString("[Host: a, X-One: 1, X-Two: 2]");
    assertThat(read().header()).hasToString("[Host: a, X-One: 3]");
    assertThat(read().header()).hasToString("[Host: a, X-One: 1]");
  }

  @Test
  void aSectionInPiecesIsReadAsAWhole() throws IOException {
    String get = "GET / HTTP/1.1\r\n" + FIELDS;
    for (int at = 1; at < get.length(); at++) {
      connect(get, get.substring(0, at), get.substring(at) + get);
      RequestHead first = read();
      assertThat(read().header()).isEqualTo(first.header());
      assertThat(read().header()).isEqualTo(first.header());
      assertThat(in.isEmpty()).isTrue();
    }
  }

  @Test
  void theVersionDecidesWhatTheSameFieldsMean() throws IOException {
    connect("GET / HTTP/1.1\r\n" + FIELDS, "GET / HTTP/1.0\r\n" + FIELDS);
    assertThat(read().persistent()).isTrue();
    assertThat(read().persistent()).isFalse();
  }

  @Test
  void aTargetThatDisagreesWithTheSameHostIsRefused() throws IOException {
    connect("GET / HTTP/1.1\r\n" + FIELDS, "GET http://b/ HTTP/1.1\r\n" + FIELDS);
    read();
    assertThatThrownBy(this::read).hasMessageContaining("HOST_MISMATCH");
  }

  @Test
  void aLongerRequestLineLeavesLessRoomForTheSameFields() throws IOException {
    String line = "GET / HTTP/1.1\r\n";
    limits = Limits.STANDARD.with().headerBytesMax(line.length() + FIELDS.length()).build();
    connect(line + FIELDS, line.replace("/ ", "/longer ") + FIELDS);
    read();
    assertThatThrownBy(this::read).hasMessageContaining("HEADER_TOO_LARGE");
  }

  @Test
  void whatIsLongIsNotKept() throws IOException {
    String fields = "Host: a\r\nX: " + "x".repeat(RequestReader.KEPT_BYTES_MAX) + "\r\n\r\n";
    connect("GET / HTTP/1.1\r\n" + fields, "GET / HTTP/1.1\r\n" + fields);
    RequestHead first = read();
    RequestHead second = read();
    assertThat(second.header()).isEqualTo(first.header()).isNotSameAs(first.header());
  }
}
