package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.Accepted")
@Label("Connection Accepted")
@Description("A connection was accepted")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class AcceptedEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Remote Address")
  @Nullable String remote;

  @Label("Local Address")
  @Nullable String local;
}
