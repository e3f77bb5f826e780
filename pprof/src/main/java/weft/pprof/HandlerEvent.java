package weft.pprof;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// Off unless a trace is taken: it costs a request nothing then.
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
}
