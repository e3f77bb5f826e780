package weft.file;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import weft.Header;

/// The content codings that a client takes (RFC 9110 §12.5.3).
///
///     Accept-Encoding = #( codings [ weight ] )
///     codings         = content-coding / "identity" / "*"
///     weight          = OWS ";" OWS "q=" qvalue
///     qvalue          = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
///
/// @param qualities thousandths by coding in lower case; what is malformed is 0
record AcceptEncoding(Map<String, Integer> qualities) {

  private static final int ONE = 1000;

  /// How many codings of one request are looked at.
  private static final int CODINGS_MAX = 32;

  static AcceptEncoding of(Header fields) {
    var qualities = new HashMap<String, Integer>();
    String value = String.join(",", fields.values("Accept-Encoding"));
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
    boolean one = weight.matches("[qQ]=1(\\.0{0,3})?");
    if (one || !weight.matches("[qQ]=0(\\.[0-9]{0,3})?")) {
      return one ? ONE : 0;
    }
    String digits = weight.length() > 4 ? weight.substring(4) : "";
    return Integer.parseInt((digits + "000").substring(0, 3));
  }

  /// Returns the one of `codings`, the dearest to the server first, that the client likes best;
  /// empty if that is none of them.
  String best(List<String> codings) {
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
