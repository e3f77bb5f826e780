package weft.internal.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLKeyException;

/// The way in which OpenSSL encrypted keys before PKCS#8: the header lines of RFC 1421 §4.6.1 name
/// the cipher and its start vector, and one round of MD5 makes the password a key.
///
/// ```
/// Proc-Type: 4,ENCRYPTED
/// DEK-Info: cipher "," hex-iv
/// key = D1 D2 ..., D1 = MD5(password salt), Dn = MD5(Dn-1 password salt), salt = iv[0..8]
/// ```
///
/// Weak, and still found on disks; nothing is ever written so.
final class LegacyEncryption {

  private record Algorithm(String cipher, String key, int keyBytes) {}

  private static final Map<String, Algorithm> ALGORITHMS =
      Map.of(
          "AES-128-CBC", new Algorithm("AES/CBC/PKCS5Padding", "AES", 16),
          "AES-192-CBC", new Algorithm("AES/CBC/PKCS5Padding", "AES", 24),
          "AES-256-CBC", new Algorithm("AES/CBC/PKCS5Padding", "AES", 32),
          "DES-EDE3-CBC", new Algorithm("DESede/CBC/PKCS5Padding", "DESede", 24));

  private static final int SALT_BYTES = 8;

  private LegacyEncryption() {}

  static boolean isEncrypted(Pem block) {
    return block.header("Proc-Type").endsWith("ENCRYPTED");
  }

  /// Returns the content of an encrypted block.
  ///
  /// @throws SSLKeyException if the cipher is unknown, or the password does not fit
  static byte[] decrypt(Pem block, String password) throws SSLKeyException {
    String info = block.header("DEK-Info");
    int comma = info.indexOf(',');
    Algorithm algorithm = ALGORITHMS.get(info.substring(0, Math.max(0, comma)));
    if (algorithm == null) {
      throw new SSLKeyException("the private key is encrypted by a cipher that is not supported");
    }
    try {
      byte[] iv = HexFormat.of().parseHex(info.substring(comma + 1));
      byte[] key = key(password, Arrays.copyOf(iv, SALT_BYTES), algorithm.keyBytes());
      var cipher = Cipher.getInstance(algorithm.cipher());
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm.key()), new IvParameterSpec(iv));
      return cipher.doFinal(block.content());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SSLKeyException("the password does not fit the private key", e);
    }
  }

  private static byte[] key(String password, byte[] salt, int bytes)
      throws GeneralSecurityException {
    var md5 = MessageDigest.getInstance("MD5");
    byte[] key = new byte[bytes];
    byte[] digest = {};
    for (int at = 0; at < bytes; at += digest.length) {
      md5.update(digest);
      md5.update(password.getBytes(StandardCharsets.UTF_8));
      digest = md5.digest(salt);
      System.arraycopy(digest, 0, key, at, Math.min(digest.length, bytes - at));
    }
    return key;
  }
}
