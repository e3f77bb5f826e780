package weft.internal.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/// Private keys in PEM, in each of the forms that tools write.
///
/// | label | form |
/// |---|---|
/// | `PRIVATE KEY` | PKCS#8 (RFC 5208 §5) |
/// | `ENCRYPTED PRIVATE KEY` | PKCS#8 under a password (RFC 5208 §6, RFC 8018) |
/// | `RSA PRIVATE KEY` | PKCS#1 (RFC 8017 §A.1.2), perhaps encrypted, see [LegacyEncryption] |
/// | `EC PRIVATE KEY` | SEC 1 (RFC 5915 §3), perhaps encrypted likewise |
///
/// The JDK takes PKCS#8 only, so the other two get its outer part put round them.
final class PrivateKeys {

  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String EC = "1.2.840.10045.2.1";

  private static final int NULL = 0x05;

  /// `parameters [0]` of SEC 1: the curve.
  private static final int PARAMETERS = 0xa0;

  private PrivateKeys() {}

  /// Returns the first private key in `pem`.
  ///
  /// @throws SSLKeyException if there is none, or the password does not fit
  static PrivateKey parse(String pem, @Nullable String password) throws SSLKeyException {
    for (Pem block : Pem.parse(pem)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return fromPkcs8(block.content());
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return decrypt(block.content(), required(password));
        }
        case "RSA PRIVATE KEY" -> {
          return fromPkcs8(pkcs8(Der.oid(RSA), Der.value(NULL), plain(block, password)));
        }
        case "EC PRIVATE KEY" -> {
          byte[] key = plain(block, password);
          return fromPkcs8(pkcs8(Der.oid(EC), curve(key), key));
        }
        default -> {} // parameters or certificates before the key
      }
    }
    throw new SSLKeyException("no private key in PKCS#8, PKCS#1 or SEC 1");
  }

  private static byte[] plain(Pem block, @Nullable String password) throws SSLKeyException {
    return LegacyEncryption.isEncrypted(block)
        ? LegacyEncryption.decrypt(block, required(password))
        : block.content();
  }

  private static String required(@Nullable String password) throws SSLKeyException {
    if (password == null) {
      throw new SSLKeyException("the private key is encrypted, and there is no password");
    }
    return password;
  }

  /// ```
  /// PrivateKeyInfo = SEQUENCE { version 0, SEQUENCE { algorithm, parameters }, OCTET STRING key }
  /// ```
  private static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
    return Der.sequence(
        Der.integer(BigInteger.ZERO), Der.sequence(algorithm, parameters), Der.octetString(key));
  }

  /// ```
  /// ECPrivateKey = SEQUENCE { version 1, OCTET STRING key, [0] parameters, [1] public key }
  /// ```
  private static byte[] curve(byte[] sec1) throws SSLKeyException {
    var key = new DerReader(sec1).read(Der.SEQUENCE);
    key.read(Der.INTEGER);
    key.read(Der.OCTET_STRING);
    return key.read(PARAMETERS).rest();
  }

  private static PrivateKey fromPkcs8(byte[] der) throws SSLKeyException {
    var info = new DerReader(der).read(Der.SEQUENCE);
    info.read(Der.INTEGER);
    String algorithm = info.read(Der.SEQUENCE).read(Der.OID).oid();
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new SSLKeyException("the private key, of algorithm " + algorithm + ", is broken", e);
    }
  }

  private static PrivateKey decrypt(byte[] der, String password) throws SSLKeyException {
    try {
      var info = new EncryptedPrivateKeyInfo(der);
      // Of PBES2, only the parameters tell which of its algorithms it is.
      var parameters = info.getAlgParameters();
      String algorithm =
          info.getAlgName().startsWith("PBES2") || parameters == null
              ? String.valueOf(parameters)
              : info.getAlgName();
      var key =
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray()));
      var cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return fromPkcs8(info.getKeySpec(cipher).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw e instanceof SSLKeyException known
          ? known
          : new SSLKeyException("the password does not fit the private key", e);
    }
  }
}
