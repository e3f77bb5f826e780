package weft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import weft.Handler;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;

/// `weft serve`: serves files, until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    sortOptions = false,
    description = {
      "Serves the files of a directory or of a zip archive.",
      "",
      "Only this machine can connect, unless --bind says otherwise. Names that begin with a dot are"
          + " not served, and links lead nowhere outside the directory. A file x is answered by"
          + " x.br, x.zst or x.gz for clients that take it. 404.html, if there is one, is shown for"
          + " what is missing."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:it could not serve, such as for a port that is taken",
      "2:wrong use",
      "130:Ctrl-C stopped it",
      "143:SIGTERM did"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft serve                                  this directory, at a free port",
      "  weft serve --open dist --spa                a single-page app, in the browser",
      "  weft serve --bind 0.0.0.0 --tls             for phones in the same network",
      "  WEFT_AUTH=ann:secret weft serve             with a password",
      "  weft serve --cert c.pem --key k.pem -p 443  with a certificate of your own"
    })
final class ServeCommand implements Callable<Integer> {

  private static final int PORT = 8080;

  /// How many ports are tried if none was asked for.
  private static final int PORTS_TRIED = 100;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "A directory, .zip or .jar (default: this directory).")
  private Path root;

  @Option(
      names = {"-b", "--bind"},
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Who can connect: an address of this machine, 0.0.0.0 or [::] for all of them"
              + " (default ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "The port; 0 for any (default: 8080, or the next that is free).")
  private @Nullable Integer port;

  @ArgGroup(exclusive = true)
  private @Nullable Encryption encryption;

  @Mixin private SiteOptions site;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Spec private CommandSpec spec;

  /// Serves, and returns the exit code when the server has stopped. Blocks.
  @Override
  public Integer call() throws IOException {
    if (!Files.exists(root)) {
      throw new ParameterException(spec.commandLine(), "no such directory: " + root);
    }
    PrintWriter out = spec.commandLine().getOut();
    Server server = start(out);
    List<String> urls = Urls.of(server, encryption == null ? "http" : "https");
    urls.forEach(out::println);
    if (open && !Browser.show(urls.getFirst())) {
      spec.commandLine().getErr().println("weft: no browser could be started");
    }
    return new Running(server, out).await();
  }

  private Server start(PrintWriter out) throws IOException {
    try {
      Handler handler = site.handler(root, out);
      Tls tls = encryption == null ? null : encryption.tls(host);
      int first = port == null ? PORT : port;
      int tried = port == null ? PORTS_TRIED : 1;
      return FreePort.start(() -> builder(handler, tls), host, first, tried);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Server.Builder builder(Handler handler, @Nullable Tls tls) {
    Server.Builder server = Server.builder(handler);
    return tls == null ? server.protocols(Protocols.ALL) : server.tls(tls);
  }
}
