package weft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import weft.pprof.ProfileViewer;
import weft.server.Server;

/// `weft pprof`: fetches a profile, keeps it in a file and shows it as a flame graph.
final class PprofCommand {

  private static final String USAGE =
      """
      usage: weft pprof [--seconds N] [--out FILE] [--no-open] URL|FILE

      Fetches a profile, keeps it in a file, and shows it as a flame graph in the browser
      until Ctrl-C. Reads the profiles of Go programs too.

        URL            of a server (http://127.0.0.1:8080) or of one of its profiles
                       (http://127.0.0.1:8080/debug/pprof/allocs); user:password@ is sent
        FILE           a profile that was kept before
        --seconds N    how long to watch (default 10 for the processor time)
        --out FILE     where to keep it (default profile.pb.gz)
        --no-open      print the address of the page and open no browser
      """;

  private static final int PROFILE_BYTES_MAX = 256 << 20;
  private static final int ERROR_BYTES_MAX = 1 << 10;

  /// How much longer than it watches a server may take to answer.
  private static final int PATIENCE_MILLIS = 60_000;

  private final PrintStream out;
  private final PrintStream err;

  private int seconds;
  private Path file = Path.of("profile.pb.gz");
  private boolean opens = true;

  PprofCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Fetches and serves, and returns the exit code. Blocks.
  int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return Main.OK;
    }
    var rest = new ArrayDeque<>(args);
    try {
      while (rest.size() > 1) {
        option(rest);
      }
      if (rest.isEmpty() || rest.getFirst().startsWith("--")) {
        throw new IllegalArgumentException("which URL?");
      }
      return show(rest.getFirst());
    } catch (IllegalArgumentException e) {
      err.print(USAGE);
      err.println("weft: " + e.getMessage());
      return Main.WRONG_USE;
    } catch (IOException e) {
      err.println("weft: " + e.getMessage());
      return Main.FAILED;
    }
  }

  private void option(ArrayDeque<String> rest) {
    String name = rest.removeFirst();
    switch (name) {
      case "--seconds" -> seconds = positive(rest.removeFirst());
      case "--out" -> file = Path.of(rest.removeFirst());
      case "--no-open" -> opens = false;
      default -> throw new IllegalArgumentException("no such option: " + name);
    }
  }

  private static int positive(String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException("--seconds takes a whole number above 0");
    }
    return Integer.parseInt(text);
  }

  private int show(String source) throws IOException {
    byte[] profile;
    if (source.matches("https?://.*")) {
      profile = fetch(target(source));
      Files.write(file, profile);
      out.println("kept in " + file);
    } else {
      profile = Files.readAllBytes(Path.of(source));
    }
    var viewer = new ProfileViewer(profile);
    try (Server server = Server.builder(viewer).listen("127.0.0.1:0").start()) {
      String page = "http://127.0.0.1:" + server.port() + viewer.target();
      out.println(page);
      out.println("Ctrl-C stops it.");
      out.flush();
      if (opens) {
        open(page);
      }
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Main.OK;
  }

  /// Returns the profile that is meant by the address of a server or of a profile.
  private URI target(String url) {
    URI given = URI.create(url);
    String path = given.getRawPath();
    boolean isServer = path == null || path.isEmpty() || path.equals("/");
    String base = isServer ? url.replaceFirst("/$", "") + "/debug/pprof/profile" : url;
    boolean isTimed = isServer || base.endsWith("/profile");
    int watched = seconds == 0 && isTimed ? 10 : seconds;
    if (watched == 0) {
      return URI.create(base);
    }
    return URI.create(base + (base.contains("?") ? "&" : "?") + "seconds=" + watched);
  }

  private byte[] fetch(URI uri) throws IOException {
    out.println("fetching " + withoutUser(uri));
    var connection = (HttpURLConnection) withoutUser(uri).toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS + seconds * 1_000);
    if (uri.getUserInfo() != null) {
      byte[] credentials = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
      connection.setRequestProperty(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the server answered " + status(connection));
    }
    try (InputStream in = connection.getInputStream()) {
      byte[] profile = in.readNBytes(PROFILE_BYTES_MAX);
      if (in.read() >= 0) {
        throw new IOException("the profile is longer than " + PROFILE_BYTES_MAX + " bytes");
      }
      return profile;
    }
  }

  private static URI withoutUser(URI uri) {
    String user = uri.getRawUserInfo();
    return user == null ? uri : URI.create(uri.toString().replace(user + "@", ""));
  }

  private static String status(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      String text =
          in == null ? "" : new String(in.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
      return connection.getResponseCode() + ": " + text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
  }

  private void open(String page) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("mac")
            ? List.of("open", page)
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", page)
                : List.of("xdg-open", page);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      out.println("no browser could be started; open the address above");
    }
  }
}
