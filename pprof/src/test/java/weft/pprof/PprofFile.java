package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// Decodes a file of pprof, and checks everything that profile.proto says of one: what refers to
/// something refers to what is there, no id is 0 or used twice, each sample has a value of each
/// type.
record PprofFile(
    List<String> types,
    List<Sample> samples,
    List<String> comments,
    String defaultType,
    long timeNanos,
    long durationNanos,
    long period) {

  /// @param stack the innermost call first
  record Sample(List<Call> stack, List<Long> values, Map<String, String> labels) {}

  record Call(String function, String file, long line) {}

  static PprofFile decode(byte[] gzipped) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
      return new Decoder(in.readAllBytes()).decode();
    }
  }

  long total() {
    return samples.stream().mapToLong(s -> s.values().getLast()).sum();
  }

  /// Returns the sum of the values whose innermost call is of `function`.
  long flat(String function) {
    return samples.stream()
        .filter(s -> s.stack().getFirst().function().equals(function))
        .mapToLong(s -> s.values().getLast())
        .sum();
  }

  /// Returns the sum of the values that have a call of `function` in their stacks.
  long calling(String function) {
    return samples.stream()
        .filter(s -> s.stack().stream().anyMatch(c -> c.function().equals(function)))
        .mapToLong(s -> s.values().getLast())
        .sum();
  }

  /// Returns the sum of the values that have this label.
  long labelled(String key, String value) {
    return samples.stream()
        .filter(s -> value.equals(s.labels().get(key)))
        .mapToLong(s -> s.values().getLast())
        .sum();
  }

  private static final class Decoder {
    private final Message profile;
    private final List<String> strings = new ArrayList<>();
    private final Map<Long, Message> functions = new HashMap<>();
    private final Map<Long, Message> locations = new HashMap<>();

    Decoder(byte[] bytes) {
      profile = new Message(bytes);
    }

    PprofFile decode() {
      profile.all(6).forEach(s -> strings.add(new String((byte[]) s, StandardCharsets.UTF_8)));
      assertThat(strings.getFirst()).as("string_table[0]").isEmpty();
      assertThat(strings).doesNotHaveDuplicates();
      Map<Long, Message> mappings = byId(3);
      assertThat(mappings).hasSize(1);
      functions.putAll(byId(5));
      locations.putAll(byId(4));
      functions.values().forEach(f -> assertThat(string(f.number(2))).as("name").isNotEmpty());
      locations
          .values()
          .forEach(
              location -> {
                assertThat(mappings).as("mapping_id").containsKey(location.number(2));
                assertThat(location.messages(4)).as("lines").isNotEmpty();
              });
      List<String> types = profile.messages(1).stream().map(this::type).toList();
      assertThat(types).isNotEmpty();
      List<Sample> samples = profile.messages(2).stream().map(this::sample).toList();
      samples.forEach(s -> assertThat(s.values()).as("values").hasSameSizeAs(types));
      String defaultType = string(profile.number(14));
      assertThat(types).anyMatch(type -> type.startsWith(defaultType + "/"));
      return new PprofFile(
          types,
          samples,
          profile.numbers(13).stream().map(this::string).toList(),
          defaultType,
          profile.number(9),
          profile.number(10),
          profile.number(12));
    }

    private Map<Long, Message> byId(int field) {
      var found = new LinkedHashMap<Long, Message>();
      for (Message m : profile.messages(field)) {
        assertThat(m.number(1)).as("id").isNotZero();
        assertThat(found.put(m.number(1), m)).as("another of that id").isNull();
      }
      return found;
    }

    private String string(long index) {
      assertThat(index).as("index of a string").isBetween(0L, strings.size() - 1L);
      return strings.get((int) index);
    }

    private String type(Message valueType) {
      return string(valueType.number(1)) + "/" + string(valueType.number(2));
    }

    private Sample sample(Message sample) {
      var labels = new TreeMap<String, String>();
      for (Message label : sample.messages(3)) {
        assertThat(labels.put(string(label.number(1)), string(label.number(2)))).isNull();
      }
      List<Call> stack = sample.numbers(1).stream().map(this::call).toList();
      assertThat(stack).as("stack").isNotEmpty();
      return new Sample(stack, sample.numbers(2), labels);
    }

    private Call call(long locationId) {
      assertThat(locations).as("location_id").containsKey(locationId);
      Message line = locations.get(locationId).messages(4).getFirst();
      assertThat(functions).as("function_id").containsKey(line.number(1));
      Message function = functions.get(line.number(1));
      return new Call(string(function.number(2)), string(function.number(4)), line.number(2));
    }
  }

  /// The fields of a message by number: integers and, as bytes, what has a length.
  private static final class Message {
    private final Map<Integer, List<Object>> fields = new HashMap<>();

    Message(byte[] bytes) {
      var in = ByteBuffer.wrap(bytes);
      while (in.hasRemaining()) {
        long tag = varint(in);
        Object value =
            switch ((int) (tag & 7)) {
              case 0 -> varint(in);
              case 2 -> {
                var text = new byte[(int) varint(in)];
                in.get(text);
                yield text;
              }
              default -> throw new AssertionError("wire type " + (tag & 7));
            };
        fields.computeIfAbsent((int) (tag >>> 3), _ -> new ArrayList<>()).add(value);
      }
    }

    List<Object> all(int field) {
      return fields.getOrDefault(field, List.of());
    }

    long number(int field) {
      List<Object> values = all(field);
      return values.isEmpty() ? 0 : (Long) values.getLast();
    }

    /// A repeated number is packed.
    List<Long> numbers(int field) {
      var numbers = new ArrayList<Long>();
      for (Object packed : all(field)) {
        var in = ByteBuffer.wrap((byte[]) packed);
        while (in.hasRemaining()) {
          numbers.add(varint(in));
        }
      }
      return numbers;
    }

    List<Message> messages(int field) {
      return all(field).stream().map(bytes -> new Message((byte[]) bytes)).toList();
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        assertThat(shift).as("a varint has ten bytes at most").isLessThan(70);
        byte b = in.get();
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
