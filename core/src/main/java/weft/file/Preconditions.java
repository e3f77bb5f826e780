package weft.file;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.HttpTime;
import weft.Methods;
import weft.Request;
import weft.Status;

/// The conditions of a request, evaluated in the order of RFC 9110 §13.2.2.
///
/// @param tag the current entity-tag of what would be sent, null if it has none
/// @param modified when it last changed, in whole seconds, null if that is not known
record Preconditions(Request request, @Nullable EntityTag tag, @Nullable Instant modified) {

  static Preconditions of(
      Request request, @Nullable EntityTag tag, @Nullable LastModified modified) {
    return new Preconditions(request, tag, modified == null ? null : modified.second());
  }

  /// Returns 304 or 412, or 200 if the method is to be performed.
  int status() {
    Header fields = request.header();
    boolean reads = isRead(request);
    if (fields.contains("If-Match")) {
      if (!names("If-Match", EntityTag::matchesStrongly)) {
        return Status.PRECONDITION_FAILED;
      }
    } else if (isAfter(date("If-Unmodified-Since"))) {
      return Status.PRECONDITION_FAILED;
    }
    if (fields.contains("If-None-Match")) {
      if (names("If-None-Match", EntityTag::matchesWeakly)) {
        return reads ? Status.NOT_MODIFIED : Status.PRECONDITION_FAILED;
      }
    } else if (reads && isNotAfter(date("If-Modified-Since"))) {
      return Status.NOT_MODIFIED;
    }
    return Status.OK;
  }

  /// Returns whether the Range field counts: only with GET (RFC 9110 §14.2), and if If-Range, where
  /// there is one, names what would be sent (RFC 9110 §13.1.5).
  ///
  /// A date must be the very one of Last-Modified.
  boolean rangeCounts() {
    if (!request.method().equals(Methods.GET)) {
      return false;
    }
    List<String> values = request.header().values("If-Range");
    if (values.isEmpty()) {
      return true;
    }
    EntityTag wanted = EntityTag.parse(values.getFirst());
    if (values.size() > 1) {
      return false;
    }
    if (wanted != null) {
      return tag != null && tag.matchesStrongly(wanted);
    }
    Optional<Instant> date = HttpTime.parse(values.getFirst());
    return modified != null && date.isPresent() && date.get().equals(modified);
  }

  private static boolean isRead(Request r) {
    return r.method().equals(Methods.GET) || r.method().equals(Methods.HEAD);
  }

  // If-Match = "*" / #entity-tag; so is If-None-Match. There is always something that "*" names.
  private boolean names(String field, BiPredicate<EntityTag, EntityTag> matches) {
    String value = String.join(",", request.header().values(field));
    if (value.equals("*")) {
      return true;
    }
    EntityTag current = tag;
    return current != null
        && EntityTag.parseList(value).stream().anyMatch(t -> matches.test(t, current));
  }

  /// Returns the date of a field, null if there is none, it is no date, or there are several.
  private @Nullable Instant date(String field) {
    List<String> values = request.header().values(field);
    return values.size() == 1 ? HttpTime.parse(values.getFirst()).orElse(null) : null;
  }

  private boolean isAfter(@Nullable Instant date) {
    return date != null && modified != null && modified.isAfter(date);
  }

  private boolean isNotAfter(@Nullable Instant date) {
    return date != null && modified != null && !modified.isAfter(date);
  }
}
