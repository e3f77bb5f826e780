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
/// Requests that are refused before there is a handler are answered alike if the server is told:
///
/// ```java
/// Server.builder(mux).errorPage(ProblemDetails.PAGE);
/// ```
///
/// `{"title":"Not Found","status":404,"detail":"404 page not found"}`; the type is `about:blank`,
/// which is why it is not there (RFC 9457 §4.2.1).
public final class ProblemDetails implements Middleware {

  /// Makes the content of one reply.
  public static final ErrorPage PAGE = ProblemDetails::content;

  /// Creates a middleware.
  public ProblemDetails() {}

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      w.errorPage(PAGE);
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
