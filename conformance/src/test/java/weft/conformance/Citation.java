package weft.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A section of an RFC, cited as `RFC 9112 §6.3`.
///
/// @param rfc the number of the RFC
/// @param section the number of the section, such as `6.3`
record Citation(int rfc, String section) implements Comparable<Citation> {

  private static final Pattern SPELLING = Pattern.compile("RFC (\\d+) §[\\d.]+(?:, §[\\d.]+)*");
  private static final Pattern SECTIONS = Pattern.compile("§(\\d+(?:\\.\\d+)*)");

  /// Returns all citations in `text`, in order: `RFC 9113 §6.8, §9.1` is two.
  static List<Citation> allIn(String text) {
    var citations = new ArrayList<Citation>();
    var matcher = SPELLING.matcher(text);
    while (matcher.find()) {
      int rfc = Integer.parseInt(matcher.group(1));
      SECTIONS
          .matcher(matcher.group())
          .results()
          .forEach(section -> citations.add(new Citation(rfc, section.group(1))));
    }
    return citations;
  }

  /// Orders by RFC, then by section as numbers: 9.2 comes before 10.
  @Override
  public int compareTo(Citation other) {
    int byRfc = Integer.compare(rfc, other.rfc);
    return byRfc != 0 ? byRfc : Arrays.compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    return Arrays.stream(section.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  @Override
  public String toString() {
    return "RFC " + rfc + " §" + section;
  }
}
