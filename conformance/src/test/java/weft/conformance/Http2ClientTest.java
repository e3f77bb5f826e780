package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That frames are written as RFC 9113 §4.1 has them, and that transcripts of HTTP/2 fail where
/// they should: against a server whose frames are given.
class Http2ClientTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "SETTINGS ~ 000000040000000000",
        "SETTINGS ACK ~ 000000040100000000",
        "SETTINGS ENABLE_PUSH=0 0x99=7 ~ 00000c040000000000 000200000000 009900000007",
        "DATA stream=1 END_STREAM | hi ~ 000002000100000001 6869",
        "DATA stream=1 pad=2 | hi ~ 000005000800000001 0268690000",
        "HEADERS R stream=3 END_HEADERS | a b ~ 000005010480000003 0001610162",
        "RST_STREAM stream=1 code=CANCEL ~ 000004030000000001 00000008",
        "PRIORITY stream=1 on=3 weight=16 ~ 000005020000000001 000000030f",
        "WINDOW_UPDATE by=0x80000001 ~ 000004080000000000 80000001",
        "GOAWAY last=1 code=0xff | x ~ 000009070000000000 00000001000000ff78",
        "PING length=7 opaque=1 ~ 000007060000000000 0000000000000001",
        "PRIORITY_UPDATE prioritized=1 | u=0 ~ 000007100000000000 00000001753d30",
        "0x77 flags=0xff stream=9 ~ 00000077ff00000009",
      })
  void framesAreEncoded(String line, String hex) {
    byte[] octets = FrameText.encode(line.strip()).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(HexFormat.of().formatHex(octets)).isEqualTo(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({"HEADRS", "SETTINGS ENABLE_PSUH=0", "DATA stream=x", "DATA END-STREAM"})
  void mistakesAreReported(String line) {
    assertThatThrownBy(() -> FrameText.encode(line)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final String OK =
      """
      SETTINGS MAX_CONCURRENT_STREAMS=9
      HEADERS stream=1 END_HEADERS | :status 200 | a b
      WINDOW_UPDATE stream=1 by=5
      DATA stream=1 | he
      DATA stream=1 | llo
      HEADERS stream=1 END_STREAM END_HEADERS | x-sum 42
      RST_STREAM stream=3 code=CANCEL
      GOAWAY last=1 code=NO_ERROR
      """;

  @Test
  void passesWhenTheServerDoesAsWritten() {
    assertThatCode(
            () -> {
              var client = client(OK);
              client.expect("RST_STREAM stream=3 code=CANCEL");
              client.expect("RESPONSE stream=1 content=hello | :status 200 | a * | !b | +x-sum 42");
              client.expect("SETTINGS MAX_CONCURRENT_STREAMS=9");
              client.expectNothing(1);
              client.expectGoAway("last=1");
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "RST_STREAM stream=3 code=NO_ERROR ~ expected RST_STREAM stream=3 code=NO_ERROR but got",
        "DATA stream=1 ~ expected DATA stream=1 but got HEADERS",
        "HEADERS stream=5 ~ the server closed",
        "RESPONSE stream=1 | :status 404 ~ expected :status 404",
        "RESPONSE stream=1 | !a ~ unwanted a",
        "RESPONSE stream=1 content=hell ~ expected the content 'hell'",
        "RESPONSE stream=1 | +x-sum 43 ~ expected x-sum 43",
        "RESPONSE stream=3 ~ but got RST_STREAM",
        "SETTINGS ACK ~ but got GOAWAY",
      })
  void failsWhenTheServerDoesOtherwise(String line, String message) {
    assertThatThrownBy(() -> client(OK).expect(line.strip()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void failsWhenSomethingCameThatShouldNot() {
    var client = client(OK);
    client.expect("RST_STREAM stream=3");
    assertThatThrownBy(() -> client.expectNothing(1)).hasMessageContaining("unexpected HEADERS");
    assertThatThrownBy(() -> client.expectGoAway("code=CANCEL")).hasMessageContaining("but got");
  }

  /// Returns a client of a server that sends these frames, and closes.
  private static Http2Client client(String frames) {
    String octets = frames.lines().map(FrameText::encode).collect(Collectors.joining());
    return new Http2Client(new PeerReader(new CannedPeer(octets)));
  }
}
