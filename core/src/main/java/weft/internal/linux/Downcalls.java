package weft.internal.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// How functions of the C library are called, and how they say what went wrong.
public final class Downcalls {

  /// Of a call that may leave an error number. Its first argument, or the one behind its symbol, is
  /// then memory of [#STATE_LAYOUT], or an array of one int if it is critical.
  public static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  /// What a call that is not critical keeps its error number in.
  public static final MemoryLayout STATE_LAYOUT = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final long WORDS_BYTES_MAX = 1024;

  /// Linked when something first fails.
  private static final class Words {
    static final MethodHandle STRERROR =
        handle("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  private Downcalls() {}

  /// Returns what calls the function `name`.
  public static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return link(type, options).bindTo(symbol(name));
  }

  /// Returns what calls any function of that type; its first argument is the [#symbol].
  @SuppressWarnings("restricted") // these calls are what native access was granted for
  public static MethodHandle link(FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(type, options);
  }

  /// Returns where the function `name` is.
  public static MemorySegment symbol(String name) {
    return SYMBOLS.findOrThrow(name);
  }

  /// Returns the error number of the last call that had this state.
  public static int errno(MemorySegment state) {
    return state.get(ValueLayout.JAVA_INT, 0);
  }

  /// Returns the C library's words for an error number.
  @SuppressWarnings("restricted") // a string of the C library ends with a zero
  public static String words(int error) {
    try {
      var text = (MemorySegment) Words.STRERROR.invokeExact(error);
      return text.reinterpret(WORDS_BYTES_MAX).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Returns what to throw when a handle threw.
  public static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a downcall failed", e);
  }
}
