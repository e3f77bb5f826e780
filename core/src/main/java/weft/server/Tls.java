package weft.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import weft.ServerTrace;
import weft.internal.net.Clock;
import weft.internal.text.Bounds;
import weft.internal.tls.FileStamps;
import weft.internal.tls.Identity;
import weft.internal.tls.IdentitySource;
import weft.internal.tls.SelfSigned;
import weft.internal.tls.ServerIdentities;

/// How a server speaks TLS: its certificates and keys, and what it asks of clients. Give it to
/// [Server.Builder#tls].
///
/// TLS 1.3 and 1.2, with cipher suites that encrypt and authenticate in one (AEAD) and whose keys
/// do not outlive the connection (RFC 9325 §4.2); no renegotiation.
public final class Tls {

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /// In our order of preference; those that a provider does not know are left out.
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final List<IdentitySource> sources;
  private final @Nullable Provider provider;
  private final @Nullable Duration watchInterval;
  private final FileStamps loaded;
  private final SSLContext context;
  private final @Nullable ServerIdentities identities;
  private final ClientAuth clientAuth;
  private final Duration handshakeTimeout;
  private final int handshakesMax;
  private final Consumer<SSLEngine> change;

  private Tls(Builder builder) throws IOException {
    sources = List.copyOf(builder.sources);
    provider = builder.provider;
    watchInterval = builder.watchInterval;
    loaded = stamps();
    if (builder.context == null) {
      var choice = new ServerIdentities(load(sources, provider));
      identities = choice;
      context = context(builder, choice);
    } else {
      identities = null;
      context = builder.context;
    }
    clientAuth = builder.clientAuth;
    handshakeTimeout = builder.handshakeTimeout;
    handshakesMax = builder.handshakesMax;
    change = builder.change;
    var sessions = context.getServerSessionContext();
    if (sessions != null && builder.context == null) {
      sessions.setSessionCacheSize(builder.sessionsMax);
      sessions.setSessionTimeout((int) builder.sessionTimeout.toSeconds());
    }
  }

  /// Returns TLS with a certificate chain and its private key, each in a PEM file, see
  /// [Builder#certificate(Path, Path)].
  ///
  /// @throws IOException if a file cannot be read, or what is in it cannot be used
  public static Tls of(Path certificate, Path key) throws IOException {
    return builder().certificate(certificate, key).build();
  }

  /// As [#of], and loads the two files again whenever they change, see [Builder#watch].
  ///
  /// @param interval how often they are looked at
  /// @throws IOException if a file cannot be read, or what is in it cannot be used
  public static Tls watching(Path certificate, Path key, Duration interval) throws IOException {
    return builder().certificate(certificate, key).watch(interval).build();
  }

  /// Returns TLS with a new certificate that its clients have no reason to trust: for development.
  /// It is valid for a year, and with `localhost` for the two loopback addresses too.
  ///
  /// @param hosts names, also `*.example.com`, and IP addresses
  /// @throws IllegalArgumentException if there is none, or one is not in ASCII
  public static Tls selfSigned(String... hosts) {
    try {
      return builder().selfSigned(hosts).build();
    } catch (IOException e) {
      throw new IllegalStateException("no TLS in this JDK", e);
    }
  }

  /// Starts a description.
  public static Builder builder() {
    return new Builder();
  }

  private static List<Identity> load(List<IdentitySource> sources, @Nullable Provider provider)
      throws IOException {
    var identities = new ArrayList<Identity>();
    for (IdentitySource source : sources) {
      for (Identity identity : source.load()) {
        identities.add(provider == null ? identity : identity.withKeyOf(provider));
      }
    }
    return identities;
  }

