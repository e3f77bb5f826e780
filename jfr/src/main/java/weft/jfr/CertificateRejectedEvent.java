package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Name("weft.CertificateRejected")
@Label("Certificate Rejected")
@Description("A new certificate cannot be used, and the old one stays")
@Category({"Weft", "Server"})
@StackTrace(false)
final class CertificateRejectedEvent extends Event {
  @Label("Failure")
  @Nullable String failure;
}
