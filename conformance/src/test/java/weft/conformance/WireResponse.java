package weft.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A response as it came over the wire, read by a strict reader of RFC 9112: what a lenient client
/// would forgive is an [AssertionError] here.
record WireResponse(
    String statusLine, List<Field> fields, String content, List<Field> trailers, boolean chunked) {

  /// A field line.
  record Field(String name, String value) {}

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-9]\\d\\d [\\t -~]*");
  private static final Pattern FIELD_LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\\t -~\\x80-\\xff]*)");

  /// Reads a response.
  ///
  /// @param headOnly whether no content follows, whatever the fields say
  static WireResponse read(PeerReader in, boolean headOnly) {
    String statusLine = in.line();
    if (!STATUS_LINE.matcher(statusLine).matches()) {
      throw new AssertionError("not a status line: " + statusLine);
    }
    var fields = readFields(in);
    var head = new WireResponse(statusLine, fields, "", List.of(), false);
    head.checkFraming();
    return headOnly || head.hasNoContent() ? head : head.withContent(in);
  }

  private static List<Field> readFields(PeerReader in) {
    var fields = new ArrayList<Field>();
    for (String line = in.line(); !line.isEmpty(); line = in.line()) {
      var matcher = FIELD_LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("not a field line: " + line);
      }
      fields.add(new Field(matcher.group(1), matcher.group(2)));
    }
    return fields;
  }

  /// Returns the values of a field, in order.
  List<String> values(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  int status() {
    return Integer.parseInt(statusLine, 9, 12, 10);
  }

  private boolean hasNoContent() {
    return status() < 200 || status() == 204 || status() == 304;
  }

  private void checkFraming() {
    var lengths = values("Content-Length");
    var codings = values("Transfer-Encoding");
    boolean bare = status() < 200 || status() == 204;
    if (lengths.size() + codings.size() > (bare ? 0 : 1)) {
      throw new AssertionError("framed " + lengths + " and " + codings + " after " + statusLine);
    }
    if (!codings.isEmpty() && !codings.getFirst().equals("chunked")) {
      throw new AssertionError("not a coding that was asked for: " + codings);
    }
  }

  private WireResponse withContent(PeerReader in) {
    var lengths = values("Content-Length");
    if (!values("Transfer-Encoding").isEmpty()) {
      String decoded = readChunks(in);
      return new WireResponse(statusLine, fields, decoded, readFields(in), true);
    }
    String octets =
        lengths.isEmpty() ? in.rest() : in.exactly(Integer.parseInt(lengths.getFirst()));
    return new WireResponse(statusLine, fields, octets, List.of(), false);
  }

  private static String readChunks(PeerReader in) {
    var decoded = new StringBuilder();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      decoded.append(in.exactly(size));
      if (!in.exactly(2).equals("\r\n")) {
        throw new AssertionError("chunk data of " + size + " octets without CRLF after it");
      }
    }
    return decoded.toString();
  }

  private static int chunkSize(PeerReader in) {
    String line = in.line();
    if (!line.matches("[0-9A-Fa-f]{1,7}")) {
      throw new AssertionError("not a chunk-size: " + line);
    }
    return Integer.parseInt(line, 16);
  }
}
