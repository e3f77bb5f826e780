package weft.internal.http2;

/// How soon a client wants a response, and whether parts of it are of use (RFC 9218 §4).
///
/// @param urgency 0 to 7, 0 first
/// @param incremental whether the content is shared out with other responses of the same urgency
record Priority(int urgency, boolean incremental) {

  /// How many urgencies there are.
  static final int URGENCIES = 8;

  /// What a request has that says nothing.
  static final Priority NORMAL = new Priority(3, false);

  /// Parses a dictionary (RFC 8941 §3.2) as far as it concerns a priority; what is not understood
  /// leaves its default (RFC 9218 §4).
  static Priority parse(String dictionary) {
    int urgency = NORMAL.urgency;
    boolean incremental = NORMAL.incremental;
    for (String part : dictionary.split(",", -1)) {
      String member = part.strip();
      if (member.length() == 3 && member.startsWith("u=")) {
        int digit = member.charAt(2) - '0';
        urgency = digit >= 0 && digit < URGENCIES ? digit : urgency;
      } else if (member.equals("i") || member.equals("i=?1")) {
        incremental = true;
      } else if (member.equals("i=?0")) {
        incremental = false;
      }
    }
    return new Priority(urgency, incremental);
  }
}
