package weft.pprof;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;

/// Writes a profile as pprof's `profile.proto`, gzipped.
///
/// Every text, function and location stands once in its table. There is one mapping, for the JVM,
/// which says that functions, files and lines are known, so that no tool looks for symbols.
final class ProfileEncoder {

  // The field numbers of profile.proto.
  private static final int PROFILE_SAMPLE_TYPE = 1;
  private static final int PROFILE_SAMPLE = 2;
  private static final int PROFILE_MAPPING = 3;
  private static final int PROFILE_LOCATION = 4;
  private static final int PROFILE_FUNCTION = 5;
  private static final int PROFILE_STRING_TABLE = 6;
  private static final int PROFILE_TIME_NANOS = 9;
  private static final int PROFILE_DURATION_NANOS = 10;
  private static final int PROFILE_PERIOD_TYPE = 11;
  private static final int PROFILE_PERIOD = 12;
  private static final int PROFILE_COMMENT = 13;
  private static final int PROFILE_DEFAULT_SAMPLE_TYPE = 14;
  private static final int VALUE_TYPE_TYPE = 1;
  private static final int VALUE_TYPE_UNIT = 2;
  private static final int SAMPLE_LOCATION_ID = 1;
  private static final int SAMPLE_VALUE = 2;
  private static final int SAMPLE_LABEL = 3;
  private static final int LABEL_KEY = 1;
  private static final int LABEL_STR = 2;
  private static final int MAPPING_ID = 1;
  private static final int MAPPING_FILENAME = 5;
  private static final int MAPPING_HAS_FUNCTIONS = 7;
  private static final int MAPPING_HAS_FILENAMES = 8;
  private static final int MAPPING_HAS_LINE_NUMBERS = 9;
  private static final int LOCATION_ID = 1;
  private static final int LOCATION_MAPPING_ID = 2;
  private static final int LOCATION_LINE = 4;
  private static final int LINE_FUNCTION_ID = 1;
  private static final int LINE_LINE = 2;
  private static final int FUNCTION_ID = 1;
  private static final int FUNCTION_NAME = 2;
  private static final int FUNCTION_SYSTEM_NAME = 3;
  private static final int FUNCTION_FILENAME = 4;

  private static final int THE_MAPPING = 1;

  private record Function(String name, String file) {}

  private final Protobuf out = new Protobuf();
  private final Map<String, Long> strings = new LinkedHashMap<>();
  private final Map<Function, Long> functions = new LinkedHashMap<>();
  private final Map<Frame, Long> locations = new LinkedHashMap<>();

  private ProfileEncoder() {
    string(""); // stands first
  }

  /// Writes `profile` to `out`, which is left open. Blocks as `out` does.
  static void write(Profile profile, OutputStream out) throws IOException {
    var gzip = new GZIPOutputStream(out);
    gzip.write(new ProfileEncoder().encode(profile));
    gzip.finish();
  }

  private byte[] encode(Profile p) {
    List<Profile.Kind> kinds = p.kinds();
    kinds.forEach(kind -> out.message(PROFILE_SAMPLE_TYPE, valueType(kind)));
    p.rows().forEach((sample, values) -> out.message(PROFILE_SAMPLE, sample(sample, values)));
    out.message(PROFILE_MAPPING, mapping());
    Instant start = p.start();
    out.integer(PROFILE_TIME_NANOS, start.getEpochSecond() * 1_000_000_000 + start.getNano());
    out.integer(PROFILE_DURATION_NANOS, p.length().toNanos());
    if (p.period() != 0) {
      out.message(PROFILE_PERIOD_TYPE, valueType(kinds.getLast()));
      out.integer(PROFILE_PERIOD, p.period());
    }
    p.comments().forEach(text -> out.packed(PROFILE_COMMENT, string(text)));
    out.integer(PROFILE_DEFAULT_SAMPLE_TYPE, string(kinds.getLast().type()));
    strings.keySet().forEach(text -> out.string(PROFILE_STRING_TABLE, text));
    return out.toBytes();
  }

  private Protobuf valueType(Profile.Kind kind) {
    var message = new Protobuf();
    message.integer(VALUE_TYPE_TYPE, string(kind.type()));
    message.integer(VALUE_TYPE_UNIT, string(kind.unit()));
    return message;
  }

  private Protobuf sample(Profile.Sample sample, long[] values) {
    var message = new Protobuf();
    message.packed(SAMPLE_LOCATION_ID, sample.stack().stream().mapToLong(this::location).toArray());
    message.packed(SAMPLE_VALUE, values);
    labels(sample.labels(), message);
    return message;
  }

  private void labels(SortedMap<String, String> labels, Protobuf sample) {
    labels.forEach(
        (key, value) -> {
          var label = new Protobuf();
          label.integer(LABEL_KEY, string(key));
          label.integer(LABEL_STR, string(value));
          sample.message(SAMPLE_LABEL, label);
        });
  }

  private Protobuf mapping() {
    var message = new Protobuf();
    message.integer(MAPPING_ID, THE_MAPPING);
    message.integer(MAPPING_FILENAME, string("java"));
    message.bool(MAPPING_HAS_FUNCTIONS, true);
    message.bool(MAPPING_HAS_FILENAMES, true);
    message.bool(MAPPING_HAS_LINE_NUMBERS, true);
    return message;
  }

  private long location(Frame frame) {
    Long known = locations.get(frame);
    if (known != null) {
      return known;
    }
    long id = locations.size() + 1L;
    locations.put(frame, id);
    var line = new Protobuf();
    line.integer(LINE_FUNCTION_ID, function(new Function(frame.function(), frame.file())));
    line.integer(LINE_LINE, frame.line());
    var message = new Protobuf();
    message.integer(LOCATION_ID, id);
    message.integer(LOCATION_MAPPING_ID, THE_MAPPING);
    message.message(LOCATION_LINE, line);
    out.message(PROFILE_LOCATION, message);
    return id;
  }

  private long function(Function function) {
    Long known = functions.get(function);
    if (known != null) {
      return known;
    }
    long id = functions.size() + 1L;
    functions.put(function, id);
    long name = string(function.name());
    var message = new Protobuf();
    message.integer(FUNCTION_ID, id);
    message.integer(FUNCTION_NAME, name);
    message.integer(FUNCTION_SYSTEM_NAME, name);
    message.integer(FUNCTION_FILENAME, string(function.file()));
    out.message(PROFILE_FUNCTION, message);
    return id;
  }

  private long string(String text) {
    return strings.computeIfAbsent(text, _ -> (long) strings.size());
  }
}
