package weft.pprof;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes a profile as text, the largest values first: `debug=1`.
///
/// ```
/// goroutine profile: total 12
/// 10 @ route=/slow status=(under way)
/// #  java.lang.Object.wait  java/lang/Object.java:389
/// ```
final class ProfileText {

  private ProfileText() {}

  /// Blocks as `out` does.
  static void write(String name, Profile profile, Writer out) throws IOException {
    int last = profile.kinds().size() - 1;
    out.write(name + " profile: total " + profile.total(last) + "\n");
    out.write("# values: " + kinds(profile.kinds()) + "\n");
    for (String comment : profile.comments()) {
      out.write("# " + comment + "\n");
    }
    List<Map.Entry<Profile.Sample, long[]>> rows =
        profile.rows().entrySet().stream()
            .sorted(Comparator.comparingLong(row -> -row.getValue()[last]))
            .toList();
    for (var row : rows) {
      out.write(values(row.getValue()) + " @" + labels(row.getKey()) + "\n");
      for (Frame frame : row.getKey().stack()) {
        out.write("#\t" + frame.function() + place(frame) + "\n");
      }
      out.write("\n");
    }
  }

  private static String kinds(List<Profile.Kind> kinds) {
    return kinds.stream().map(k -> k.type() + "/" + k.unit()).collect(Collectors.joining(" "));
  }

  private static String values(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }

  private static String labels(Profile.Sample sample) {
    return sample.labels().entrySet().stream()
        .map(label -> " " + label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining());
  }

  private static String place(Frame frame) {
    return frame.file().isEmpty() ? "" : "\t" + frame.file() + ":" + frame.line();
  }
}
