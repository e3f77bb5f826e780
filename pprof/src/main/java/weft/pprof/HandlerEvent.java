package weft.pprof;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import weft.Request;

/// Off unless a trace is taken; for requests that begin and end while it is.
@Name(HandlerEvent.NAME)
@Label("Handler Ran")
@Description("What a thread did between the begin and the end of this event, it did for a request")
@Category({"Weft", "Profile"})
@StackTrace(false)
@Enabled(false)
final class HandlerEvent extends Event {
  static final String NAME = "weft.HandlerRan";

  @Label("Method")
  @Nullable String method;

  @Label("Route")
  @Description("The pattern that a mux matched, empty if none did")
  @Nullable String route;

  @Label("Status")
  int status;

  /// Returns an event that begins now, null if such events are not recorded.
  static @Nullable HandlerEvent begun() {
    var event = new HandlerEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  /// Records that `r`, with which it began, has ended.
  void commit(Request r, int status) {
    if (shouldCommit()) {
      method = r.method();
      route = r.pattern();
      this.status = status;
      commit();
    }
  }
}
