package weft.cli;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weft.server.Server;

/// `weft hello`: serves a few routes, until it is told to stop.
@Command(
    name = "hello",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    description = {
      "Serves the example routes.",
      "",
      "These are /, /hello, /sister, /page and the profiles at /debug/pprof/, until Ctrl-C or"
          + " SIGTERM; requests that are under way then have 10 seconds to end."
    },
    optionListHeading = "%nOptions:%n")
final class HelloCommand implements Callable<Integer> {

  @Option(
      names = "--addr",
      paramLabel = "HOST:PORT",
      defaultValue = Hello.ADDRESS,
      description = {
        "Where to listen (default ${DEFAULT-VALUE}): also [IPV6]:PORT, :PORT for every interface,",
        "or unix:/PATH. Port 0 is any free one."
      })
  private String address;

  @Spec private CommandSpec spec;

  /// Serves, and returns the exit code when the server has stopped. Blocks.
  @Override
  public Integer call() throws IOException {
    return Hello.await(start(), spec.commandLine().getOut());
  }

  private Server start() throws IOException {
    try {
      return Hello.start(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--addr: " + e.getMessage(), e);
    } catch (BindException e) {
      throw Failure.unbound(address, "--addr", e);
    }
  }
}
