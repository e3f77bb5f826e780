package weft.bench.suite;

import java.util.List;
import java.util.Locale;

/// The middle and the ends of some figures.
record Spread(double median, double least, double most) {

  /// @throws IllegalArgumentException if there are no figures
  static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    List<Double> sorted = figures.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  /// The ends, with as many digits as the size calls for.
  String range() {
    return digits(least) + ".." + digits(most);
  }

  /// Three or four digits of a figure: 6.03, 25.2, 1,157.
  static String digits(double figure) {
    String format = figure < 10 ? "%.2f" : figure < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, figure);
  }
}
