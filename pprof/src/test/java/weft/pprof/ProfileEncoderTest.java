package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileEncoderTest {

  private static final Frame OUTER = new Frame("a.B.outer", "a/B.java", 10);
  private static final Frame INNER = new Frame("a.B.inner", "a/B.java", 20);

  private final Profile profile =
      new Profile(new Profile.Kind("samples", "count"), new Profile.Kind("cpu", "nanoseconds"));

  @Test
  void everyFieldComesBack() throws IOException {
    profile.add(
        List.of(INNER, OUTER), new TreeMap<>(Map.of("route", "GET /ä", "status", "200")), 1, 10);
    profile.add(List.of(OUTER), Labels.NONE, 2, Long.MAX_VALUE / 2);
    profile.during(Instant.ofEpochSecond(1_700_000_000, 5), Duration.ofSeconds(3));
    profile.period(10_000_000);
    profile.comment("a comment");

    PprofFile file = encoded(profile);
    assertThat(file.types()).containsExactly("samples/count", "cpu/nanoseconds");
    assertThat(file.defaultType()).isEqualTo("cpu");
    assertThat(file.timeNanos()).isEqualTo(1_700_000_000_000_000_005L);
    assertThat(file.durationNanos()).isEqualTo(3_000_000_000L);
    assertThat(file.period()).isEqualTo(10_000_000);
    assertThat(file.comments()).containsExactly("a comment");
    assertThat(file.samples())
        .containsExactly(
            new PprofFile.Sample(
                List.of(call(INNER), call(OUTER)),
                List.of(1L, 10L),
                Map.of("route", "GET /ä", "status", "200")),
            new PprofFile.Sample(List.of(call(OUTER)), List.of(2L, Long.MAX_VALUE / 2), Map.of()));
  }

  @Test
  void emptyProfileIsAFile() throws IOException {
    assertThat(encoded(profile).samples()).isEmpty();
  }

  @Test
  void valuesOfTheSameStackAndLabelsAddUp() throws IOException {
    profile.add(List.of(INNER), Labels.NONE, 1, 10);
    profile.add(List.of(INNER), Labels.NONE, 1, 15);
    assertThat(encoded(profile).samples().getFirst().values()).containsExactly(2L, 25L);
  }

  @Test
  void deltaHasWhatChanged() throws IOException {
    var before = new Profile(new Profile.Kind("inuse_space", "bytes"));
    before.add(List.of(INNER), Labels.NONE, 10);
    before.add(List.of(OUTER), Labels.NONE, 5);
    var after = new Profile(new Profile.Kind("inuse_space", "bytes"));
    after.add(List.of(INNER), Labels.NONE, 7);
    after.add(List.of(OUTER), Labels.NONE, 5);
    PprofFile delta = encoded(after.minus(before));
    assertThat(delta.samples()).hasSize(1);
    assertThat(delta.flat("a.B.inner")).isEqualTo(-3);
  }

  @Test
  void stacksBeyondTheBoundAreOneSum() {
    for (int i = 0; i < Profile.SAMPLES_MAX + 10; i++) {
      profile.add(List.of(new Frame("f" + i, "", 0)), Labels.NONE, 1, 1);
    }
    assertThat(profile.rows()).hasSize(Profile.SAMPLES_MAX + 1);
    assertThat(profile.total(1)).isEqualTo(Profile.SAMPLES_MAX + 10);
  }

  @Test
  void textHasTheLargestFirst() throws IOException {
    profile.add(List.of(INNER, OUTER), Labels.NONE, 1, 10);
    profile.add(List.of(OUTER), new TreeMap<>(Map.of("route", "/x")), 2, 20);
    profile.comment("seen");
    var text = new StringWriter();
    ProfileText.write("cpu", profile, text);
    assertThat(text.toString())
        .isEqualTo(
            """
            cpu profile: total 30
            # values: samples/count cpu/nanoseconds
            # seen
            2 20 @ route=/x
            #\ta.B.outer\ta/B.java:10

            1 10 @
            #\ta.B.inner\ta/B.java:20
            #\ta.B.outer\ta/B.java:10

            """);
  }

  private static PprofFile.Call call(Frame frame) {
    return new PprofFile.Call(frame.function(), frame.file(), frame.line());
  }

  private static PprofFile encoded(Profile profile) throws IOException {
    var out = new ByteArrayOutputStream();
    ProfileEncoder.write(profile, out);
    return PprofFile.decode(out.toByteArray());
  }
}
