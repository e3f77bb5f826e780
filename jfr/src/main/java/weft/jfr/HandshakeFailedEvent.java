package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.HandshakeFailed")
@Label("Handshake Failed")
@Description("There was no agreement on TLS")
@Category({"Weft", "Connection"})
@StackTrace(false)
final class HandshakeFailedEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Remote Address")
  @Nullable String remote;

  @Label("Reason")
  @Nullable String reason;

  @Label("Failure")
  @Description("What happened, in the words of the TLS provider")
  @Nullable String failure;
}
