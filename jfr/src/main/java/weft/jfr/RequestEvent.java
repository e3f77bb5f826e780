package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("weft.Request")
@Label("Request Served")
@Description("A request, from the end of its head to the end of its response")
@Category({"Weft", "Request"})
@StackTrace(false)
final class RequestEvent extends Event {
  @Label("Connection")
  @Description("A number that no other connection of this JVM has")
  long connection;

  @Label("Method")
  @Nullable String method;

  @Label("Target")
  @Description("As it was sent, query included; printable ASCII")
  @Nullable String target;

  @Label("Pattern")
  @Description("The pattern that a mux matched, empty if none did")
  @Nullable String pattern;

  @Label("Status")
  @Description("0 if no response was sent")
  int status;

  @Label("Bytes In")
  @Description("Octets of content read")
  @DataAmount
  long bytesIn;

  @Label("Bytes Out")
  @Description("Octets of content written")
  @DataAmount
  long bytesOut;

  @Label("Head Time")
  @Description(
      "From the first octet of the request to the end of its header section; 0 over HTTP/2")
  @Timespan
  long headTime;

  @Label("First Byte Time")
  @Description(
      "From the first octet of the request (over HTTP/2, the end of its header section) to the"
          + " first of the response; 0 if none was sent")
  @Timespan
  long firstByteTime;

  @Label("Last Byte Time")
  @Description(
      "From the first octet of the request (over HTTP/2, the end of its header section) to the"
          + " end of the response")
  @Timespan
  long lastByteTime;

  @Label("Cancelled")
  @Description("Why the request was cancelled before its handler returned, if it was")
  @Nullable String cancelled;

  @Label("Failure")
  @Description("What the handler threw, if anything")
  @Nullable String failure;
}
