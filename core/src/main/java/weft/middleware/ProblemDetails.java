package weft.middleware;

import weft.ErrorPage;
import weft.Handler;
import weft.Middleware;
import weft.Status;

/// Makes error replies problem details in JSON (RFC 9457): those of the server for handlers that
/// fail, of a mux, of other middleware, and of [weft.Handlers#error].
///
/// ```java
/// mux.around(new ProblemDetails());
/// ```
///
/// `{"title":"Not Found","status":404,"detail":"404 page not found"}`; the type is `about:blank`,
/// which is why it is not there (RFC 9457 §4.2.1).
public final class ProblemDetails implements Middleware {

  /// Creates a middleware.
  public ProblemDetails() {}

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      w.errorPage(ProblemDetails::content);
      next.serve(w, r);
    };
  }

  private static ErrorPage.Content content(int status, String message) {
    String title = Status.text(status);
    var json = new StringBuilder("{");
    if (!title.isEmpty()) {
      json.append("\"title\":").append(SafeText.json(title)).append(',');
    }
    json.append("\"status\":").append(status);
    if (!message.equals(title)) {
      json.append(",\"detail\":").append(SafeText.json(message));
    }
    return new ErrorPage.Content("application/problem+json", json.append("}\n").toString());
  }
}
