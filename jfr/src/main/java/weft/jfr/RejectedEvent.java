package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.Rejected")
@Label("Request Rejected")
@Description("A request broke a rule or a limit and was refused")
@Category({"Weft", "Request"})
@StackTrace(false)
final class RejectedEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Remote Address")
  @Nullable String remote;

  @Label("Reason")
  @Nullable String reason;

  @Label("Status")
  @Description("The status that the reason is answered with")
  int status;

  @Label("Offset")
  @Description("How many octets the connection had delivered up to the one at fault")
  long offset;
}
