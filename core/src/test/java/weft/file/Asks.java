package weft.file;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.Request;
import weft.file.Rfc9110Model.Ask;
import weft.file.Rfc9110Model.Current;
import weft.file.Rfc9110Model.Date;
import weft.file.Rfc9110Model.IfRange;
import weft.file.Rfc9110Model.Range;
import weft.file.Rfc9110Model.Tag;

/// All questions of [Rfc9110Model], as requests, and the parts that answer them.
final class Asks {

  static final Instant MODIFIED = Instant.parse("2020-01-02T03:04:05Z");
  static final String[] DATES = {
    "",
    "Thu, 02 Jan 2020 03:04:04 GMT",
    "Thu, 02 Jan 2020 03:04:05 GMT",
    "Thu, 02 Jan 2020 03:04:06 GMT",
    "the day before yesterday"
  };

  private Asks() {}

  static List<Ask> all(List<String> methods, List<Current> currents) {
    var asks = new ArrayList<Ask>();
    for (String method : methods) {
      for (Current current : currents) {
        for (Tag match : Tag.values()) {
          for (Date unmodified : Date.values()) {
            for (Tag noneMatch : Tag.values()) {
              for (Date modified : Date.values()) {
                addRanges(
                    asks,
                    new Ask(
                        method,
                        current,
                        match,
                        unmodified,
                        noneMatch,
                        modified,
                        Range.ABSENT,
                        IfRange.ABSENT));
              }
            }
          }
        }
      }
    }
    return asks;
  }

  private static void addRanges(List<Ask> asks, Ask a) {
    for (Range range : Range.values()) {
      for (IfRange ifRange : IfRange.values()) {
        asks.add(
            new Ask(
                a.method(),
                a.current(),
                a.ifMatch(),
                a.ifUnmodifiedSince(),
                a.ifNoneMatch(),
                a.ifModifiedSince(),
                range,
                ifRange));
      }
    }
  }

  static Request request(Ask ask, String target, @Nullable String current, int size) {
    String tag = current == null ? "\"A\"" : current;
    Request.Builder request = Request.builder(ask.method(), target);
    addTag(request, "If-Match", ask.ifMatch(), tag);
    addTag(request, "If-None-Match", ask.ifNoneMatch(), tag);
    addDate(request, "If-Unmodified-Since", ask.ifUnmodifiedSince());
    addDate(request, "If-Modified-Since", ask.ifModifiedSince());
    if (ask.range() != Range.ABSENT) {
      request.field("Range", field(ask.range(), size));
    }
    switch (ask.ifRange()) {
      case ABSENT -> {}
      case SAME_TAG -> request.field("If-Range", tag);
      case OTHER_TAG -> request.field("If-Range", "\"other\"");
      case SAME_DATE -> request.field("If-Range", DATES[Date.SAME.ordinal()]);
      case OTHER_DATE -> request.field("If-Range", DATES[Date.AFTER.ordinal()]);
    }
    return request.build();
  }

  private static String field(Range range, int size) {
    return switch (range) {
      case ABSENT -> "";
      case ONE -> "bytes=2-4";
      case SUFFIX -> "bytes=-2";
      case OPEN -> "bytes=3-";
      case TWO -> "bytes=0-1,5-8";
      case BEYOND -> "bytes=" + size + "-";
      case MALFORMED -> "bytes=4-2";
      case OTHER_UNIT -> "lines=1-2";
      case TOO_MUCH -> "bytes=0-,1-,2-";
    };
  }

  private static void addTag(Request.Builder request, String field, Tag tag, String current) {
    String weak = current.startsWith("W/") ? current : "W/" + current;
    switch (tag) {
      case ABSENT -> {}
      case ANY -> request.field(field, "*");
      case SAME -> request.field(field, "\"x\", " + current);
      case SAME_BUT_WEAK -> request.field(field, weak + ",\"x\"");
      case OTHER -> request.field(field, "\"other\"");
    }
  }

  private static void addDate(Request.Builder request, String field, Date date) {
    if (date != Date.ABSENT) {
      request.field(field, DATES[date.ordinal()]);
    }
  }

  static String part(Ask ask, Header header, String content) {
    List<Integer> bounds = ask.range().bounds(content.length());
    if (bounds.size() == 2) {
      return content.substring(bounds.getFirst(), bounds.getLast() + 1);
    }
    String type = header.get("Content-Type");
    String boundary = type == null ? "" : type.substring(type.indexOf('=') + 1);
    var parts = new StringBuilder();
    for (int i = 0; i < bounds.size(); i += 2) {
      parts.append("\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n");
      parts.append("Content-Range: " + contentRange(bounds, i, content.length()) + "\r\n\r\n");
      parts.append(content, bounds.get(i), bounds.get(i + 1) + 1);
    }
    return parts + "\r\n--" + boundary + "--\r\n";
  }

  static String contentRange(List<Integer> bounds, int at, int size) {
    return "bytes " + bounds.get(at) + "-" + bounds.get(at + 1) + "/" + size;
  }
}
