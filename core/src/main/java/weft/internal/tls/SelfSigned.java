package weft.internal.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLKeyException;

/// Makes a certificate that nobody has signed but itself, for development (RFC 5280 §4.1).
///
/// ```
/// Certificate    = SEQUENCE { tbsCertificate, SEQUENCE { algorithm }, BIT STRING signature }
/// tbsCertificate = SEQUENCE { [0] version 2, serial, SEQUENCE { algorithm }, issuer,
///                             SEQUENCE { notBefore, notAfter }, subject, public key,
///                             [3] SEQUENCE { extensions } }
/// extension      = SEQUENCE { id, BOOLEAN critical, OCTET STRING value }
/// ```
public final class SelfSigned {

  /// As long as browsers put up with.
  private static final Duration VALID_FOR = Duration.ofDays(365);

  /// For clients whose clock is behind.
  private static final Duration VALID_BEFORE = Duration.ofHours(1);

  private static final String COMMON_NAME = "2.5.4.3";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private SelfSigned() {}

  /// Returns a new key of P-256 and its certificate, for a year from `now`, with these host names
  /// and IP addresses.
  ///
  /// @throws IllegalArgumentException if there is none, or one is not ASCII
  public static Identity of(List<String> hosts, Instant now) {
    if (hosts.isEmpty() || !hosts.stream().allMatch(SelfSigned::isAscii)) {
      throw new IllegalArgumentException("no host names, or not in ASCII: " + hosts);
    }
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] content = content(hosts, now, pair.getPublic().getEncoded());
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(content);
      byte[] certificate = Der.sequence(content, algorithm(), Der.bitString(signature.sign()));
      return Identity.of(List.of(Identity.parseCertificate(certificate)), pair.getPrivate());
    } catch (GeneralSecurityException | SSLKeyException e) {
      throw new IllegalStateException("no elliptic curves in this JDK", e);
    }
  }

  private static boolean isAscii(String host) {
    return !host.isEmpty() && host.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static byte[] content(List<String> hosts, Instant now, byte[] publicKey) {
    byte[] name = name(hosts.getFirst());
    return Der.sequence(
        Der.value(VERSION, Der.integer(BigInteger.TWO)),
        // Positive, unique, at most 20 octets (RFC 5280 §4.1.2.2).
        Der.integer(new BigInteger(127, new SecureRandom()).setBit(127)),
        algorithm(),
        name,
        Der.sequence(Der.time(now.minus(VALID_BEFORE)), Der.time(now.plus(VALID_FOR))),
        name,
        publicKey,
        Der.value(EXTENSIONS, extensions(hosts)));
  }

  private static byte[] algorithm() {
    return Der.sequence(Der.oid(ECDSA_WITH_SHA256));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
  }

  private static byte[] extensions(List<String> hosts) {
    byte[] digitalSignature = {7, (byte) 0x80}; // seven unused bits, then the first
    return Der.sequence(
        critical(BASIC_CONSTRAINTS, Der.sequence()),
        critical(KEY_USAGE, Der.value(Der.BIT_STRING, digitalSignature)),
        extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
        extension(SUBJECT_ALT_NAME, Der.sequence(alternativeNames(hosts))));
  }

  private static byte[][] alternativeNames(List<String> hosts) {
    var names = new ArrayList<byte[]>();
    for (String host : hosts) {
      try {
        names.add(Der.value(IP_ADDRESS, InetAddress.ofLiteral(host).getAddress()));
      } catch (IllegalArgumentException e) { // a name
        names.add(Der.value(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)));
      }
    }
    return names.toArray(byte[][]::new);
  }

  private static byte[] extension(String id, byte[] value) {
    return Der.sequence(Der.oid(id), Der.octetString(value));
  }

  private static byte[] critical(String id, byte[] value) {
    return Der.sequence(Der.oid(id), Der.isTrue(), Der.octetString(value));
  }
}
