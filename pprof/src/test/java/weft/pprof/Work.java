package weft.pprof;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import weft.Handler;
import weft.ServeMux;

/// Handlers that do one thing, for profiles to find.
final class Work {

  static final int DEPTH = 200;

  private static final String PIN = "Work$Pin.class";
  private static final Object MONITOR = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static volatile long sink;
  private static volatile Object kept;

  private Work() {}

  /// Returns a mux whose routes work until `stop` is open.
  static ServeMux mux(CountDownLatch stop) {
    var mux = new ServeMux();
    mux.handle("GET /hog/{name}", working(stop, Work::spin));
    mux.handle("/deep", working(stop, () -> deep(DEPTH)));
    mux.handle("/allocate", working(stop, Work::allocate));
    mux.handle("/mixed", working(stop, Work::allocateMixed));
    mux.handle("/monitor", working(stop, () -> holdMonitor(stop)));
    mux.handle("/lock", working(stop, () -> holdLock(stop)));
    mux.handle("/pin", (w, _) -> pin());
    mux.handle("/pinning", working(stop, Work::pin));
    mux.handle("/wait", (w, _) -> stop.await());
    mux.handle("/nap", (w, _) -> stop.await(5, TimeUnit.MILLISECONDS));
    return mux;
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private static Handler working(CountDownLatch stop, Task work) {
    return (w, _) -> {
      do {
        work.run();
      } while (!stop.await(1, TimeUnit.MILLISECONDS)); // so that others get their turn
      w.print("done");
    };
  }

  static void spin() {
    long x = sink;
    for (int i = 0; i < 2_000_000; i++) {
      x = x * 31 + (x >>> 7) + i;
    }
    sink = x;
  }

  private static void deep(int calls) {
    if (calls == 0) {
      spin();
    } else {
      deep(calls - 1);
    }
  }

  private static void allocate() {
    for (int i = 0; i < 2_000; i++) {
      switch (i % 7) {
        case 0, 2, 4, 6 -> most();
        case 1, 5 -> many();
        default -> some();
      }
    }
  }

  private static void most() {
    kept = new byte[8_000];
  }

  private static void many() {
    kept = new byte[8_000];
  }

  private static void some() {
    kept = new byte[8_000];
  }

  /// Allocates 1.5 MB: 50, 30 and 20 hundredths of it in large, middle and small objects.
  private static void allocateMixed() {
    var random = ThreadLocalRandom.current();
    for (int i = 0; i < 3_200; i++) {
      double chance = random.nextDouble();
      if (chance < 0.0024) {
        large();
      } else if (chance < 0.0024 + 0.0144) {
        middle();
      } else {
        small();
      }
    }
  }

  private static void large() {
    kept = new byte[100_000];
  }

  private static void middle() {
    kept = new byte[10_000];
  }

  private static void small() {
    kept = new byte[82];
  }

  static void holdMonitor(CountDownLatch stop) throws InterruptedException {
    synchronized (MONITOR) {
      stop.await(5, TimeUnit.MILLISECONDS);
    }
  }

  private static void holdLock(CountDownLatch stop) throws InterruptedException {
    LOCK.lock();
    try {
      stop.await(5, TimeUnit.MILLISECONDS);
    } finally {
      LOCK.unlock();
    }
  }

  /// Waits in the initializer of a class, which is another class each time.
  private static void pin() {
    try (InputStream bytes = Objects.requireNonNull(Work.class.getResourceAsStream(PIN))) {
      MethodHandles.lookup().defineHiddenClass(bytes.readAllBytes(), true);
    } catch (IOException | IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits while it is initialized, which keeps the carrier.
  @SuppressWarnings("UnusedNestedClass") // its file is read
  private static final class Pin {
    static {
      try {
        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
