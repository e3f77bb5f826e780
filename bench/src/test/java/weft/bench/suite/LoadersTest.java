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
    var wrk = new Wrk(64, "/echo", List.of("-secho.lua"), List.of("1024"));
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

  @Test
  void refusesWhatIsNoReport() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wrk.get(1, "/").parse("unable to connect"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Paced(1, "/", 1).parse("connect: Connection refused"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Paced(1, "/", 1).parse("requests 1"));
  }
}
