package weft.sse;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.Alarms;

/// Sends a comment when a stream was silent for a whole interval: at most one at a time, on a
/// thread that lives only for it, because writing may block.
final class Heartbeat {

  private final EventStream stream;
  private final Alarms alarms;
  private final Duration interval;

  // Guarded by the monitor.
  private boolean sent;
  private boolean stopped;
  private Alarms.@Nullable Alarm alarm;

  /// @param interval zero for no heart-beats
  Heartbeat(EventStream stream, Alarms alarms, Duration interval) {
    this.stream = stream;
    this.alarms = alarms;
    this.interval = interval;
  }

  /// Something was sent.
  synchronized void sent() {
    sent = true;
  }

  synchronized void schedule() {
    if (!stopped && !interval.isZero()) {
      sent = false;
      alarm = alarms.after(interval, this::ring);
    }
  }

  private synchronized void ring() {
    if (sent) {
      schedule();
    } else if (!stopped) {
      Thread.ofVirtual().name("weft-heartbeat").start(this::beat);
    }
  }

  private void beat() {
    try {
      stream.write(EventText.HEARTBEAT);
      schedule();
    } catch (IOException | InterruptedException | IllegalStateException ended) {
      // Whoever opened the stream hears of it by the cancellation of the request.
    }
  }

  synchronized void stop() {
    stopped = true;
    if (alarm != null) {
      alarm.cancel();
    }
  }
}
