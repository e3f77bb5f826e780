package weft.pprof;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The labels of samples: `route`, `method`, `status` and what a profile adds.
final class Labels {

  static final SortedMap<String, String> NONE = Collections.emptySortedMap();

  private Labels() {}

  /// Returns the labels of what a request did.
  ///
  /// @param status 0 if it is not known yet
  static SortedMap<String, String> request(String method, String route, int status) {
    var labels = new TreeMap<String, String>();
    labels.put("method", method);
    labels.put("route", route.isEmpty() ? "(no route)" : route);
    labels.put("status", status == 0 ? "(under way)" : Integer.toString(status));
    return labels;
  }

  static SortedMap<String, String> with(SortedMap<String, String> labels, String k, String v) {
    var more = new TreeMap<>(labels);
    more.put(k, v);
    return more;
  }
}
