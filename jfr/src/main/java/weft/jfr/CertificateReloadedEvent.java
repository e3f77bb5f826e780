package weft.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

@Name("weft.CertificateReloaded")
@Label("Certificate Reloaded")
@Description("A new certificate is in use")
@Category({"Weft", "Server"})
@StackTrace(false)
final class CertificateReloadedEvent extends Event {
  @Label("Subject")
  @Nullable String subject;

  @Label("Not After")
  @Description("When it is valid no more, in milliseconds since 1970")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long notAfter;
}
