package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @Test
  void isGetOfExampleComWithoutContent() throws Exception {
    Request r = Request.builder("GET", "/").build();
    assertThat(r).hasToString("GET / HTTP/1.1");
    assertThat(r.scheme()).isEqualTo("http");
    assertThat(r.host()).isEqualTo("example.com");
    assertThat(r.remoteAddr()).isEqualTo("192.0.2.1:1234");
    assertThat(r.localAddr()).isEqualTo("192.0.2.2:80");
    assertThat(r.header().isEmpty()).isTrue();
    assertThat(r.trailer().isEmpty()).isTrue();
    assertThat(r.contentLength()).isZero();
    assertThat(r.body().read()).isEqualTo(-1);
    assertThat(r.close()).isFalse();
    assertThat(r.tls()).isNull();
    assertThat(r.pattern()).isEmpty();
    assertThat(r.pathValue("x")).isEmpty();
    assertThat(r.userAgent()).isEmpty();
    assertThat(r.referer()).isEmpty();
    assertThat(r.cookies()).isEmpty();
    assertThat(r.basicAuth()).isEmpty();
    assertThat(r.cancellation().isCancelled()).isFalse();
    assertThat(r.limits()).isEqualTo(Limits.STANDARD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "/a/b?c=d | example.com | /a/b | /a/b | c=d",
        "/a%20b%2Fc | example.com | /a%20b%2Fc | /a b/c | ''",
        "/%E4%BD%A0 | example.com | /%E4%BD%A0 | /\u4f60 | ''",
        "/? | example.com | / | / | ''",
        "/a?b?c | example.com | /a | /a | b?c",
        "//x | example.com | //x | //x | ''",
        "/http://x | example.com | /http://x | /http://x | ''",
        "* | example.com | * | * | ''",
        "http://h:8/a?b | h:8 | /a | /a | b",
        "http://h | h | / | / | ''",
        "http://h?b | h | / | / | b",
        "http://h?b=x://y/z | h | / | / | b=x://y/z",
        "h:443 | h:443 | '' | '' | ''",
      })
  void splitsTheTarget(String target, String host, String escaped, String path, String query) {
    Request r = Request.builder("GET", target).build();
    assertThat(r.target()).isEqualTo(target);
    assertThat(r.host()).isEqualTo(host);
    assertThat(r.escapedPath()).isEqualTo(escaped);
    assertThat(r.path()).isEqualTo(path);
    assertThat(r.rawQuery()).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/a b", "/a\r\n", "/#x", "/\u00e9", "/\u0000", "/\u007f"})
  void refusesWhatIsNoTarget(String target) {
    assertThatIllegalArgumentException().isThrownBy(() -> Request.builder("GET", target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G T", "GET\r\n", "G\u00c9T", "GET:"})
  void refusesWhatIsNoMethod(String method) {
    assertThatIllegalArgumentException().isThrownBy(() -> Request.builder(method, "/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1", "HTTP/11", "http/1.1", "HTTP/1.10", "HTTP/x.1", "HTTPS/1.1"})
  void refusesWhatIsNoProtocol(String protocol) {
    var builder = new Request.Builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.protocol(protocol));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0, 1, 0, true",
    "HTTP/1.0, 1, 1, false",
    "HTTP/1.1, 1, 0, true",
    "HTTP/1.1, 2, 0, false",
    "HTTP/2.0, 1, 1, true",
    "HTTP/2.0, 2, 0, true",
  })
  void comparesTheProtocol(String protocol, int major, int minor, boolean atLeast) {
    Request r = new Request.Builder().protocol(protocol).build();
    assertThat(r.protocol()).isEqualTo(protocol);
    assertThat(r.protocolAtLeast(major, minor)).isEqualTo(atLeast);
  }

  @Test
  void parsesTheQueryLeniently() {
    Limits limits = Limits.STANDARD.with().queryParametersMax(2).build();
    Request r = Request.builder("GET", "/?a=%zz&b=2&c=3").limits(limits).build();
    assertThat(r.query()).isEqualTo(Values.of("b", "2"));
    assertThat(r.query()).isSameAs(r.query());
  }

  @Test
  void reportsAMalformedQueryOfAForm() {
    Request r = Request.builder("GET", "/?a=%zz").build();
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(r::form)
        .satisfies(e -> assertThat(e.status()).isEqualTo(400));
  }

  @Test
  void putsTheValuesOfTheContentBeforeThoseOfTheQuery() throws Exception {
    Request r = form("/?a=1&b=2", "a=3&c=4");
    assertThat(r.form()).isEqualTo(Values.of("a", "3", "a", "1", "c", "4", "b", "2"));
    assertThat(r.postForm()).isEqualTo(Values.of("a", "3", "c", "4"));
    assertThat(r.query()).isEqualTo(Values.of("a", "1", "b", "2"));
    assertThat(r.form()).isSameAs(r.form());
  }

  @Test
  void copiesShareTheFormWhoeverReadsIt() throws Exception {
    Request r = form("/", "a=1");
    Request copy = r.withMatch("/{x}", Map.of("x", "y")).withEscapedPath("/z");
    assertThat(copy.form().get("a")).isEqualTo("1");
    assertThat(r.form().get("a")).isEqualTo("1");
    assertThat(r.withRawQuery("b=2").form()).isEqualTo(Values.of("a", "1", "b", "2"));
  }

  @Test
  void anotherContentHasAnotherForm() throws Exception {
    Request r = form("/", "a=1");
    assertThat(r.form().get("a")).isEqualTo("1");
    Request copy = r.toBuilder().body("a=2").build();
    assertThat(copy.form().get("a")).isEqualTo("2");
    assertThat(copy.contentLength()).isEqualTo(3);
    assertThat(r.form().get("a")).isEqualTo("1");
  }

  @Test
  void copiesChangeOneThing() {
    Request r = Request.builder("GET", "/a?b=c").build();
    assertThat(r.withEscapedPath("/x%20y").path()).isEqualTo("/x y");
    assertThat(r.withEscapedPath("/x").target()).isEqualTo("/a?b=c");
    assertThat(r.withRawQuery("d=e").query().get("d")).isEqualTo("e");
    assertThat(r.withRawQuery("d=e").path()).isEqualTo("/a");
    var cancellation = new Cancellation.Source();
    assertThat(r.withCancellation(cancellation).cancellation()).isSameAs(cancellation);
    InputStream body = new ByteArrayInputStream(new byte[1]);
    assertThat(r.withBody(body, -1).body()).isSameAs(body);
    assertThat(r.withBody(body, -1).contentLength()).isEqualTo(-1);
    assertThat(r.path()).isEqualTo("/a");
  }

  @Test
  void knowsItsMatch() {
    Request r = Request.builder("GET", "/").build().withMatch("/{a}", Map.of("a", "1"));
    assertThat(r.pattern()).isEqualTo("/{a}");
    assertThat(r.pathValue("a")).isEqualTo("1");
    Request more = r.withPathValue("b", "2");
    assertThat(more.pathValue("a")).isEqualTo("1");
    assertThat(more.pathValue("b")).isEqualTo("2");
    assertThat(more.pattern()).isEqualTo("/{a}");
    assertThat(r.pathValue("b")).isEmpty();
    assertThat(new Request.Builder().pathValue("c", "3").build().pathValue("c")).isEqualTo("3");
  }

  @Test
  void headerIsReadOnlyAndCopiesAddToTheirOwn() {
    Request r = Request.builder("GET", "/").field("A", "1").build();
    assertThatIllegalStateException().isThrownBy(() -> r.header().add("B", "2"));
    Request copy = r.toBuilder().field("B", "2").build();
    assertThat(copy.header()).isEqualTo(Header.of("A", "1", "B", "2"));
    assertThat(r.header()).isEqualTo(Header.of("A", "1"));
  }

  @Test
  void aBuilderCanBeUsedAgain() {
    Request.Builder builder = Request.builder("GET", "/").field("A", "1");
    Request first = builder.build();
    Request second = builder.field("B", "2").build();
    assertThat(first.header().contains("B")).isFalse();
    assertThat(second.header().contains("B")).isTrue();
  }

  @Test
  void requestsWithoutContentDoNotShareTheirStream() throws Exception {
    Request.builder("GET", "/").build().body().close();
    assertThat(Request.builder("GET", "/").build().body().read()).isEqualTo(-1);
  }

  @Test
  void readsWellKnownFields() {
    Request r =
        Request.builder("GET", "/")
            .field("user-agent", "x/1")
            .field("Referer", "http://y/")
            .field("Authorization", "Basic dTpw")
            .field("Cookie", "a=1; b=2; a=3")
            .limits(Limits.STANDARD.with().cookiesMax(2).build())
            .build();
    assertThat(r.userAgent()).isEqualTo("x/1");
    assertThat(r.referer()).isEqualTo("http://y/");
    assertThat(r.basicAuth()).contains(new BasicCredentials("u", "p"));
    assertThat(r.cookies()).containsExactly(Cookie.of("a", "1"), Cookie.of("b", "2"));
    assertThat(r.cookie("b")).contains(Cookie.of("b", "2"));
    assertThat(r.cookie("A")).isEmpty();
  }

  @Test
  void writesTheAddressesOfItsConnection() throws Exception {
    var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("2001:db8:0:0::1"), 80);
    var connection = new ConnectionInfo(1, UnixDomainSocketAddress.of(""), ipv6, null);
    Request r = new Request.Builder().connection(connection).build();
    assertThat(r.connection()).isSameAs(connection);
    assertThat(r.remoteAddr()).isEqualTo("unix:");
    assertThat(r.localAddr()).isEqualTo("[2001:db8::1]:80");
  }

  @Test
  void asksForTheTrailerWhenItIsRead() {
    var trailer = new Header();
    Request r =
        new Request.Builder().trailer(() -> trailer).close(true).scheme("https").host("h").build();
    assertThat(r.trailer().isEmpty()).isTrue();
    trailer.add("Checksum", "1");
    assertThat(r.trailer().get("checksum")).isEqualTo("1");
    assertThat(r.close()).isTrue();
    assertThat(r.scheme()).isEqualTo("https");
    assertThat(r.host()).isEqualTo("h");
  }

  private static Request form(String target, String content) {
    return Request.builder("POST", target)
        .field("Content-Type", "application/x-www-form-urlencoded")
        .body(content)
        .build();
  }
}
