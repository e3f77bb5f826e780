package weft.bench.suite;

import java.util.HashMap;
import java.util.Map;

/// A report of one `name value` on each line, as our own loaders print it.
record NamedValues(String program, Map<String, Double> values) {

  /// @throws IllegalArgumentException if it is something else
  static NamedValues parse(String program, String report) {
    Map<String, Double> values = new HashMap<>();
    for (String line : report.strip().split("\n")) {
      String[] words = line.split(" ");
      if (words.length != 2) {
        throw new IllegalArgumentException("no report of " + program + ": " + report.strip());
      }
      values.put(words[0], Double.valueOf(words[1]));
    }
    return new NamedValues(program, values);
  }

  /// @throws IllegalArgumentException if it was not printed
  double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(program + " did not print " + name);
    }
    return value;
  }
}
