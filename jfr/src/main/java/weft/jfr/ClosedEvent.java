package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.Closed")
@Label("Connection Closed")
@Description("A connection was closed, or a handler took it over")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class ClosedEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Reason")
  @Nullable String reason;

  @Label("Requests")
  @Description("How many requests the connection carried")
  long requests;

  @Label("Bytes In")
  @Description("Octets received, heads included")
  @DataAmount
  long bytesIn;

  @Label("Bytes Out")
  @Description("Octets sent, heads included")
  @DataAmount
  long bytesOut;
}
