package weft.sse;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.Alarms;

/// Sends a comment when a stream was silent for a whole interval: at most one at a time, on a
/// thread that lives only for it, because writing may block.
final class Heartbeat {

  /// How often a client that closed its sending side is asked whether it is there: the first
  /// comment makes the kernel of one that has left say so, and a further one fails.
  private static final int PROBES = 4;

  /// Before the second one; twice as long before each further one.
  private static final Duration PROBE_PAUSE = Duration.ofMillis(50);

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
    if (isSent()) {
      schedule();
    }
  }

  private boolean isSent() {
    try {
      stream.write(EventText.HEARTBEAT);
      return true;
    } catch (IOException | InterruptedException | IllegalStateException ended) {
      // Whoever opened the stream hears of it by the cancellation of the request.
      return false;
    }
  }

  /// The client has closed its sending side, and perhaps all of it. Does not block.
  void probe() {
    if (!interval.isZero()) {
      probe(PROBES, PROBE_PAUSE);
    }
  }

  private synchronized void probe(int left, Duration pause) {
    if (!stopped) {
      Thread.ofVirtual()
          .name("weft-heartbeat")
          .start(
              () -> {
                if (isSent() && left > 1) {
                  alarms.after(pause, () -> probe(left - 1, pause.multipliedBy(2)));
                }
              });
    }
  }

  synchronized void stop() {
    stopped = true;
    if (alarm != null) {
      alarm.cancel();
    }
  }
}
