package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReaderTest {

  @Test
  void readsEveryToken() throws IOException {
    var json =
        new JsonReader(
            new StringReader(" {\"a\\u00e4\\n\\/\": [1.5e3, true, \"x\"], \"b\":null} "));
    assertThat(tokens(json))
        .containsExactly(
            "BEGIN_OBJECT",
            "NAME aä\n/",
            "BEGIN_ARRAY",
            "LITERAL 1.5e3",
            "LITERAL true",
            "STRING x",
            "END_ARRAY",
            "NAME b",
            "LITERAL null",
            "END_OBJECT");
  }

  @Test
  void skipsWhatIsNested() throws IOException {
    var json = new JsonReader(new StringReader("{\"a\":{\"b\":[1,[2]]},\"c\":3}"));
    json.next();
    json.next();
    json.skip(json.next());
    assertThat(tokens(json)).containsExactly("NAME c", "LITERAL 3", "END_OBJECT");
  }

  @Test
  void endInTheMiddleIsAnError() {
    assertThatThrownBy(() -> new JsonReader(new StringReader("\"abc")).next())
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> new JsonReader(new StringReader("[1")).skip(JsonReader.Token.BEGIN_ARRAY))
        .isInstanceOf(IOException.class);
  }

  @Test
  void threadsComeFromADump() throws IOException {
    String dump =
        """
        {"threadDump": {"threadContainers": [{"container": "<root>", "threads": [
          {"tid": "3", "name": "main", "state": "RUNNABLE", "stack": [
             "java.base\\/java.lang.Object.wait0(Native Method)", "app//a.B$C.run(B.java:7)"],
           "monitorsOwned": [{"depth": 4, "locks": ["x"]}]},
          {"tid": "4", "virtual": true, "name": "", "state": "WAITING", "stack": []}],
          "threadCount": "2"}]}}
        """;
    var threads = new ArrayList<ThreadDump.Entry>();
    ThreadDump.read(new JsonReader(new StringReader(dump)), threads::add);
    assertThat(threads)
        .containsExactly(
            new ThreadDump.Entry(
                3,
                "main",
                false,
                "RUNNABLE",
                List.of(
                    new Frame("java.lang.Object.wait0", "java/lang/Object.java", 0),
                    new Frame("a.B$C.run", "a/B.java", 7))),
            new ThreadDump.Entry(4, "", true, "WAITING", List.of()));
  }

  private static List<String> tokens(JsonReader json) throws IOException {
    var tokens = new ArrayList<String>();
    for (var token = json.next(); token != JsonReader.Token.END; token = json.next()) {
      boolean hasText =
          switch (token) {
            case NAME, STRING, LITERAL -> true;
            default -> false;
          };
      tokens.add(hasText ? token + " " + json.text() : token.toString());
    }
    return tokens;
  }
}
