package weft.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Chooses the certificate of a handshake by the name that the client asks for (RFC 6066 §3): one
/// that has the name, else one whose wildcard covers it, else the first.
///
/// An engine asks in three calls, for an alias, its key and its chain, and identities may be
/// replaced in between. So each alias stays good for [#GENERATIONS_MAX] replacements.
public final class ServerIdentities extends X509ExtendedKeyManager {

  private static final int GENERATIONS_MAX = 8;

  /// The newest first.
  private volatile List<List<Identity>> generations;

  /// Creates a choice of at least one identity.
  public ServerIdentities(List<Identity> identities) {
    generations = List.of(List.copyOf(identities));
  }

  /// Returns the identities in use, the default one first.
  public List<Identity> identities() {
    return generations.getFirst();
  }

  /// Uses `identities`, of which there is at least one, for handshakes that begin from now on.
  public synchronized void replace(List<Identity> identities) {
    var all = new ArrayList<List<Identity>>();
    all.add(List.copyOf(identities));
    all.addAll(generations.subList(0, Math.min(generations.size(), GENERATIONS_MAX - 1)));
    generations = List.copyOf(all);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return candidates(hostName(engine))
        .filter(identity -> identity.keyType().equals(keyType))
        .findFirst()
        .map(Identity::alias)
        .orElse(null);
  }

  private Stream<Identity> candidates(@Nullable String host) {
    List<Identity> identities = identities();
    if (host != null) {
      for (Predicate<Identity> rule :
          List.<Predicate<Identity>>of(i -> i.isFor(host), i -> i.coversByWildcard(host))) {
        if (identities.stream().anyMatch(rule)) {
          return identities.stream().filter(rule);
        }
      }
    }
    Identity first = identities.getFirst();
    // The same names with another kind of key: as good as the first.
    return identities.stream().filter(identity -> identity.names().equals(first.names()));
  }

  private static @Nullable String hostName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  private Optional<Identity> find(String alias) {
    return generations.stream()
        .flatMap(List::stream)
        .filter(identity -> identity.alias().equals(alias))
        .findFirst();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias).map(i -> i.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias).map(Identity::key).orElse(null);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
