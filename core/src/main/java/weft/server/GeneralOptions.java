package weft.server;

import weft.Handler;
import weft.Handlers;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;

/// Answers `OPTIONS *` for the server as a whole (RFC 9110 §9.3.7).
final class GeneralOptions implements Handler {

  /// How much content such a request may have.
  private static final int CONTENT_BYTES_MAX = 4 << 10;

  private final Handler next;
  private final Handler answer =
      Handlers.maxBytes(CONTENT_BYTES_MAX, (_, limited) -> limited.body().readAllBytes());

  GeneralOptions(Handler next) {
    this.next = next;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    if (r.target().equals("*") && r.method().equals(Methods.OPTIONS)) {
      answer.serve(w, r);
    } else {
      next.serve(w, r);
    }
  }
}
