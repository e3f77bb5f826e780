package weft.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import weft.server.Tls;

/// The options for TLS: a certificate made now, or one from files.
final class Encryption {

  @Option(
      names = "--tls",
      required = true,
      description = "Speak TLS, with a certificate made now that clients have no reason to trust.")
  private boolean selfSigned;

  @ArgGroup(exclusive = false)
  private @Nullable Files files;

  /// A certificate of one's own.
  static final class Files {
    @Option(
        names = "--cert",
        required = true,
        paramLabel = "PEM",
        description = "Speak TLS with the certificate chain in this file;")
    private Path certificate;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "PEM",
        description = "and the private key in this one.")
    private Path key;
  }

  /// @param host where the server listens
  Tls tls(String host) throws IOException {
    return selfSigned || files == null
        ? Tls.selfSigned(names(host).toArray(String[]::new))
        : Tls.of(files.certificate, files.key);
  }

  private static Set<String> names(String host) throws IOException {
    var names = new LinkedHashSet<>(List.of("localhost"));
    if (!InetAddress.getByName(host).isAnyLocalAddress()) {
      names.add(host.replace("[", "").replace("]", ""));
    } else {
      names.addAll(Urls.interfaces().toList());
    }
    return names;
  }
}
