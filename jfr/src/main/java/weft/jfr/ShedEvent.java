package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.Shed")
@Label("Connection Shed")
@Description("A connection was refused because the server has as many as it may")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class ShedEvent extends Event {
  @Label("Remote Address")
  @Nullable String remote;
}
