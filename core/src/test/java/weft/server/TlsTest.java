package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLKeyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and keys in every form.
class TlsTest {

  private static final Path FILES = Path.of("src/test/resources/tls");

  @TempDir Path folder;

  private static Path file(String name) {
    return FILES.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rsa.pkcs1", "rsa.pkcs8", "ec.sec1", "ec.pkcs8", "ed25519.pkcs8", "pss.pkcs8"})
  void takesKeysOfEachForm(String key) throws IOException {
    String kind = key.substring(0, key.indexOf('.'));
    Tls tls = Tls.of(file(kind + ".cert.pem"), file(key + ".pem"));
    assertThat(tls.certificates())
        .singleElement()
        .extracting(X509Certificate::getSubjectX500Principal)
        .hasToString("CN=" + kind + ".example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec.pbes2-aes256",
        "ec.pbes2-aes128",
        "rsa.pbe-3des",
        "ec.legacy-aes128",
        "ec.legacy-aes192",
        "ec.legacy-aes256",
        "ec.legacy-des3",
        "rsa.legacy-aes256"
      })
  void takesEncryptedKeys(String key) throws IOException {
    Path certificate = file(key.substring(0, key.indexOf('.')) + ".cert.pem");
    Path encrypted = file(key + ".pem");
    assertThat(Tls.builder().certificate(certificate, encrypted, "secret").build().certificates())
        .hasSize(1);
    assertThatThrownBy(() -> Tls.builder().certificate(certificate, encrypted, "wrong").build())
        .isInstanceOf(SSLKeyException.class);
    assertThatThrownBy(() -> Tls.of(certificate, encrypted))
        .isInstanceOf(SSLKeyException.class)
        .hasMessageEndingWith(": the private key is encrypted, and there is no password");
  }

  @Test
  void takesAPkcs12File() throws IOException {
    assertThat(Tls.builder().pkcs12(file("ec.p12"), "secret").build().certificates()).hasSize(1);
    assertThatThrownBy(() -> Tls.builder().pkcs12(file("ec.p12"), "wrong").build())
        .isInstanceOf(IOException.class);
  }

  @Test
  void takesChainAndKeyFromOneFile() throws IOException {
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both,
        "explanation\n"
            + Files.readString(file("ec.sec1.pem"))
            + Files.readString(file("ec.cert.pem"))
            + Files.readString(file("rsa.cert.pem")));
    assertThat(Tls.of(both, both).certificates()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.cert.pem, ec.pkcs8.pem, the private key is not the certificate's",
    "pss.cert.pem, rsa.pkcs8.pem, the private key is not the certificate's",
    "ec.cert.pem, rsa.pkcs8.pem, the private key is not the certificate's",
    "ec.pkcs8.pem, ec.pkcs8.pem, no certificate",
    "ec.cert.pem, ec.cert.pem, 'no private key in PKCS#8, PKCS#1 or SEC 1'",
  })
  void refusesWhatIsNoPair(String certificate, String key, String why) {
    assertThatThrownBy(() -> Tls.of(file(certificate), file(key)))
        .isInstanceOf(SSLKeyException.class)
        .hasMessageStartingWith(file(certificate) + ", " + file(key))
        .hasMessageEndingWith(": " + why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMIQ=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMIT/////\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: ROT13,00

        MAA=
        -----END EC PRIVATE KEY-----
        """,
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,0

        MAA=
        -----END EC PRIVATE KEY-----
        """,
      })
  void refusesBrokenKeys(String text) throws IOException {
    Path key = folder.resolve("key.pem");
    Files.writeString(key, text);
    assertThatThrownBy(() -> Tls.builder().certificate(file("ec.cert.pem"), key, "secret").build())
        .isInstanceOf(SSLKeyException.class);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> Tls.of(folder.resolve("none.pem"), folder.resolve("none.pem")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.pem");
  }

  @Test
  void selfSignedIsForItsNames() throws Exception {
    X509Certificate certificate =
        Tls.selfSigned("localhost", "*.test.example", "192.0.2.7").certificates().getFirst();
    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(
            List.of(2, "localhost"),
            List.of(2, "*.test.example"),
            List.of(7, "192.0.2.7"),
            List.of(7, "127.0.0.1"),
            List.of(7, "0:0:0:0:0:0:0:1"));
  }

  @Test
  void selfSignedNeedsAName() {
    assertThatIllegalArgumentException().isThrownBy(Tls::selfSigned);
    assertThatIllegalArgumentException().isThrownBy(() -> Tls.selfSigned("祥哥"));
  }

  @Test
  void refusesWhatIsIncompleteOrTwice() throws Exception {
    assertThatIllegalStateException().isThrownBy(() -> Tls.builder().build());
    var own = SSLContext.getDefault();
    assertThatIllegalStateException()
        .isThrownBy(() -> Tls.builder().context(own).selfSigned("a").build());
    assertThat(Tls.builder().context(own).build().certificates()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> Tls.builder().selfSigned("a").clientAuth(ClientAuth.REQUIRE).build());
    assertThatIllegalArgumentException().isThrownBy(() -> Tls.builder().handshakesMax(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Tls.builder().sessionsMax(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.builder().handshakeTimeout(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.builder().sessionTimeout(Duration.ofDays(8)));
  }
}
