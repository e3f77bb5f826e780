package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.RejectReason;

class TranscriptParserTest {

  @Test
  void adjacentLinesOfTheClientAreOneWrite() {
    var transcript = parse("> GET / HTTP/1.1\n> Host: a\n>\n>| x\n!open");
    assertThat(transcript.steps().getFirst())
        .isEqualTo(new Step.Send(5, "GET / HTTP/1.1\r\nHost: a\r\n\r\nx"));
  }

  @Test
  void responseHasFieldsContentAndTrailers() {
    var transcript =
        parse("< HTTP/1.1 200 OK\n< A: 1\n< !B\n< C ~ x+\n< *\n<\n< hi\n<| ho\n<+ T: 2\n!eof");
    var response = ((Step.Receive) transcript.steps().getFirst()).response();
    assertThat(response.required()).extracting(Step.ExpectedField::name).containsExactly("A", "C");
    assertThat(response.absent()).containsExactly("B");
    assertThat(response.anyFurther()).isTrue();
    assertThat(response.content()).isEqualTo("hi\nho");
    assertThat(response.trailers()).extracting(Step.ExpectedField::name).containsExactly("T");
  }

  @Test
  void responseWithoutEmptyLineMayHaveAnyContent() {
    var response = ((Step.Receive) parse("< HTTP/1.1 200 OK\n< *\n!eof").steps().getFirst());
    assertThat(response.response().content()).isNull();
  }

  @Test
  void rawOctetsAfterAResponseTakeThePlaceOfItsContent() {
    var steps = parse("< HTTP/1.1 200 OK\n< *\n<< 5\n<<| hello\n!cut").steps();
    assertThat(((Step.Receive) steps.getFirst()).response().headOnly()).isTrue();
    assertThat(steps.subList(1, 4))
        .containsExactly(
            new Step.ReceiveRaw(4, "5\r\n"),
            new Step.ReceiveRaw(5, "hello"),
            new Step.End(6, false));
  }

  @Test
  void casesOfAFileAreNumbered() {
    var cases =
        TranscriptParser.parse("f", "# RFC 9112 §2: a\n!eof\n---\n# RFC 9112 §3: b\n!open\n");
    assertThat(cases).extracting(Transcript::number).containsExactly(1, 2);
    assertThat(cases.get(1).citations()).containsExactly(new Citation(9112, "3"));
  }

  @Test
  void directivesTakeAlternatives() {
    assertThat(parse("!eof\n!reason BARE_CR | BARE_LF").reasons())
        .containsExactly(RejectReason.BARE_CR, RejectReason.BARE_LF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "> GET~say what becomes of the connection",
        "GET~a line starts with",
        "!what~unknown directive",
        "< A: 1~starts with its status line",
        ">GET~a blank follows >",
        "> \\q~unknown escape",
        "!reason NO_SUCH~No enum constant"
      })
  void mistakesAreReportedWithTheirLine(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f:2: ")
        .hasMessageContaining(message);
  }

  @Test
  void escapesAreOctets() {
    assertThat(Escapes.decode("a\\r\\n\\t\\0\\s\\\\\\xff\\{ab\\n*2}c"))
        .isEqualTo("a\r\n\t\0 \\\u00ffab\nab\nc");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("weft.conformance.Transcript#all")
  void fileIsNamedByTheFirstSectionThatACaseCites(Transcript transcript) {
    Citation first = transcript.citations().getFirst();
    assertThat(transcript.file())
        .startsWith("rfc" + first.rfc() + "/" + first.section() + "-")
        .endsWith(".txt");
    assertThat(transcript.comments().getFirst()).startsWith(first.toString()).endsWith(".");
  }

  private static Transcript parse(String lines) {
    return TranscriptParser.parse("f", "# RFC 9112 §2: a case.\n" + lines + "\n").getFirst();
  }
}
