package weft.pprof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Drives a headless Chromium by its DevTools protocol, over pipes. It can reach this machine only,
/// and does not live longer than two minutes.
final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final int LOOKS = 15;
  private static final int LIFE_SECONDS = 120;

  private final Path folder;
  private final Process process;
  private final String session;
  private final List<String> errors = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private int lastId;

  /// Returns whether there is a browser to drive.
  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/bin/sh")) && !command().isEmpty();
  }

  private static String command() {
    for (String part : String.valueOf(System.getenv("PATH")).split(":", -1)) {
      for (String name : NAMES) {
        if (Files.isExecutable(Path.of(part, name))) {
          return name;
        }
      }
    }
    return "";
  }

  Browser() throws IOException {
    folder = Files.createTempDirectory("weft-browser");
    String flags =
        " --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
            + " --disable-dev-shm-usage --disable-component-update --window-size=1200,900"
            + " --host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'"
            + " --user-data-dir="
            + folder
            + " --remote-debugging-pipe 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";
    process = new ProcessBuilder("/bin/sh", "-c", "exec " + command() + flags).start();
    CompletableFuture.delayedExecutor(LIFE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    String target =
        (String)
            JsonTree.at(call("", "Target.createTarget", Map.of("url", "about:blank")), "targetId");
    session =
        (String)
            JsonTree.at(
                call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true)),
                "sessionId");
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(session, domain + ".enable", Map.of());
    }
  }

  void open(Object url) throws IOException {
    call(session, "Page.navigate", Map.of("url", url.toString()));
  }

  /// Chooses the scheme that the page is told the user prefers, `dark` or `light`.
  void prefer(String scheme) throws IOException {
    var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    call(session, "Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /// Evaluates an expression and returns its value as text.
  String evaluate(String expression) throws IOException {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("expression", "Promise.resolve(" + expression + ").then(String)");
    parameters.put("awaitPromise", true);
    parameters.put("returnByValue", true);
    Map<String, Object> result = call(session, "Runtime.evaluate", parameters);
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return String.valueOf(JsonTree.at(result, "result", "value"));
  }

  /// Waits until a condition is true.
  ///
  /// @throws AssertionError if it does not become true in [#LOOKS] times two seconds
  void await(String condition) throws IOException {
    String look = "() => { let ok = false; try { ok = " + condition + "; } catch { }";
    String settle = " if (ok) { clearInterval(timer); done(true); } }";
    for (int i = 0; i < LOOKS; i++) {
      String ask =
          "new Promise(done => { const timer = setInterval("
              + look
              + settle
              + ", 20); setTimeout(() => { clearInterval(timer); done(false); }, 2000); })";
      if (isTrue(ask)) {
        return;
      }
    }
    throw new AssertionError(
        "never: " + condition + "\n" + errors + "\n" + evaluate("document.body.innerText"));
  }

  /// Returns whether an expression is true; it is not if the page is left meanwhile.
  private boolean isTrue(String expression) throws IOException {
    try {
      return evaluate(expression).equals("true");
    } catch (AssertionError e) {
      if (String.valueOf(e.getMessage()).contains("navigated")) {
        return false;
      }
      throw e;
    }
  }

  /// Clicks a link, a little later, so that this returns before the page is left.
  void follow(String selector) throws IOException {
    evaluate("setTimeout(() => document.querySelector('" + selector + "').click(), 1)");
  }

  /// Presses a key, as `ArrowDown`.
  void press(String key) throws IOException {
    evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '"
            + key
            + "', bubbles: true, cancelable: true}))");
  }

  void screenshot(Path file) throws IOException {
    Map<String, Object> shot = call(session, "Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
  }

  /// Returns what the pages complained about.
  List<String> errors() {
    return errors;
  }

  /// Returns what the pages have asked for.
  List<String> urls() {
    return urls;
  }

  /// Forgets what the pages have complained about and asked for.
  void forget() {
    errors.clear();
    urls.clear();
  }

  private Map<String, Object> call(String toSession, String method, Map<String, ?> parameters)
      throws IOException {
    var message = new LinkedHashMap<String, Object>();
    String id = Integer.toString(++lastId);
    message.put("id", lastId);
    message.put("method", method);
    message.put("params", parameters);
    if (!toSession.isEmpty()) {
      message.put("sessionId", toSession);
    }
    process.getOutputStream().write((Json.of(message) + "\0").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    while (true) {
      Map<String, Object> answer = JsonTree.object(read());
      if (id.equals(answer.get("id"))) {
        return result(method, answer);
      }
      note(answer);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> result(String method, Map<String, Object> answer) {
    if (answer.containsKey("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return (Map<String, Object>) answer.get("result");
  }

  private void note(Map<String, Object> event) {
    switch (String.valueOf(event.get("method"))) {
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          errors.add(String.valueOf(event.get("params")));
      case "Network.requestWillBeSent" ->
          urls.add(String.valueOf(JsonTree.at(event, "params", "request", "url")));
      default -> {}
    }
  }

  private String read() throws IOException {
    InputStream in = process.getInputStream();
    var message = new ByteArrayOutputStream();
    for (int b = in.read(); b != 0; b = in.read()) {
      if (b < 0) {
        throw new IOException("the browser has ended");
      }
      message.write(b);
    }
    return message.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
    delete(folder);
  }

  /// Deletes what can be: the browser's own children may still be ending.
  private static void delete(Path path) {
    try (Stream<Path> below = Files.isDirectory(path) ? Files.list(path) : Stream.empty()) {
      below.forEach(Browser::delete);
      Files.delete(path);
    } catch (IOException inUse) {
      path.toFile().deleteOnExit();
    }
  }
}
