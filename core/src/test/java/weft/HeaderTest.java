package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.text.FieldLines;

class HeaderTest {

  @Test
  void comparesNamesWithoutCaseAndKeepsThem() {
    Header header = Header.of("X-One", "1", "x-two", "2", "X-ONE", "3");
    assertThat(header.get("x-one")).isEqualTo("1");
    assertThat(header.get("X-Two")).isEqualTo("2");
    assertThat(header.get("X-Three")).isNull();
    assertThat(header.values("X-ONE")).containsExactly("1", "3");
    assertThat(header.values("X-Three")).isEmpty();
    assertThat(header.contains("X-TWO")).isTrue();
    assertThat(header.contains("X-Three")).isFalse();
    assertThat(header.names()).containsExactly("X-One", "x-two");
    assertThat(header.size()).isEqualTo(3);
    assertThat(header).hasToString("[X-One: 1, x-two: 2, X-ONE: 3]");
  }

  @Test
  void setsAtThePlaceOfTheFirst() {
    Header header = Header.of("A", "1", "B", "2", "a", "3", "C", "4");
    header.set("a", "5").set("D", "6");
    assertThat(header).hasToString("[a: 5, B: 2, C: 4, D: 6]");
  }

  @Test
  void removesAllOfAName() {
    Header header = Header.of("A", "1", "B", "2", "a", "3");
    header.remove("A").remove("X");
    assertThat(header).hasToString("[B: 2]");
    header.clear();
    assertThat(header.isEmpty()).isTrue();
    assertThat(header.add("C", "1").get("c")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "A B", "A:", "A\r\n", "A\u0000", "\u00e9", "(A)", ":path"})
  void refusesBadNames(String name) {
    var header = new Header();
    assertThatIllegalArgumentException().isThrownBy(() -> header.add(name, "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> header.set(name, "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> header.suppress(name));
    assertThat(header.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nSet-Cookie: b",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "\u007f",
        " a",
        "a ",
        "\ta",
        "\u4f60"
      })
  void refusesBadValues(String value) {
    var header = new Header();
    assertThatIllegalArgumentException().isThrownBy(() -> header.add("A", value));
    assertThatIllegalArgumentException().isThrownBy(() -> header.set("A", value));
    assertThat(header.isEmpty()).isTrue();
  }

  @Test
  void escapesInItsMessages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Header.of("A", "x\r\ny"))
        .withMessage("not a value for field A: x\\u000d\\u000ay");
  }

  @Test
  void acceptsEmptyAndLatin1Values() {
    assertThat(Header.of("A", "", "B", "\u00e9 \t x").get("B")).isEqualTo("\u00e9 \t x");
  }

  @Test
  void refusesANameWithoutValue() {
    assertThatIllegalArgumentException().isThrownBy(() -> Header.of("A"));
  }

  @Test
  void findsTokensInAllValues() {
    Header header = Header.of("Connection", "keep-alive, Upgrade", "connection", "x");
    assertThat(header.hasToken("Connection", "upgrade")).isTrue();
    assertThat(header.hasToken("CONNECTION", "X")).isTrue();
    assertThat(header.hasToken("Connection", "close")).isFalse();
    assertThat(header.hasToken("Upgrade", "x")).isFalse();
  }

  @Test
  void suppressesAField() {
    Header header = Header.of("Date", "x", "A", "1").suppress("Date");
    assertThat(header.isSuppressed("date")).isTrue();
    assertThat(header.isSuppressed("A")).isFalse();
    assertThat(header.contains("Date")).isTrue();
    assertThat(header.get("Date")).isNull();
    assertThat(header.values("Date")).isEmpty();
    assertThat(header.size()).isEqualTo(1);
    assertThat(header.names()).containsExactly("A");
    assertThat(header).containsExactly(new Header.Field("A", "1"));
    assertThat(header.copy().isSuppressed("Date")).isTrue();
    assertThat(new Header().suppress("Date").isEmpty()).isTrue();
  }

  @Test
  void addingOrSettingEndsTheSuppression() {
    assertThat(new Header().suppress("Date").add("Date", "x").values("Date")).containsExactly("x");
    assertThat(new Header().suppress("Date").set("Date", "x").values("Date")).containsExactly("x");
    assertThat(new Header().suppress("Date").copy().add("date", "x")).hasToString("[date: x]");
    assertThat(new Header().suppress("Date").remove("Date").contains("Date")).isFalse();
  }

  @Test
  void anEmptyValueIsNotASuppression() {
    Header header = Header.of("Date", "");
    assertThat(header.isSuppressed("Date")).isFalse();
    assertThat(header.get("Date")).isEmpty();
    assertThat(header).isNotEqualTo(new Header().suppress("Date"));
  }

  @Test
  void iteratesInOrder() {
    Header header = Header.of("A", "1", "B", "2", "a", "3");
    assertThat(header)
        .containsExactly(
            new Header.Field("A", "1"), new Header.Field("B", "2"), new Header.Field("a", "3"));
    var lines = new ArrayList<String>();
    header.forEach((name, value) -> lines.add(name + value));
    assertThat(lines).containsExactly("A1", "B2", "a3");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> new Header().iterator().next());
  }

  @Test
  void cannotBeChangedOnceFrozen() {
    Header header = Header.of("A", "1").freeze();
    assertThat(header.isReadOnly()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> header.add("B", "2"));
    assertThatIllegalStateException().isThrownBy(() -> header.set("A", "2"));
    assertThatIllegalStateException().isThrownBy(() -> header.remove("A"));
    assertThatIllegalStateException().isThrownBy(() -> header.suppress("A"));
    assertThatIllegalStateException().isThrownBy(header::clear);
    assertThat(header.copy().add("B", "2").size()).isEqualTo(2);
    assertThat(header).hasToString("[A: 1]");
  }

  @Test
  void takesFieldsThatWereRead() {
    var lines = new FieldLines(new String[] {"A", "1", "b", "2", "unused", "3"}, 2);
    var header = new Header(lines);
    assertThat(header).hasToString("[A: 1, b: 2]");
    assertThat(header.isReadOnly()).isTrue();
  }

  @Test
  void growsAndCopies() {
    var header = new Header();
    for (int i = 0; i < 100; i++) {
      header.add("N" + i, "" + i);
    }
    Header copy = header.copy();
    header.remove("N0");
    assertThat(copy.size()).isEqualTo(100);
    assertThat(header.size()).isEqualTo(99);
    assertThat(header.get("n99")).isEqualTo("99");
  }

  @Test
  void equalsByFieldsInOrder() {
    Header header = Header.of("A", "1", "B", "2");
    Header same = Header.of("a", "1", "b", "2");
    assertThat(header).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(header).isNotEqualTo(Header.of("B", "2", "A", "1"));
    assertThat(header).isNotEqualTo(Header.of("A", "1"));
    assertThat(header).isNotEqualTo(Header.of("A", "1", "B", "3"));
    assertThat(header).isNotEqualTo("[A: 1, B: 2]");
  }
}
