package weft.pprof;

import java.util.Objects;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;

/// One call of a stack.
///
/// @param function as `java.lang.Thread.run`
/// @param file as `java/lang/Thread.java`, empty if there is none
/// @param line 0 if it is not known
record Frame(String function, String file, int line) {

  /// What makes the name of a lambda's class different in every process.
  private static final Pattern HIDDEN_CLASS = Pattern.compile("[./+]0x[0-9a-f]+");

  /// Returns a frame that is no call but says what a value is about.
  static Frame named(String name) {
    return new Frame(name, "", 0);
  }

  static Frame of(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    String type = stableName(method.getType().getName());
    return of(type, method.getName(), sourceOf(type), frame.getLineNumber());
  }

  static Frame of(StackTraceElement e) {
    String type = stableName(e.getClassName());
    String file = Objects.requireNonNullElse(e.getFileName(), sourceOf(type));
    return of(type, e.getMethodName(), file, e.getLineNumber());
  }

  static Frame of(String type, String method, String sourceFile, int line) {
    String folder = type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
    return new Frame(type + "." + method, folder + sourceFile, Math.max(line, 0));
  }

  private static String stableName(String type) {
    return HIDDEN_CLASS.matcher(type).replaceAll("");
  }

  /// Returns the file that a class is compiled from, if it is not a second one of its file.
  static String sourceOf(String type) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    int nested = simple.indexOf('$', 1);
    return (nested < 0 ? simple : simple.substring(0, nested)) + ".java";
  }

  @Override
  public String toString() {
    return file.isEmpty() ? function : function + " " + file + ":" + line;
  }
}
