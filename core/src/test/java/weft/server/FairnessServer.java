package weft.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import weft.Handler;
import weft.Request;
import weft.ServeMux;

/// A server in a process of its own whose handlers hold on in all ways there are, each until a line
/// comes on standard input. It prints its port, and `in` when a handler is about to hold on.
final class FairnessServer {

  /// What handlers wait for; opened by a line, which also makes the next one.
  private static volatile Gate gate = new Gate();

  private FairnessServer() {}

  public static void main(String[] args) throws Exception {
    TransportKind kind = TransportKind.valueOf(args[0]);
    Server server =
        Server.builder(mux()).transport(kind).listen(new InetSocketAddress("127.0.0.1", 0)).start();
    say("port " + ((InetSocketAddress) server.addresses().getFirst()).getPort());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      Gate old = gate;
      gate = new Gate();
      old.open();
    }
    System.exit(0);
  }

  private static ServeMux mux() {
    var mux = new ServeMux();
    mux.handle("/hello", (w, _) -> w.print("hello"));
    mux.handle("/compute", holding((g, _) -> g.compute()));
    mux.handle("/native", holding((g, _) -> g.readPipe()));
    mux.handle("/pinned", holding((g, _) -> Native.pinned(g::await)));
    mux.handle("/initializer", holding((g, _) -> g.useClass()));
    mux.handle("/wait", holding((g, _) -> g.waitForNotification()));
    mux.handle("/monitor", holding((g, _) -> g.enterMonitor()));
    mux.handle("/pinned-body", holding((_, r) -> Native.pinned(() -> r.body().readAllBytes())));
    mux.handle("/compute-until-cancelled", holding((_, r) -> computeUntilCancelled(r)));
    return mux;
  }

  private interface Hold {
    void run(Gate gate, Request request) throws Exception;
  }

  private static Handler holding(Hold hold) {
    return (w, r) -> {
      Gate mine = gate;
      say("in");
      hold.run(mine, r);
      w.print("held");
    };
  }

  private static void computeUntilCancelled(Request request) {
    while (!request.cancellation().isCancelled()) {
      Thread.onSpinWait();
    }
    say("cancelled");
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static final class Gate {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Object monitor = new Object();
    private final MethodHandles.Lookup uninitialized = initialized();
    private final int[] pipe = Native.pipe();
    private volatile boolean isOpen;

    /// Keeps the monitor, on a thread of its own, until the gate is open.
    Gate() {
      var kept = new CountDownLatch(1);
      Runnable keep =
          () -> {
            synchronized (monitor) {
              kept.countDown();
              await();
            }
          };
      Thread.ofPlatform().daemon().start(keep);
      await(kept);
    }

    void open() {
      isOpen = true;
      opened.countDown();
      synchronized (this) {
        notifyAll();
      }
      Native.close(pipe[1]);
    }

    void await() {
      await(opened);
    }

    /// Returns a new copy of the class, whose gate is this one.
    private MethodHandles.Lookup initialized() {
      String name = Initialized.class.getName().replace('.', '/') + ".class";
      try (var code = Gate.class.getResourceAsStream('/' + name)) {
        return MethodHandles.lookup()
            .defineHiddenClassWithClassData(
                code.readAllBytes(), this, false, MethodHandles.Lookup.ClassOption.NESTMATE);
      } catch (IOException | IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void compute() {
      while (!isOpen) {
        Thread.onSpinWait();
      }
    }

    /// Blocks in the kernel until the other end is closed.
    void readPipe() {
      Native.readToEnd(pipe[0]);
    }

    synchronized void waitForNotification() throws InterruptedException {
      while (!isOpen) {
        wait();
      }
    }

    void useClass() throws IllegalAccessException {
      uninitialized.ensureInitialized(uninitialized.lookupClass());
    }

    void enterMonitor() {
      synchronized (monitor) {
        return;
      }
    }
  }

  /// A class whose initializer takes as long as its gate is shut; others that use it wait for that.
  private static final class Initialized {
    static {
      try {
        MethodHandles.classData(MethodHandles.lookup(), "_", Gate.class).await();
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Calls that keep the carrier.
  @SuppressWarnings("restricted")
  private static final class Native {
    private static final MethodHandle PIPE =
        handle("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle READ =
        handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE =
        handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final FunctionDescriptor COMPARISON =
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SORT =
        handle("qsort", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));

    private interface Task {
      void run() throws IOException;
    }

    private static MethodHandle handle(String name, FunctionDescriptor type) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    static int[] pipe() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment ends = arena.allocate(JAVA_INT, 2);
        int result = (int) PIPE.invokeExact(ends);
        if (result != 0) {
          throw new IllegalStateException("pipe failed");
        }
        return ends.toArray(JAVA_INT);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    static void readToEnd(int fd) {
      try (Arena arena = Arena.ofConfined()) {
        long _ = (long) READ.invokeExact(fd, arena.allocate(1), 1L);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    static void close(int fd) {
      try {
        int _ = (int) CLOSE.invokeExact(fd);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /// Runs a task below a native frame: as the comparison of a sort of two elements.
    static void pinned(Task task) {
      try (Arena arena = Arena.ofConfined()) {
        MethodHandle compare =
            MethodHandles.lookup()
                .findStatic(
                    Native.class,
                    "compare",
                    MethodType.methodType(
                        int.class, Task.class, MemorySegment.class, MemorySegment.class))
                .bindTo(task);
        MemorySegment callback = Linker.nativeLinker().upcallStub(compare, COMPARISON, arena);
        SORT.invokeExact(arena.allocate(JAVA_INT, 2), 2L, JAVA_INT.byteSize(), callback);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /// Called by the sort; an exception here would end the process, and the test would say so.
    private static int compare(Task task, MemorySegment a, MemorySegment b) throws IOException {
      task.run();
      return 0;
    }
  }
}
