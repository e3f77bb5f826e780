package weft.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLKeyException;

/// Files of keys and certificates: read or refused with [SSLKeyException], never anything else. A
/// server that watches its files goes on with the old ones whatever is in the new ones.
class PemFuzzTest {

  private static final int OCTETS_MAX = 8 << 10;

  private static final List<String> LABELS =
      List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY");

  private interface Reading {
    Object read() throws SSLKeyException;
  }

  @FuzzTest(maxDuration = "2m")
  void pemIsReadOrRefused(byte[] data) {
    if (data.length <= OCTETS_MAX) {
      String text = new String(data, StandardCharsets.ISO_8859_1);
      readOrRefused(() -> Pem.parse(text));
      readOrRefused(() -> PrivateKeys.parse(text, null));
      readOrRefused(() -> Identity.parse(text, text, null));
    }
  }

  /// The first octet chooses what the others are said to be.
  @FuzzTest(maxDuration = "2m")
  void derIsReadOrRefused(byte[] data) {
    if (data.length > 0 && data.length <= OCTETS_MAX) {
      int kind = (data[0] & 0xff) % (LABELS.size() + 1);
      String label = kind == LABELS.size() ? "CERTIFICATE" : LABELS.get(kind);
      String text = pem(label, java.util.Arrays.copyOfRange(data, 1, data.length));
      readOrRefused(() -> PrivateKeys.parse(text, null));
      readOrRefused(() -> Identity.parseCertificates(text));
    }
  }

  /// Each octet of the first half chooses the tag that is read next from the second.
  @FuzzTest(maxDuration = "2m")
  void derIsReadWithinBounds(byte[] data) {
    int half = data.length / 2;
    var reader = new DerReader(java.util.Arrays.copyOfRange(data, half, data.length));
    int left = data.length - half;
    try {
      for (int i = 0; i < half; i++) {
        reader = reader.read(data[i] & 0xff);
        assertThat(reader.rest().length).isLessThan(left);
        left = reader.rest().length;
        assertThat(reader.oid()).isNotNull();
      }
    } catch (SSLKeyException e) {
      assertThat(e).hasMessageStartingWith("the key is ");
    }
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static void readOrRefused(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (SSLKeyException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
