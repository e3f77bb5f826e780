package weft.internal.exchange;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import weft.ErrorPage;
import weft.Header;
import weft.RejectReason;

/// The reply to a request that no handler sees.
public final class ErrorReply {

  private static final class LogHolder {
    static final System.Logger LOG = System.getLogger("weft.server");
  }

  private final int status;
  private final Header header;
  private final byte[] content;

  private ErrorReply(int status, ErrorPage.Content content) {
    this.status = status;
    header = Header.of("Content-Type", content.type(), "X-Content-Type-Options", "nosniff");
    this.content = content.text().getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the reply that `page` makes of a status and what went wrong; a plain one if that
  /// fails.
  public static ErrorReply of(ErrorPage page, int status, String message) {
    try {
      return new ErrorReply(status, page.of(status, message));
    } catch (RuntimeException e) {
      LogHolder.LOG.log(Level.ERROR, "the page for an error failed", e);
      return new ErrorReply(status, ErrorPage.PLAIN_TEXT.of(status, message));
    }
  }

  /// Returns the reply to what was refused for that reason.
  public static ErrorReply of(ErrorPage page, RejectReason reason) {
    String words = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return of(page, reason.status(), words);
  }

  /// Returns the status.
  public int status() {
    return status;
  }

  /// Returns the fields that describe the content, without its length.
  public Header header() {
    return header;
  }

  /// Returns the content, not to be changed.
  public byte[] content() {
    return content;
  }
}
