package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpTextTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:0DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "0:0:1:2:3:4:5:6, ::1:2:3:4:5:6",
    "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
    "::192.0.2.1, ::c000:201",
    "ff02::fb, ff02::fb",
    "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
  })
  void writesAddressesAsRfc5952Has(String literal, String text) throws Exception {
    assertThat(IpText.text(InetAddress.ofLiteral(literal))).isEqualTo(text);
  }

  @Test
  void writesThePort() throws Exception {
    assertThat(IpText.hostAndPort(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 80)))
        .isEqualTo("192.0.2.1:80");
    assertThat(IpText.hostAndPort(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 80)))
        .isEqualTo("[2001:db8::1]:80");
  }

  @Test
  void leavesTheScopeOut() throws Exception {
    byte[] octets = InetAddress.ofLiteral("fe80::1").getAddress();
    InetAddress scoped = Inet6Address.getByAddress(null, octets, 1);
    assertThat(scoped.getHostAddress()).contains("%");
    assertThat(IpText.hostAndPort(new InetSocketAddress(scoped, 80))).isEqualTo("[fe80::1]:80");
  }

  @Test
  void keepsUnresolvedNames() {
    assertThat(IpText.hostAndPort(InetSocketAddress.createUnresolved("example.com", 80)))
        .isEqualTo("example.com:80");
    assertThat(IpText.hostAndPort(InetSocketAddress.createUnresolved("::1", 80)))
        .isEqualTo("[::1]:80");
  }
}
