package weft.internal.exchange;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.AbortException;
import weft.Cancellation;
import weft.ErrorPage;
import weft.Handler;
import weft.Handlers;
import weft.PanicPolicy;
import weft.Request;
import weft.Status;
import weft.StatusException;
import weft.internal.text.Tokens;

/// Runs handlers: the only place where what a handler throws becomes an error reply or an abort.
public final class Dispatcher {

  private static final class LogHolder {
    static final System.Logger LOG = System.getLogger("weft.server");
  }

  private final Handler handler;
  private final PanicPolicy policy;
  private final Consumer<Error> onError;
  private final ErrorPage errorPage;

  /// What became of an exchange.
  ///
  /// @param complete whether the response was sent whole; if not, the connection or stream must be
  ///   aborted
  /// @param failure what the handler threw, or null
  /// @param cancelled why the request was cancelled before the handler ended, or null
  public record Result(
      boolean complete, @Nullable Throwable failure, Cancellation.@Nullable Cause cancelled) {}

  /// Creates a dispatcher.
  ///
  /// @param onError told of each [Error] after it was answered, if the policy is FAIL_FAST
  /// @param errorPage makes the content of error replies, where no handler has set another
  public Dispatcher(
      Handler handler, PanicPolicy policy, Consumer<Error> onError, ErrorPage errorPage) {
    this.handler = handler;
    this.policy = policy;
    this.onError = onError;
    this.errorPage = errorPage;
  }

  /// Returns what makes the content of error replies to requests that no handler sees.
  public ErrorPage errorPage() {
    return errorPage;
  }

  /// Runs the handler and completes the response. Blocks as long as the handler does; throws
  /// nothing.
  public Result dispatch(Response w, Request r) {
    Throwable failure = null;
    Cancellation.Cause cancelled;
    w.errorPage(errorPage);
    try {
      handler.serve(w, r);
      cancelled = r.cancellation().cause();
      clearInterrupt();
      w.finish();
    } catch (Throwable e) {
      failure = e;
      cancelled = r.cancellation().cause();
      clearInterrupt();
      fail(w, r, e);
    }
    var result = new Result(w.isComplete(), failure, cancelled);
    end(w, r);
    r.removeFiles();
    clearInterrupt();
    return result;
  }

  /// An Error of who is told of the end harms nobody else: the connection is kept.
  private void end(Response w, Request r) {
    try {
      w.end();
    } catch (Error e) {
      log(r, e);
      failFast(e);
    }
  }

  /// An interrupt that was meant for the handler must not break the response, nor reach the next
  /// request.
  private static void clearInterrupt() {
    boolean _ = Thread.interrupted();
  }

  private void fail(Response w, Request r, Throwable failure) {
    boolean expected = isExpected(w, r, failure);
    boolean answered = mayAnswer(w, r, failure, expected) && answer(w, r, failure);
    boolean cutOff = failure instanceof StatusException && !answered && !w.isComplete();
    if (!expected || (cutOff && !r.cancellation().isCancelled())) {
      log(r, failure);
    }
    failFast(failure);
  }

  private void failFast(Throwable failure) {
    if (failure instanceof Error error && policy == PanicPolicy.FAIL_FAST) {
      onError.accept(error);
    }
  }

  /// Returns whether a failure needs no log line: it is the answer itself, or follows from the
  /// peer's leaving, or ended a handler that had nothing more to say.
  private static boolean isExpected(Response w, Request r, Throwable failure) {
    return switch (failure) {
      case AbortException _, StatusException _, BadMessageException _, ContentTimeoutException _ ->
          true;
      case InterruptedException _ -> w.isComplete() || r.cancellation().isCancelled();
      case IOException _ -> r.cancellation().isCancelled();
      default -> false;
    };
  }

  private boolean mayAnswer(Response w, Request r, Throwable failure, boolean expected) {
    boolean peerLeft =
        switch (r.cancellation().cause()) {
          case null -> false;
          case DEADLINE, SHUTDOWN, HANDLER_RETURNED -> false;
          case CLIENT_GONE, HALF_CLOSED, STREAM_RESET, WRITE_FAILED -> true;
        };
    boolean mayBeAnswered = expected || policy != PanicPolicy.ABORT;
    return mayBeAnswered
        && !(failure instanceof AbortException)
        && !w.isCommitted()
        && !w.isHijacked()
        && !peerLeft;
  }

  private static boolean answer(Response w, Request r, Throwable failure) {
    try {
      w.reset();
      switch (failure) {
        case StatusException e -> Handlers.error(w, text(e), e.status());
        case BadMessageException e -> refuse(w, e.reason().status());
        case ContentTimeoutException _ -> refuse(w, Status.REQUEST_TIMEOUT);
        case IOException _, InterruptedException _
            when r.cancellation().cause() == Cancellation.Cause.SHUTDOWN ->
            refuse(w, Status.SERVICE_UNAVAILABLE);
        default -> Handlers.error(w, Status.text(500), Status.INTERNAL_SERVER_ERROR);
      }
      w.finish();
      return true;
    } catch (Throwable gone) {
      return false;
    }
  }

  private static String text(StatusException e) {
    String message = e.getMessage();
    return message == null ? Status.text(e.status()) : message;
  }

  private static void refuse(Response w, int status) throws IOException {
    Handlers.error(w, Status.text(status), status);
  }

  private static void log(Request r, Throwable failure) {
    LogHolder.LOG.log(
        Level.ERROR,
        () ->
            "handler failed: "
                + r.method()
                + " "
                + Tokens.escape(r.target())
                + " from "
                + r.remoteAddr(),
        failure);
  }
}
