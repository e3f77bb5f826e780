package weft.file;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import weft.HttpTime;

/// When a content last changed (RFC 9110 §8.8.2).
///
/// @param second that time, cut to the second
/// @param text the value of the field, which is not later than when this was made
record LastModified(Instant second, String text) {

  /// Returns null if `time` is null or [Instant#EPOCH], which is when it is not known.
  static @Nullable LastModified of(@Nullable Instant time) {
    if (time == null || !time.isAfter(Instant.EPOCH)) {
      return null;
    }
    Instant now = Instant.now();
    String text = HttpTime.format(time.isAfter(now) ? now : time);
    return new LastModified(time.truncatedTo(ChronoUnit.SECONDS), text);
  }
}
