package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  private static final long YEAR_0 = -62_167_219_200L;
  private static final long YEAR_9999_END = 253_402_300_799L;
  private static final DateTimeFormatter PEER =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | Thu, 01 Jan 1970 00:00:00 GMT",
        "784111777 | Sun, 06 Nov 1994 08:49:37 GMT",
        "951782400 | Tue, 29 Feb 2000 00:00:00 GMT",
        "-1 | Wed, 31 Dec 1969 23:59:59 GMT",
        "-62167219200 | Sat, 01 Jan 0000 00:00:00 GMT",
        "253402300799 | Fri, 31 Dec 9999 23:59:59 GMT",
        "4102444799 | Thu, 31 Dec 2099 23:59:59 GMT",
      })
  void formatsAndParses(long second, String text) {
    assertThat(HttpDate.format(second)).isEqualTo(text);
    assertThat(HttpDate.parse(text)).hasValue(second);
  }

  @Test
  void agreesWithTheFormatterOfTheJdk() {
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      long second = random.nextLong(YEAR_0, YEAR_9999_END + 1);
      String text = HttpDate.format(second);
      assertThat(text).isEqualTo(PEER.format(Instant.ofEpochSecond(second)));
      assertThat(HttpDate.parse(text)).hasValue(second);
    }
  }

  @Test
  void refusesYearsOfFiveDigits() {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpDate.format(YEAR_9999_END + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpDate.format(YEAR_0 - 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Sunday, 06-Nov-94 08:49:37 GMT|784111777",
        "Sun Nov  6 08:49:37 1994|784111777",
        "Wed Nov 16 08:49:37 1994|784975777",
        "Mon, 06 Nov 1994 08:49:37 GMT|784111777", // the day of the week is not compared
        "Fri, 30 Jun 2023 23:59:60 GMT|1688169600", // a leap second
      })
  void parsesTheOtherForms(String text, long second) {
    assertThat(HttpDate.parse(text)).hasValue(second);
  }

  @ParameterizedTest
  @CsvSource({
    "94, 2026, 1994",
    "26, 2026, 2026",
    "76, 2026, 2076",
    "77, 2026, 1977",
    "10, 2080, 2010",
    "30, 2080, 2030",
    "00, 2099, 2000",
    "99, 2100, 2099",
    "50, 2100, 2150",
    "49, 1999, 1949"
  })
  void putsTwoDigitYearsAtMostFiftyYearsAhead(String digits, int thisYear, int year) {
    String text = "Monday, 01-Jan-" + digits + " 00:00:00 GMT";
    OptionalLong second = HttpDate.parse(text, thisYear);
    assertThat(second).isPresent();
    assertThat(Instant.ofEpochSecond(second.getAsLong()).atZone(ZoneOffset.UTC).getYear())
        .isEqualTo(year);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "invalid",
        "0",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 0\u0666 Nov 1994 08:49:37 GMT",
        "Someday, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  0 08:49:37 1994",
        "Xyz Nov  6 08:49:37 1994",
      })
  void refusesWhatIsNoDate(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }
}
