package weft.internal.text;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/// The dates of HTTP (RFC 9110 §5.6.7), as seconds since 1970.
///
///     IMF-fixdate  = Sun, 06 Nov 1994 08:49:37 GMT
///     rfc850-date  = Sunday, 06-Nov-94 08:49:37 GMT
///     asctime-date = Sun Nov  6 08:49:37 1994
public final class HttpDate {

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String[] LONG_DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int ASCTIME_LENGTH = 24;
  private static final int IMF_LENGTH = 29;

  private HttpDate() {}

  /// Returns the IMF-fixdate of `epochSecond`.
  ///
  /// @throws IllegalArgumentException if the year is not 0 to 9999
  @SuppressWarnings("JavaTimeDefaultTimeZone")
  public static String format(long epochSecond) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
    if (date.getYear() < 0 || date.getYear() > 9999) {
      throw new IllegalArgumentException("no HTTP date has the year " + date.getYear());
    }
    int second = Math.floorMod(epochSecond, SECONDS_PER_DAY);
    byte[] out = "Ddd, 00 Mmm 0000 00:00:00 GMT".getBytes(StandardCharsets.ISO_8859_1);
    name(out, 0, DAYS, date.getDayOfWeek().getValue());
    twoDigits(out, 5, date.getDayOfMonth());
    name(out, 8, MONTHS, date.getMonthValue());
    twoDigits(out, 12, date.getYear() / 100);
    twoDigits(out, 14, date.getYear() % 100);
    twoDigits(out, 17, second / 3600);
    twoDigits(out, 20, second / 60 % 60);
    twoDigits(out, 23, second % 60);
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  private static void name(byte[] out, int at, String names, int number) {
    for (int i = 0; i < 3; i++) {
      out[at + i] = (byte) names.charAt(3 * number - 3 + i);
    }
  }

  private static void twoDigits(byte[] out, int at, int value) {
    out[at] = (byte) ('0' + value / 10);
    out[at + 1] = (byte) ('0' + value % 10);
  }

  /// Returns the second that `s` names in one of the three forms, empty if it is in none. That the
  /// day of the week fits the date is not checked.
  public static OptionalLong parse(String s) {
    return parse(s, LocalDate.now(ZoneOffset.UTC).getYear());
  }

  /// As [#parse(String)], with the year to which the two digits of an rfc850-date are near.
  static OptionalLong parse(String s, int thisYear) {
    int comma = s.indexOf(',');
    if (comma < 0) {
      return parseAsctime(s);
    }
    return comma == 3 ? parseImf(s) : parseRfc850(s, comma, thisYear);
  }

  private static OptionalLong parseImf(String s) {
    if (s.length() != IMF_LENGTH || shortDay(s) < 0 || !fits(s, 3, ", 00 Aaa 0000 00:00:00 GMT")) {
      return OptionalLong.empty();
    }
    return second(number(s, 12, 4), s, 8, number(s, 5, 2), 17);
  }

  private static OptionalLong parseRfc850(String s, int comma, int thisYear) {
    if (s.length() != comma + 24
        || !isLongDay(s.substring(0, comma))
        || !fits(s, comma, ", 00-Aaa-00 00:00:00 GMT")) {
      return OptionalLong.empty();
    }
    int year = thisYear - thisYear % 100 + number(s, comma + 9, 2);
    if (year > thisYear + 50) {
      year -= 100;
    }
    return second(year, s, comma + 5, number(s, comma + 2, 2), comma + 12);
  }

  private static OptionalLong parseAsctime(String s) {
    if (s.length() != ASCTIME_LENGTH || shortDay(s) < 0) {
      return OptionalLong.empty();
    }
    boolean oneDigit = s.charAt(8) == ' ';
    if (!fits(s, 3, oneDigit ? " Aaa  0 00:00:00 0000" : " Aaa 00 00:00:00 0000")) {
      return OptionalLong.empty();
    }
    int day = oneDigit ? number(s, 9, 1) : number(s, 8, 2);
    return second(number(s, 20, 4), s, 4, day, 11);
  }

  private static OptionalLong second(int year, String s, int monthAt, int day, int timeAt) {
    int month = index(MONTHS, s, monthAt) + 1;
    int hour = number(s, timeAt, 2);
    int minute = number(s, timeAt + 3, 2);
    int second = number(s, timeAt + 6, 2);
    // second = 2DIGIT ; 00-60, for a leap second
    if (month == 0 || day == 0 || hour > 23 || minute > 59 || second > 60) {
      return OptionalLong.empty();
    }
    LocalDate first = LocalDate.of(year, month, 1);
    if (day > first.lengthOfMonth()) {
      return OptionalLong.empty();
    }
    long days = first.toEpochDay() + day - 1;
    return OptionalLong.of(days * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second);
  }

  /// Returns whether `s` from `at` on has the shape of `form`, in which 0 is a digit and A or a
  /// letter a letter of that case.
  private static boolean fits(String s, int at, String form) {
    if (s.length() - at != form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char c = s.charAt(at + i);
      boolean ok =
          switch (form.charAt(i)) {
            case '0' -> c >= '0' && c <= '9';
            case 'A' -> c >= 'A' && c <= 'Z';
            case 'a' -> c >= 'a' && c <= 'z';
            default -> c == form.charAt(i);
          };
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private static int shortDay(String s) {
    return index(DAYS, s, 0);
  }

  private static boolean isLongDay(String s) {
    for (String day : LONG_DAYS) {
      if (day.equals(s)) {
        return true;
      }
    }
    return false;
  }

  private static int index(String names, String s, int at) {
    for (int i = 0; i < names.length(); i += 3) {
      if (names.regionMatches(i, s, at, 3)) {
        return i / 3;
      }
    }
    return -1;
  }

  private static int number(String s, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value * 10 + s.charAt(i) - '0';
    }
    return value;
  }
}
