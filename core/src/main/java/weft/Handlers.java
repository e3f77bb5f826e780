package weft;

import java.io.IOException;
import java.time.Duration;
import weft.internal.text.PercentEncoding;

/// Ready-made answers, and handlers that wrap other handlers.
public final class Handlers {

  private Handlers() {}

  /// Answers with `status` and `message` as plain text, or as the [ErrorPage] of the response has
  /// it; no other content may be written. Takes away a Content-Length that was meant for something
  /// else. Blocks as [ResponseWriter#write] does.
  ///
  /// To end a handler with an error from anywhere, throw a [StatusException].
  ///
  /// @throws IllegalStateException if the response is committed
  public static void error(ResponseWriter w, String message, int status) throws IOException {
    ErrorPage.Content content = w.errorPage().of(status, message);
    w.header()
        .remove("Content-Length")
        .set("Content-Type", content.type())
        .set("X-Content-Type-Options", "nosniff");
    w.status(status);
    w.print(content.text());
  }

  /// Returns a handler that answers 404.
  public static Handler notFound() {
    return (w, _) -> error(w, "404 page not found", Status.NOT_FOUND);
  }

  /// Redirects the client to `url`, which may be relative to the path of the request. For GET,
  /// unless there is a Content-Type, also writes a line of HTML with a link.
  ///
  /// The client stays at this host unless `url` has a scheme (`https://example.com/`): a `//` at
  /// its start, or a backslash, which browsers take for a slash, does not name another host.
  /// Deviates: Go lets them.
  ///
  /// @param url non-ASCII characters, blanks and controls are percent-encoded; `.` and `..` are
  ///   resolved
  /// @param status 300 to 399
  /// @throws IllegalArgumentException if `status` is not that
  /// @throws IllegalStateException if the response is committed
  public static void redirect(ResponseWriter w, Request r, String url, int status)
      throws IOException {
    checkRedirect(status);
    String location = Redirection.location(r.escapedPath(), url);
    boolean hadType = w.header().contains("Content-Type");
    boolean get = r.method().equals(Methods.GET);
    w.header().set("Location", location);
    if (!hadType && (get || r.method().equals(Methods.HEAD))) {
      w.header().set("Content-Type", "text/html; charset=utf-8");
    }
    w.status(status);
    if (!hadType && get) {
      w.print(Redirection.page(location, status));
    }
  }

  /// Returns a handler that redirects every request to `url`, as [#redirect] does.
  ///
  /// @throws IllegalArgumentException if `status` is not 300 to 399
  public static Handler redirectTo(String url, int status) {
    checkRedirect(status);
    return (w, r) -> redirect(w, r, url, status);
  }

  private static void checkRedirect(int status) {
    if (status < 300 || status > 399) {
      throw new IllegalArgumentException("not a redirection: " + status);
    }
  }

  /// Returns a handler that takes `prefix` from the start of the path before it calls `next`, and
  /// answers 404 if the path does not start with it. A slash of `prefix` does not stand for `%2F`.
  ///
  /// @param prefix as [Request#path()] has it, not percent-encoded; empty for none
  public static Handler stripPrefix(String prefix, Handler next) {
    if (prefix.isEmpty()) {
      return next;
    }
    Handler notFound = notFound();
    return (w, r) -> {
      int end = PercentEncoding.endOfPrefix(r.escapedPath(), prefix);
      if (end < 0) {
        notFound.serve(w, r);
      } else {
        next.serve(w, r.withEscapedPath(r.escapedPath().substring(end)));
      }
    };
  }

  /// Returns a handler that lets `next` read at most `bytes` of content: a request that announces
  /// more is answered with 413 before `next` sees it, and reading on past the bound throws
  /// [ContentTooLargeException].
  ///
  /// @throws IllegalArgumentException if `bytes` is negative
  public static Handler maxBytes(long bytes, Handler next) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative bound: " + bytes);
    }
    return (w, r) -> {
      if (r.contentLength() > bytes) {
        throw new ContentTooLargeException(bytes);
      }
      next.serve(w, r.withContentMax(bytes));
    };
  }

  /// Returns a handler that interrupts the thread of `next` when the request is cancelled, so that
  /// waiting for a lock, a queue or another service ends with [InterruptedException]. The interrupt
  /// never outlives `next`.
  public static Handler interruptible(Handler next) {
    return (w, r) -> {
      Thread thread = Thread.currentThread();
      Cancellation.Registration registration = r.cancellation().onCancel(thread::interrupt);
      try {
        next.serve(w, r);
      } finally {
        registration.close(); // from here on nobody interrupts
        Thread.interrupted();
      }
    };
  }

  /// Returns a handler that gives `next` the time `fromNow`. When it is over, the request is
  /// cancelled with [Cancellation.Cause#DEADLINE] and the thread interrupted as by
  /// [#interruptible]; if `next` then ends with an exception before anything was sent, the answer
  /// is 503.
  ///
  /// Nothing is buffered and no other thread is needed. Deviates: with Go's TimeoutHandler the
  /// client has its 503 while the handler still runs; here a handler that ignores both signals
  /// keeps the client waiting, and one that completes late is sent. The last deadline set for a
  /// request is the one that counts, see [ResponseWriter#deadline].
  ///
  /// @throws IllegalArgumentException if `fromNow` is not positive
  public static Handler deadline(Duration fromNow, Handler next) {
    if (!fromNow.isPositive()) {
      throw new IllegalArgumentException("not a positive time: " + fromNow);
    }
    Handler interruptible = interruptible(next);
    return (w, r) -> {
      w.deadline(fromNow);
      try {
        interruptible.serve(w, r);
      } catch (AbortException e) {
        throw e;
      } catch (Exception e) {
        boolean late = r.cancellation().cause() == Cancellation.Cause.DEADLINE;
        throw late && !w.isCommitted() ? tooLate(e) : e;
      }
    };
  }

  private static StatusException tooLate(Exception cause) {
    var late = new StatusException(Status.SERVICE_UNAVAILABLE, "the request took too long");
    late.initCause(cause);
    return late;
  }

  /// Returns a handler that takes semicolons in the query for separators, as was the custom once.
  /// They are malformed otherwise.
  public static Handler allowQuerySemicolons(Handler next) {
    return (w, r) -> {
      boolean has = r.rawQuery().indexOf(';') >= 0;
      next.serve(w, has ? r.withRawQuery(r.rawQuery().replace(';', '&')) : r);
    };
  }
}
