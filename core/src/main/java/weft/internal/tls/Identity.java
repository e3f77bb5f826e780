package weft.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/// A certificate chain and the private key of its first certificate, which is checked.
public final class Identity {

  private static final AtomicLong ALIASES = new AtomicLong();
  private static final int DNS_NAME = 2;
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final String alias = "weft-" + ALIASES.incrementAndGet();
  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final Set<String> names;

  private Identity(List<X509Certificate> chain, PrivateKey key) throws SSLKeyException {
    this.chain = List.copyOf(chain);
    this.key = key;
    names = names(chain.getFirst());
  }

  /// Returns an identity from PEM texts: the chain, leaf first, and the key.
  ///
  /// @param password of the key, null if it is not encrypted
  /// @throws SSLKeyException if one is missing or broken, or they do not belong together
  static Identity parse(String chain, String key, @Nullable String password)
      throws SSLKeyException {
    return of(parseCertificates(chain), PrivateKeys.parse(key, password));
  }

  /// Returns an identity.
  ///
  /// @throws SSLKeyException if the key is not that of the chain's first certificate
  static Identity of(List<X509Certificate> chain, PrivateKey key) throws SSLKeyException {
    checkPair(chain.getFirst(), key);
    return new Identity(chain, key);
  }

  /// Returns this identity with its key as an object of `provider`, which else converts and checks
  /// it in every handshake; this one, if the provider makes no such keys, or the key cannot leave
  /// where it is.
  public Identity withKeyOf(Provider provider) throws SSLKeyException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return this;
    }
    try {
      var keys = KeyFactory.getInstance(key.getAlgorithm(), provider);
      return new Identity(chain, keys.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
      return this;
    }
  }

  /// Returns the identities of a key store.
  ///
  /// @throws SSLKeyException if it has none, or one cannot be used
  static List<Identity> of(KeyStore store, String password) throws SSLKeyException {
    var identities = new ArrayList<Identity>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
          var chain =
              Arrays.stream(store.getCertificateChain(alias))
                  .map(X509Certificate.class::cast)
                  .toList();
          identities.add(of(chain, key));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new SSLKeyException("a key of the key store cannot be used", e);
    }
    if (identities.isEmpty()) {
      throw new SSLKeyException("the key store has no private key");
    }
    return identities;
  }

  /// Returns the certificates of a PEM file, in order; blocks.
  ///
  /// @throws IOException if the file cannot be read, or has none, or one is broken
  public static List<X509Certificate> readCertificates(Path file) throws IOException {
    return parseCertificates(Pem.read(file));
  }

  /// Returns the certificates of a PEM text, in order.
  ///
  /// @throws SSLKeyException if there is none, or one is broken
  static List<X509Certificate> parseCertificates(String pem) throws SSLKeyException {
    var certificates = new ArrayList<X509Certificate>();
    for (Pem block : Pem.parse(pem)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(parseCertificate(block.content()));
      }
    }
    if (certificates.isEmpty()) {
      throw new SSLKeyException("no certificate");
    }
    return certificates;
  }

  static X509Certificate parseCertificate(byte[] der) throws SSLKeyException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new SSLKeyException("a certificate is broken", e);
    }
  }

  /// What the key signs, the certificate must verify.
  private static void checkPair(X509Certificate certificate, PrivateKey key)
      throws SSLKeyException {
    boolean pair;
    try {
      byte[] text = certificate.getTBSCertificate();
      var signer = signature(key);
      signer.initSign(key);
      signer.update(text);
      var verifier = signature(key);
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(text);
      pair = verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new SSLKeyException("the private key is not the certificate's", e);
    }
    if (!pair) {
      throw new SSLKeyException("the private key is not the certificate's");
    }
  }

  private static Signature signature(PrivateKey key) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    if (algorithm.equals("RSASSA-PSS")) {
      var own = ((RSAKey) key).getParams();
      signature.setParameter(own == null ? PSS : own);
    }
    return signature;
  }

  private static Set<String> names(X509Certificate certificate) throws SSLKeyException {
    var names = new HashSet<String>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.getFirst() instanceof Integer type && type == DNS_NAME) {
          names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateException e) {
      throw new SSLKeyException("the names of a certificate are broken", e);
    }
    return names;
  }

  /// Returns the name by which a key manager speaks of it; no other identity has it.
  String alias() {
    return alias;
  }

  /// Returns the chain, leaf first.
  public List<X509Certificate> chain() {
    return chain;
  }

  PrivateKey key() {
    return key;
  }

  /// Returns the host names that the certificate is for, in lower case.
  Set<String> names() {
    return names;
  }

  /// Returns the kind of the key, as JSSE names it.
  String keyType() {
    return chain.getFirst().getPublicKey().getAlgorithm();
  }

  /// Returns whether the certificate is for `host`, by name.
  boolean isFor(String host) {
    return names.contains(host);
  }

  /// Returns whether the certificate is for `host` by a wildcard in place of its first label (RFC
  /// 9525 §6.3).
  boolean coversByWildcard(String host) {
    int dot = host.indexOf('.');
    return dot > 0 && names.contains("*" + host.substring(dot));
  }
}
