package weft.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.ServerTrace;
import weft.internal.net.Clock;
import weft.internal.tls.FileStamps;

/// Looks every so often at the files that certificates and keys came from, and has them loaded
/// again when they have changed.
///
/// A change is loaded once it has been the same for two looks, so that one that is being written is
/// not. One that cannot be used is told of once, and what is in use stays.
final class CertificateWatch {

  private static final System.Logger LOG = System.getLogger("weft.server");

  private final Tls tls;
  private final long intervalNanos;
  private final Clock clock;
  private final @Nullable ServerTrace trace;
  private volatile boolean closed;

  // Used by one look at a time.
  private FileStamps tried;
  private FileStamps seen;

  CertificateWatch(
      Tls tls, FileStamps loaded, Duration interval, Clock clock, @Nullable ServerTrace trace) {
    this.tls = tls;
    this.intervalNanos = interval.toNanos();
    this.clock = clock;
    this.trace = trace;
    tried = loaded;
    seen = loaded;
    lookLater();
  }

  /// Looks no more.
  void close() {
    closed = true;
  }

  private void lookLater() {
    clock.schedule(
        clock.nanoTime() + intervalNanos,
        () -> {
          if (!closed) {
            Thread.ofVirtual().name("weft-certificates").start(this::look);
          }
        });
  }

  private void look() {
    try {
      FileStamps now = tls.stamps();
      if (now.isSame(seen) && !now.isSame(tried)) {
        tried = now;
        load();
      }
      seen = now;
    } finally {
      lookLater();
    }
  }

  private void load() {
    try {
      tls.reload();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "the new certificate cannot be used, the old one stays: {0}",
          e.toString());
      if (trace != null) {
        trace.certificateRejected(e);
      }
      return;
    }
    LOG.log(Level.INFO, "using the new certificate");
    if (trace != null) {
      trace.certificateReloaded(tls.certificates());
    }
  }
}