  private static SSLContext context(Builder builder, ServerIdentities identities)
      throws IOException {
    try {
      var context =
          builder.provider == null
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", builder.provider);
      context.init(new KeyManager[] {identities}, trustManagers(builder.trusted), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new SSLException("the TLS provider does not start", e);
    }
  }

  /// Returns managers that trust these authorities and no other.
  private static TrustManager[] trustManagers(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return new TrustManager[0];
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /// Returns the certificate chain that clients get who do not ask for another, leaf first; empty
  /// if it is hidden in an [SSLContext] of the program.
  public List<X509Certificate> certificates() {
    return identities == null ? List.of() : identities.identities().getFirst().chain();
  }

  /// Returns what makes TLS connections, for a server that speaks these protocols over them.
  Handshakes handshakes(List<String> protocols, Clock clock, @Nullable ServerTrace trace) {
    var watch =
        watchInterval == null
            ? null
            : new CertificateWatch(this, loaded, watchInterval, clock, trace);
    return new Handshakes(
        context,
        parameters(protocols),
        change,
        handshakeTimeout.toNanos(),
        handshakesMax,
        watch,
        clock);
  }

  /// Returns what the files look like now.
  FileStamps stamps() {
    return FileStamps.of(sources.stream().flatMap(source -> source.files().stream()).toList());
  }

  /// Reads all files again, and uses what they have from now on. Blocks.
  ///
  /// @throws IOException if one cannot be read, or what is in it cannot be used: nothing has
  ///   changed
  void reload() throws IOException {
    List<Identity> fresh = load(sources, provider);
    if (identities != null) {
      identities.replace(fresh);
    }
  }

  private SSLParameters parameters(List<String> protocols) {
    SSLParameters all = context.getDefaultSSLParameters();
    all.setProtocols(supported(PROTOCOLS, context.getSupportedSSLParameters().getProtocols()));
    all.setCipherSuites(
        supported(CIPHER_SUITES, context.getSupportedSSLParameters().getCipherSuites()));
    all.setUseCipherSuitesOrder(true);
    all.setApplicationProtocols(protocols.toArray(String[]::new));
    switch (clientAuth) {
      case NONE -> all.setWantClientAuth(false);
      case REQUEST -> all.setWantClientAuth(true);
      case REQUIRE -> all.setNeedClientAuth(true);
    }
    return all;
  }

  private static String[] supported(List<String> wanted, String[] supported) {
    Set<String> known = Set.copyOf(Arrays.asList(supported));
    return wanted.stream().filter(known::contains).toArray(String[]::new);
  }

  /// Describes TLS. Needed is a certificate, by one of the methods for it, or [#context].
  public static final class Builder {

    private final List<IdentitySource> sources = new ArrayList<>();
    private final List<X509Certificate> trusted = new ArrayList<>();
    private @Nullable SSLContext context;
    private @Nullable Duration watchInterval;
    private @Nullable Provider provider;
    private ClientAuth clientAuth = ClientAuth.NONE;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private int handshakesMax = 1_024;
    private int sessionsMax = 20_480;
    private Duration sessionTimeout = Duration.ofHours(24);
    private Consumer<SSLEngine> change = _ -> {};

    private Builder() {}

    /// Adds a certificate chain, leaf first, and its private key, in PEM files; they may be the
    /// same file. The key may be in PKCS#8, PKCS#1 or SEC 1.
    ///
    /// May be called several times: a client gets the certificate that has the name it asks for
    /// (RFC 6066 §3), else one whose wildcard covers it, else the first.
    public Builder certificate(Path chain, Path key) {
      sources.add(new IdentitySource.PemFiles(chain, key, null));
      return this;
    }

    /// Adds a certificate chain and its encrypted private key, as [#certificate(Path, Path)] does.
    public Builder certificate(Path chain, Path key, String password) {
      sources.add(new IdentitySource.PemFiles(chain, key, password));
      return this;
    }

    /// Adds the private keys of a PKCS#12 file with their certificate chains.
    ///
    /// @param password of the file and of its keys
    public Builder pkcs12(Path file, String password) {
      sources.add(new IdentitySource.Pkcs12File(file, password));
      return this;
    }

    /// Adds a certificate for development, see [Tls#selfSigned].
    public Builder selfSigned(String... hosts) {
      var names = new LinkedHashSet<>(List.of(hosts));
      if (names.contains("localhost")) {
        names.addAll(List.of("127.0.0.1", "::1"));
      }
      sources.add(new IdentitySource.Fixed(SelfSigned.of(List.copyOf(names), Instant.now())));
      return this;
    }

    /// Looks at the files of all certificates every `interval` while a server runs, and loads them
    /// again when one has changed and has then been left alone for an interval. New handshakes get
    /// the new certificate; if it cannot be used, the old one stays. Either way, [weft.ServerTrace]
    /// is told once. Default: files are read once.
    public Builder watch(Duration interval) {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("the interval must be positive: " + interval);
      }
      watchInterval = interval;
      return this;
    }

    /// Uses a context of the program, with its own keys, in place of certificates.
    public Builder context(SSLContext context) {
      this.context = context;
      return this;
    }

    /// Sets who implements TLS, such as Conscrypt's. Default: the JDK.
    public Builder provider(Provider provider) {
      this.provider = provider;
      return this;
    }

    /// Sets whether clients show a certificate. Default NONE. For the others, say whom you
    /// [#trust].
    public Builder clientAuth(ClientAuth auth) {
      clientAuth = auth;
      return this;
    }

    /// Trusts the certificate authorities in a PEM file, and no others, for the certificates of
    /// clients; may be called several times.
    ///
    /// @throws IOException if the file cannot be read, or has no certificate
    public Builder trust(Path authorities) throws IOException {
      trusted.addAll(Identity.readCertificates(authorities));
      return this;
    }

    /// Sets how long a handshake may take, from the connection on. Default 10 s, as for a request's
    /// head. Zero for ever.
    public Builder handshakeTimeout(Duration timeout) {
      handshakeTimeout = Bounds.notNegative("handshakeTimeout", timeout);
      return this;
    }

    /// Sets how many handshakes there may be at a time, counted from the client's first message. As
    /// many more wait for their turn; the rest is refused. Default 1,024: some 100 MiB at most.
    public Builder handshakesMax(int handshakes) {
      handshakesMax = Bounds.positive("handshakesMax", handshakes);
      return this;
    }

    /// Sets how many sessions are kept for clients that come back. Default 20,480. Clients of TLS
    /// 1.3, and others that take a ticket, keep their session themselves.
    public Builder sessionsMax(int sessions) {
      sessionsMax = Bounds.positive("sessionsMax", sessions);
      return this;
    }

    /// Sets how long a session can be resumed. Default 24 h, at most 7 days (RFC 8446 §4.6.1).
    public Builder sessionTimeout(Duration timeout) {
      if (timeout.toSeconds() < 1 || timeout.compareTo(Duration.ofDays(7)) > 0) {
        throw new IllegalArgumentException("sessionTimeout is not 1 s to 7 days: " + timeout);
      }
      sessionTimeout = timeout;
      return this;
    }

    /// Changes the engine of each connection, after everything else was set: for cipher suites, and
    /// for what is a provider's own. To be on the safe side, leave the suites.
    public Builder engine(Consumer<SSLEngine> change) {
      this.change = change;
      return this;
    }

    /// Reads the files. Blocks.
    ///
    /// @throws IOException if a file cannot be read, or what is in it cannot be used, such as a key
    ///   that is not the certificate's
    /// @throws IllegalStateException if there is no certificate and no context, or both, or if
    ///   clients show certificates and nobody is trusted
    public Tls build() throws IOException {
      if (sources.isEmpty() == (context == null)) {
        throw new IllegalStateException("needed: a certificate, or else a context");
      }
      if (clientAuth != ClientAuth.NONE && context == null && trusted.isEmpty()) {
        throw new IllegalStateException("whom to trust for the certificates of clients?");
      }
      return new Tls(this);
    }
  }
}
