package weft.internal.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// Reads what an engine has sent as a client would, only stricter: what is no response is an
/// [AssertionError].
final class Responses {

  private final String octets;
  private int at;

  private Responses(byte[] octets) {
    this.octets = new String(octets, StandardCharsets.ISO_8859_1);
  }

  /// Returns each response as its head without the fields about framing, an empty line, and its
  /// content.
  ///
  /// @param methods of the requests that were answered; a response without one is an engine's own
  static List<String> parse(byte[] octets, Iterable<String> methods) {
    var parser = new Responses(octets);
    var responses = new ArrayList<String>();
    Iterator<String> method = methods.iterator();
    while (parser.at < octets.length) {
      responses.add(parser.response(method));
    }
    return responses;
  }

  private String response(Iterator<String> methods) {
    var head = new StringBuilder();
    String statusLine = line();
    check(statusLine.matches("HTTP/1\\.1 [1-9][0-9]{2} [ -~]+"), statusLine);
    head.append(statusLine).append('\n');
    long length = -1;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      check(line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\\t -~\\u0080-\\u00ff]*"), line);
      String field = line.toLowerCase(Locale.ROOT);
      if (field.startsWith("content-length:")) {
        check(length < 0 && !chunked, "two lengths");
        length = Long.parseLong(line.substring(15).strip());
      } else if (field.equals("transfer-encoding: chunked")) {
        check(length < 0 && !chunked, "two lengths");
        chunked = true;
      } else {
        head.append(line).append('\n');
      }
    }
    if (statusLine.charAt(9) == '1') {
      return head.toString();
    }
    boolean noContent = methods.hasNext() && methods.next().equals("HEAD");
    return head + "\n" + (noContent ? "" : content(length, chunked));
  }

  private String content(long length, boolean chunked) {
    if (!chunked) {
      return take(length < 0 ? octets.length() - at : length);
    }
    var content = new StringBuilder();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      content.append(take(size));
      check(line().isEmpty(), "end of a chunk");
    }
    check(line().isEmpty(), "end of the trailer section");
    return content.toString();
  }

  private int chunkSize() {
    return Integer.parseInt(line(), 16);
  }

  private String take(long length) {
    check(length <= octets.length() - at, "content is cut off");
    String taken = octets.substring(at, at + (int) length);
    at += (int) length;
    return taken;
  }

  private String line() {
    int end = octets.indexOf("\r\n", at);
    check(end >= 0, "a line is cut off");
    String line = octets.substring(at, end);
    at = end + 2;
    return line;
  }

  private void check(boolean ok, String what) {
    if (!ok) {
      throw new AssertionError(what + ", before octet " + at + " of:\n" + octets);
    }
  }
}
