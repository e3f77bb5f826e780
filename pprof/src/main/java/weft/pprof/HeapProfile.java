package weft.pprof;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import weft.Request;
import weft.StatusException;

/// `heap`: what is in the heap, by class, below its package and its module.
///
/// With `gc=1` a full collection runs first and only live objects are counted; the JVM stands still
/// meanwhile. Without, garbage is counted too. Deviates: Go's shows where the objects came from;
/// the JVM knows only of what class they are.
final class HeapProfile implements ProfileSource.Snapshot {

  // line = num ":" instances bytes class [ "(" module [ "@" version ] ")" ]
  private static final Pattern LINE =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?:\\s+\\(([^@)]+)(?:@[^)]*)?\\))?");

  @Override
  public Profile take(Request r) throws JMException, StatusException {
    return parse(histogram(Parameters.flag(r, "gc")));
  }

  /// Returns the histogram of the JVM, as `jcmd PID GC.class_histogram` prints it. Blocks.
  private static String histogram(boolean liveOnly) throws JMException {
    return liveOnly
        ? DiagnosticCommand.run("gcClassHistogram")
        : DiagnosticCommand.run("gcClassHistogram", "-all");
  }

  static Profile parse(String histogram) {
    var profile =
        new Profile(
            new Profile.Kind("inuse_objects", "count"), new Profile.Kind("inuse_space", "bytes"));
    Matcher line = LINE.matcher("");
    for (String text : histogram.split("\n", -1)) {
      if (line.reset(text).matches()) {
        List<Frame> stack = stack(line.group(3), line.group(4));
        profile.add(
            stack, Labels.NONE, Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
      }
    }
    return profile;
  }

  private static List<Frame> stack(String type, String module) {
    String name = TypeName.readable(type);
    var stack = new ArrayList<Frame>(3);
    stack.add(Frame.named(name));
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      stack.add(Frame.named("package " + name.substring(0, dot)));
    }
    stack.add(Frame.named(module == null ? "no module" : "module " + module));
    return stack;
  }
}
