package weft.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.sse.EventReader.Seen;

/// Events on the wire, and what a browser makes of them.
class EventTextTest {

  @ParameterizedTest
  @CsvSource({
    "one,         'data: one\n\n'",
    "'',          'data: \n\n'",
    "'a\nb',      'data: a\ndata: b\n\n'",
    "'a\r\nb\rc', 'data: a\ndata: b\ndata: c\n\n'",
    "'a\n',       'data: a\ndata: \n\n'",
    "'\r\n\n',    'data: \ndata: \ndata: \n\n'",
    "' a',        'data:  a\n\n'",
    "': id: 7',   'data: : id: 7\n\n'",
  })
  void everyLineOfTheDataIsAField(String data, String text) {
    assertThat(EventText.event(Event.of(data))).isEqualTo(text);
  }

  @Test
  void nameAndIdComeFirst() {
    Event event = Event.of("x").withName("price").withId("7");
    assertThat(EventText.event(event)).isEqualTo("id: 7\nevent: price\ndata: x\n\n");
    assertThat(EventText.event(event.withId(""))).startsWith("id: \n");
  }

  @Test
  void commentsAndRetryAreNoEvents() {
    String text =
        EventText.comment("a\rdata: b")
            + EventText.HEARTBEAT
            + EventText.retry(Duration.ofSeconds(3));
    EventReader read = EventReader.of(text);
    assertThat(read.events).isEmpty();
    assertThat(read.retryMillis).isEqualTo(3000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "\u0000"})
  void nameAndIdCannotLeaveTheirLine(String text) {
    Event event = Event.of("x");
    assertThatIllegalArgumentException().isThrownBy(() -> event.withName(text));
    assertThatIllegalArgumentException().isThrownBy(() -> event.withId(text));
  }

  @Test
  void anyDataReachesThePage() {
    var random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      String data = text(random, "\r\n\u0000\ufeff: aé");
      String id = text(random, ": 7");
      String stream =
          EventText.comment(text(random, "\r\n:d a"))
              + EventText.event(new Event(data, "", id))
              + EventText.event(Event.of("next").withName("n"));
      assertThat(EventReader.of(stream).events)
          .containsExactly(
              new Seen("message", data.replaceAll("\r\n|\r", "\n"), id), new Seen("n", "next", id));
    }
  }

  private static String text(Random random, String alphabet) {
    var text = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
