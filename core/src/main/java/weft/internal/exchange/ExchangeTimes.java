package weft.internal.exchange;

import java.time.Duration;
import weft.Request;
import weft.ServerTrace.RequestOutcome;

/// When the parts of an exchange came, in nanoseconds of the server's clock.
///
/// @param begin when the request began to arrive
/// @param head when its head had arrived
/// @param first when the head of the response was handed on, 0 if it was not
/// @param end when the response had ended
public record ExchangeTimes(long begin, long head, long first, long end) {

  /// Returns what a trace is told of the exchange.
  ///
  /// @param status the status that the client was sent, 0 if none
  /// @param bytesIn content octets that were received
  public RequestOutcome outcome(
      Request request, Response response, int status, long bytesIn, Dispatcher.Result result) {
    return new RequestOutcome(
        request,
        request.pattern(),
        status,
        bytesIn,
        response.bytesFiltered(),
        Duration.ofNanos(head - begin),
        Duration.ofNanos(first == 0 ? 0 : first - begin),
        Duration.ofNanos(end - begin),
        result.cancelled(),
        result.failure());
  }
}
