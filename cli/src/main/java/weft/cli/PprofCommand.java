package weft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import weft.pprof.ProfileViewer;
import weft.server.Server;

/// `weft pprof`: fetches a profile, keeps it in a file and shows it as a flame graph.
@Command(
    name = "pprof",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    description = {
      "Shows a profile as a flame graph.",
      "",
      "Fetches a profile, keeps it in a file, and shows it in the browser until Ctrl-C. Reads the"
          + " profiles of Go programs too."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft pprof http://127.0.0.1:8080                     the processor time of 10 seconds",
      "  weft pprof http://127.0.0.1:8080/debug/pprof/allocs  what allocated memory",
      "  weft pprof profile.pb.gz                             one that was kept before"
    })
final class PprofCommand implements Callable<Integer> {

  private static final int PROFILE_BYTES_MAX = 256 << 20;
  private static final int ERROR_BYTES_MAX = 1 << 10;
  private static final int SECONDS_MAX = 999_999;

  /// How much longer than it watches a server may take to answer.
  private static final int PATIENCE_MILLIS = 60_000;

  @Parameters(
      paramLabel = "URL|FILE",
      description = "Of a server, of one of its profiles, or a file; user:password@ is sent.")
  private String source;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to watch (default: 10 for the processor time).")
  private int seconds;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "profile.pb.gz",
      description = "Where to keep it (default ${DEFAULT-VALUE}).")
  private Path file;

  @Option(names = "--no-open", description = "Print the address of the page and open no browser.")
  private boolean noOpen;

  @Spec private CommandSpec spec;

  /// Fetches and serves, and returns the exit code. Blocks.
  @Override
  public Integer call() throws IOException {
    boolean given = spec.commandLine().getParseResult().hasMatchedOption("--seconds");
    if (given && (seconds < 1 || seconds > SECONDS_MAX)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds takes a whole number from 1 to " + SECONDS_MAX);
    }
    try {
      show(spec.commandLine().getOut());
      return Main.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void show(PrintWriter out) throws IOException {
    byte[] profile;
    if (source.matches("https?://.*")) {
      profile = fetch(target(source), out);
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
      if (!noOpen && !Browser.show(page)) {
        out.println("no browser could be started; open the address above");
        out.flush();
      }
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  private byte[] fetch(URI uri, PrintWriter out) throws IOException {
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
}
