package weft.internal.text;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The content codings that a client takes (RFC 9110 §12.5.3).
///
///     Accept-Encoding = #( codings [ weight ] )
///     codings         = content-coding / "identity" / "*"
///     weight          = OWS ";" OWS "q=" qvalue
///     qvalue          = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
///
/// @param qualities thousandths by coding in lower case; what is malformed is 0
public record AcceptEncoding(Map<String, Integer> qualities) {

  private static final int ONE = 1000;

  private static final Pattern WEIGHT =
      Pattern.compile("[qQ]=(?:0(?:\\.([0-9]{0,3}))?|1(?:\\.0{0,3})?)");

  /// How many codings of one request are looked at.
  private static final int CODINGS_MAX = 32;

  /// Returns what the values of the Accept-Encoding fields say. Without one, no coding is wanted:
  /// RFC 9110 §12.5.3 would allow any, but a client that does not say so may know none.
  public static AcceptEncoding of(List<String> values) {
    var qualities = new HashMap<String, Integer>();
    String value = String.join(",", values);
    for (String element : value.split(",", -1)) {
      String[] parts = element.split(";", -1);
      String coding = parts[0].strip().toLowerCase(Locale.ROOT);
      int quality = parts.length == 1 ? ONE : quality(parts[1].strip());
      if (!coding.isEmpty() && qualities.size() < CODINGS_MAX) {
        qualities.put(coding.equals("x-gzip") ? "gzip" : coding, quality);
      }
    }
    return new AcceptEncoding(Map.copyOf(qualities));
  }

  private static int quality(String weight) {
    Matcher matcher = WEIGHT.matcher(weight);
    if (!matcher.matches()) {
      return 0;
    }
    String thousandths = Objects.requireNonNullElse(matcher.group(1), "");
    return weight.charAt(2) == '1' ? ONE : Integer.parseInt((thousandths + "000").substring(0, 3));
  }

  /// Returns the one of `codings`, the dearest to the server first, that the client likes best;
  /// empty if that is none of them.
  public String best(List<String> codings) {
    String best = "";
    int quality = 0;
    for (String coding : codings) {
      if (quality(coding, 0) > quality) {
        best = coding;
        quality = quality(coding, 0);
      }
    }
    return quality >= quality("identity", 1) ? best : "";
  }

  private int quality(String coding, int otherwise) {
    return qualities.getOrDefault(coding, qualities.getOrDefault("*", otherwise));
  }
}
