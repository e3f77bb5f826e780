package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("weft.AcceptFailed")
@Label("Accept Failed")
@Description("Accepting a connection failed; the server tries again")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class AcceptFailedEvent extends Event {
  @Label("Listener")
  @Nullable String listener;

  @Label("Failure")
  @Nullable String failure;

  @Label("Retry In")
  @Timespan
  long retryIn;
}
