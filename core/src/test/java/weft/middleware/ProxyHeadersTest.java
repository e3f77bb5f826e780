package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.ConnectionInfo;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.test.Recorder;

class ProxyHeadersTest {

  private static final Handler SHOW =
      (w, r) -> w.print(r.remoteAddr() + " " + r.scheme() + "://" + r.host());

  private static final String[] TRUSTED = {"10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"};

  private static SocketAddress peer(String address) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), 1234);
  }

  private static String seen(ProxyHeaders proxy, SocketAddress peer, String... fields)
      throws Exception {
    var connection = new ConnectionInfo(1, peer, peer, null);
    Request r =
        Request.builder("GET", "/").connection(connection).header(Header.of(fields)).build();
    return Recorder.serve(proxy.wrap(SHOW), r).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          for=198.51.100.7 | 198.51.100.7:0 http://example.com
          For="198.51.100.7:4711";Proto=HTTPS;host=a.example | 198.51.100.7:4711 https://a.example
          for="[2001:db8::7]:4711" | [2001:db8::7]:4711 http://example.com
          for="[2001:db8::7]" ; by=10.0.0.1 | [2001:db8::7]:0 http://example.com
          for=203.0.113.9, for=198.51.100.7 | 198.51.100.7:0 http://example.com
          for=203.0.113.9;proto=https, for=10.1.2.3 | 203.0.113.9:0 https://example.com
          for=203.0.113.9, for="[2001:db8:1::5]", for=10.1.1.1 | 203.0.113.9:0 http://example.com
          for=10.3.3.3, for=10.1.2.3 | 10.3.3.3:0 http://example.com
          for=203.0.113.9, for=_hidden;proto=https | 192.0.2.1:1234 https://example.com
          for=203.0.113.9, for=unknown, for=10.1.2.3 | 10.1.2.3:0 http://example.com
          for="203.0.113.9, for=1.1.1.1" | 192.0.2.1:1234 http://example.com
          proto=https | 192.0.2.1:1234 https://example.com
          for=198.51.100.7;proto=ftp;host="a b" | 198.51.100.7:0 http://example.com
          for=198.51.100.7;proto="ht\\tps" | 198.51.100.7:0 https://example.com
          for=198.51.100.7;ext="a;b,c\\"d" | 198.51.100.7:0 http://example.com
          for=198.51.100.7;host="b.example:8443" | 198.51.100.7:0 http://b.example:8443
          for=198.51.100.7:4711 | 192.0.2.1:1234 http://example.com
          for="198.51.100.7 | 192.0.2.1:1234 http://example.com
          for=198.51.100.7, garbage | 192.0.2.1:1234 http://example.com
          for=198.51.100.07 | 192.0.2.1:1234 http://example.com
          for="198.51.100.7:99999" | 198.51.100.7:0 http://example.com
          , | 192.0.2.1:1234 http://example.com
          """)
  void forwardedIsBelievedFromTheRight(String value, String seen) throws Exception {
    assertThat(seen(ProxyHeaders.forwarded(TRUSTED), peer("192.0.2.1"), "Forwarded", value))
        .isEqualTo(seen);
  }

  @Test
  void severalFieldsAreOneList() throws Exception {
    assertThat(
            seen(
                ProxyHeaders.forwarded(TRUSTED),
                peer("192.0.2.1"),
                "Forwarded",
                "for=203.0.113.9",
                "Forwarded",
                "for=10.1.2.3"))
        .isEqualTo("203.0.113.9:0 http://example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          198.51.100.7 | https | a.example | 198.51.100.7:0 https://a.example
          198.51.100.7:4711 | '' | '' | 198.51.100.7:4711 http://example.com
          2001:db8::7 | '' | '' | [2001:db8::7]:0 http://example.com
          [2001:db8::7]:4711 | '' | '' | [2001:db8::7]:4711 http://example.com
          1.1.1.1, 203.0.113.9, 10.0.0.9 | https | a.example | 203.0.113.9:0 https://a.example
          203.0.113.9, 10.0.0.9 | https, http | a.example, b | 203.0.113.9:0 https://a.example
          203.0.113.9, 198.51.100.7 | ftp, https | evil.example, b | 198.51.100.7:0 https://b
          203.0.113.9, 1.2.3 | https | a.example | 192.0.2.1:1234 https://a.example
          '' | https | a.example | 192.0.2.1:1234 https://a.example
          198.51.100.7 | gopher | a/b | 198.51.100.7:0 http://example.com
          """)
  void xForwardedIsBelievedFromTheRight(String from, String scheme, String host, String seen)
      throws Exception {
    Header fields = new Header();
    String[] values = {from, scheme, host};
    String[] names = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"};
    for (int i = 0; i < names.length; i++) {
      if (!values[i].isEmpty()) {
        fields.add(names[i], values[i]);
      }
    }
    var connection = new ConnectionInfo(1, peer("192.0.2.1"), peer("192.0.2.1"), null);
    Request r = Request.builder("GET", "/").connection(connection).header(fields).build();
    assertThat(Recorder.serve(ProxyHeaders.xForwarded(TRUSTED).wrap(SHOW), r).text())
        .isEqualTo(seen);
  }

  @Test
  void onlyOneNotationIsBelieved() throws Exception {
    assertThat(
            seen(ProxyHeaders.forwarded(TRUSTED), peer("192.0.2.1"), "X-Forwarded-For", "1.1.1.1"))
        .startsWith("192.0.2.1:1234 ");
    assertThat(
            seen(ProxyHeaders.xForwarded(TRUSTED), peer("192.0.2.1"), "Forwarded", "for=1.1.1.1"))
        .startsWith("192.0.2.1:1234 ");
  }

  @Test
  void nobodyElseIsBelieved() throws Exception {
    ProxyHeaders proxy = ProxyHeaders.forwarded(TRUSTED);
    for (String address : new String[] {"192.0.2.2", "11.0.0.1", "2001:db8:2::1", "::1"}) {
      assertThat(seen(proxy, peer(address), "Forwarded", "for=1.1.1.1;proto=https"))
          .endsWith(":1234 http://example.com")
          .doesNotContain("1.1.1.1");
    }
    assertThat(seen(proxy, peer("10.9.8.7"), "Forwarded", "for=1.1.1.1")).startsWith("1.1.1.1:0");
    assertThat(seen(proxy, peer("2001:db8:1::9"), "Forwarded", "for=1.1.1.1"))
        .startsWith("1.1.1.1:0");
  }

  @Test
  void unixSocketsAreTrustedByName() throws Exception {
    SocketAddress unix = UnixDomainSocketAddress.of("");
    assertThat(seen(ProxyHeaders.forwarded("unix"), unix, "Forwarded", "for=1.1.1.1"))
        .startsWith("1.1.1.1:0");
    assertThat(seen(ProxyHeaders.forwarded(TRUSTED), unix, "Forwarded", "for=1.1.1.1"))
        .startsWith("unix: ");
  }

  @Test
  void onlySoManyHopsAreLookedAt() throws Exception {
    String near = "for=10.0.0.1, ".repeat(31) + "for=10.0.0.2";
    ProxyHeaders proxy = ProxyHeaders.forwarded(TRUSTED);
    assertThat(seen(proxy, peer("10.0.0.3"), "Forwarded", "for=1.1.1.1, " + near))
        .startsWith("10.0.0.1:0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/",
        "10.0.0.1/8",
        "1.2.3",
        "::/129",
        "2001:db8::1/32",
        "[::1]",
        "10.0.0.0/8/8",
        "Unix"
      })
  void whatIsNoRangeIsRefused(String range) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProxyHeaders.forwarded(range));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 192.0.2.1, false",
    "10.128.0.0/9, 10.127.255.255, false",
    "10.128.0.0/9, 10.128.0.0, true",
    "192.0.2.1/32, 192.0.2.1, true",
    "192.0.2.1/32, 192.0.2.0, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
  })
  void rangesAreOfBits(String range, String address, boolean contained) throws Exception {
    assertThat(Cidr.parse(range).contains(InetAddress.getByName(address))).isEqualTo(contained);
  }
}
