package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.TimedOut")
@Label("Peer Timed Out")
@Description("A wait for the peer took too long")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class TimedOutEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Remote Address")
  @Nullable String remote;

  @Label("Kind")
  @Nullable String kind;
}
