package weft.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadersTest {

  private static final String WRK =
      """
      Running 3s test @ http://127.0.0.1:18200/hello
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     1.08ms  353.68us   7.16ms   86.02%
        179400 requests in 3.10s, 12.75MB read
        Socket errors: connect 1, read 20, write 3, timeout 400
        Non-2xx or 3xx responses: 5000
      Requests/sec:  57862.18
      Transfer/sec:      4.11MB
      """;

  @Test
  void wrkReportsRequestsAndEveryKindOfError() {
    assertThat(Wrk.get(64, "/hello").parse(WRK))
        .isEqualTo(new LoadResult(179_400, 57_862.18, 5_424, List.of()));
  }

  @Test
  void wrkIsSilentAboutErrorsThereAreNone() {
    String report = "  40 requests in 2.00s, 1MB read\nRequests/sec: 20.00\n";
    assertThat(Wrk.get(64, "/hello").parse(report).errors()).isZero();
  }

  @Test
  void wrkTakesScriptArgumentsAfterTheUrl() {
    var wrk = new Wrk(Protocol.HTTP1, 64, "/echo", List.of("-secho.lua"), List.of("1024"));
    assertThat(wrk.command("18200", 3))
        .containsExactly(
            "wrk",
            "-t1",
            "-c64",
            "-d3s",
            "--timeout=8s",
            "-secho.lua",
            "http://127.0.0.1:18200/echo",
            "--",
            "1024");
  }

  @Test
  void pacedReportsLatenciesInTheOrderOfThePercentiles() {
    String report =
        """
        requests 59990
        errors 2
        unsent 10
        seconds 3
        p50 31.2
        p90 48.0
        p99 95.5
        p99.9 240.0
        max 1021.9
        """;
    LoadResult result = new Paced(64, "/hello", 20_000).parse(report);
    assertThat(result.rate()).isBetween(19_996.0, 19_997.0);
    assertThat(result.errors()).isEqualTo(2);
    assertThat(result.latencies()).containsExactly(31.2, 48.0, 95.5, 240.0, 1021.9);
  }

  private static final String H2LOAD =
      """
      starting benchmark...
      spawning thread #0: 8 total client(s). Timing-based test with 0s of warm-up time and 3s of \
      main duration for measurements.
      TLS Protocol: TLSv1.3
      Application protocol: h2
      finished in 3.00s, 93240.33 req/s, 3.02MB/s
      requests: 279721 total, 280521 started, 279721 done, 279700 succeeded, \
      20 failed, 20 errored, 0 timeout
      status codes: 279700 2xx, 0 3xx, 0 4xx, 1 5xx
      traffic: 9.06MB (9505564) total, 1.62MB (1694000) headers (space savings 94.59%), 3.47MB \
      (3636373) data
      """;

  @Test
  void h2loadReportsWhatWasAnsweredWellAndCountsTheRestAsErrors() {
    assertThat(H2load.get(Protocol.HTTP2_TLS, 8, 100, "/hello").parse(H2LOAD))
        .isEqualTo(new LoadResult(279_700, 93_240.33, 21, List.of()));
  }

  @Test
  void h2loadOverHttp1IsNoResult() {
    String http1 = H2LOAD.replace("protocol: h2", "protocol: http/1.1");
    var h2load = H2load.get(Protocol.HTTP2_TLS, 8, 100, "/hello");
    assertThatIllegalArgumentException().isThrownBy(() -> h2load.parse(http1));
  }

  @Test
  void loadersAskTheSchemeOfTheirProtocol() {
    assertThat(H2load.get(Protocol.HTTP2_TLS, 8, 100, "/hello").command("18201", 3))
        .containsExactly("h2load", "-t1", "-c8", "-m100", "-D3", "https://127.0.0.1:18201/hello");
    assertThat(H2load.get(Protocol.HTTP2_CLEAR, 1, 1, "/").command("1", 3))
        .contains("http://127.0.0.1:1/");
    assertThat(Wrk.get(Protocol.HTTP1_TLS, 1, "/").command("1", 3))
        .contains("https://127.0.0.1:1/");
  }

  @Test
  void handshakesAreCountedByTheLoader() {
    assertThat(new Handshakes(16, "/hello", true).parse("requests 50\nerrors 1\nseconds 2\n"))
        .isEqualTo(new LoadResult(50, 25, 1, List.of()));
  }

  @Test
  void refusesWhatIsNoReport() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wrk.get(1, "/").parse("unable to connect"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Paced(1, "/", 1).parse("connect: Connection refused"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Paced(1, "/", 1).parse("requests 1"));
  }
}
