package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "example.com:80",
        "example.com:",
        "EXAMPLE.com.",
        "a_b.example",
        "xn--bcher-kva.example",
        "a%20b",
        "a!$&'()*+,;=b",
        "localhost:65535",
        "h:0080",
        "192.0.2.1",
        "192.0.2.1:8080",
        "999.1.1.1", // a reg-name
        "[::]",
        "[::1]:443",
        "[2001:db8::1]",
        "[1:2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:192.0.2.1]",
        "[::ffff:192.0.2.1]",
        "[::192.0.2.1]",
        "[1::]",
        "[1:2:3:4:5:6:7::]",
        "[::2:3:4:5:6:7:8]",
        "[ABCD:ef01::]:",
      })
  void acceptsHosts(String host) {
    assertThat(HostText.isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a b",
        "a\tb",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a@b",
        "user@example.com:80",
        "a\"b",
        "a<b",
        "a^b",
        "a`b",
        "a{b}",
        "a|b",
        "b\u00fccher.example",
        "a\u0000",
        "a\r\nb",
        "a%",
        "a%2",
        "a%zz",
        ":80",
        ":",
        "a:b",
        "a:80:80",
        "a:-1",
        "a:+80",
        "a: 80",
        "a:65536",
        "a:99999999999999999999",
        "a:8\u0660",
        "::1",
        "1:2:3:4:5:6:7:8",
        "[",
        "]",
        "[]",
        "[]:80",
        "[::1",
        "::1]",
        "[::1]80",
        "[::1]:x",
        "[::1]:65536",
        "[::1]]",
        "x[::1]",
        "[[::1]]",
        "[:::]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7:8::]",
        "[::1:2:3:4:5:6:7:8]",
        "[:1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:]",
        "[12345::]",
        "[g::]",
        "[::1%25eth0]",
        "[fe80::1%eth0]",
        "[v1.x]",
        "[192.0.2.1]",
        "[::192.0.2]",
        "[::192.0.2.256]",
        "[::192.0.2.01]",
        "[192.0.2.1::]",
        "[::192.0.2.1:1]",
        "[1:2:3:4:5:6:7:192.0.2.1]",
      })
  void refusesWhatIsNoHost(String host) {
    assertThat(HostText.isValid(host)).isFalse();
  }
}
