package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.ConnectionInfo;
import weft.Request;
import weft.ServeMux;
import weft.StatusException;
import weft.test.Recorder;

/// Paths, parameters, fields and statuses, and who is let in.
class EndpointsTest {

  private final Pprof pprof = Pprof.builder().timeMax(Duration.ofSeconds(60)).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profile?seconds=0",
        "profile?seconds=-1",
        "profile?seconds=61",
        "profile?seconds=99999999999999999999",
        "profile?seconds=x",
        "profile?seconds=",
        "profile?seconds=1.5",
        "profile?debug=3",
        "profile?debug=x",
        "heap?gc=x",
        "heap?seconds=0",
        "heap?seconds=1&debug=1",
        "goroutine?debug=-1",
        "trace?seconds=0",
        "trace?seconds=1e9",
        "trace?seconds=NaN",
        "trace?seconds=61"
      })
  void badParameterIsRefused(String target) throws Exception {
    Recorder answer = get(target);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.sentHeader().get("X-Go-Pprof")).isEqualTo("1");
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.sentHeader().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.sentHeader().get("Content-Disposition")).isNull();
    assertThat(answer.text())
        .matches("(invalid value for \"\\w+\": must be|seconds and debug) .*\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "profile/", "../pprof/x", "flight", "heap%2F"})
  void unknownNameIsNotFound(String name) throws Exception {
    Recorder answer = get(name);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("Unknown profile\n");
  }

  @Test
  void snapshotIsAnAttachment() throws Exception {
    Recorder answer = get("heap");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.sentHeader().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"heap\"");
    assertThat(PprofFile.decode(answer.content()).types())
        .containsExactly("inuse_objects/count", "inuse_space/bytes");
  }

  @Test
  void textIsText() throws Exception {
    Recorder answer = get("threadcreate?debug=1");
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.text()).startsWith("threadcreate profile: total ");
  }

  @Test
  void deltaIsNamedSo() throws Exception {
    assertThat(get("heap?seconds=1").sentHeader().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"heap-delta\"");
  }

  @Test
  void indexListsTheProfiles() throws Exception {
    Recorder answer = get("");
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    for (String name :
        List.of("profile", "heap", "allocs", "goroutine", "block", "mutex", "wall", "trace")) {
      assertThat(answer.text()).contains("<a href=\"" + name);
    }
    assertThat(answer.sentHeader().get("Content-Security-Policy"))
        .startsWith("default-src 'none';");
    assertThat(answer.text()).doesNotContain("flight");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ui", "?ui=1", "profile?seconds=5&ui=1", "heap?ui=1"})
  void graphIsAPage(String target) throws Exception {
    Recorder answer = get(target);
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.text()).contains("ui/ui.js").doesNotContain("http:", "https:", "style=");
  }

  @Test
  void commandLineIsSplitByNul() throws Exception {
    assertThat(get("cmdline").text().split("\0", -1)[0]).contains("java");
  }

  @Test
  void symbolsAreAskedForByGetAndPost() throws Exception {
    assertThat(get("symbol?0x1+0x2").text()).isEqualTo("num_symbols: 1\n");
    Request post = local("POST", "symbol").body("0x1").build();
    assertThat(serve(pprof, post).text()).isEqualTo("num_symbols: 1\n");
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    Recorder answer = serve(pprof, local("POST", "heap").build());
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.sentHeader().get("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void traceIsAFileOfFlightRecorder(@TempDir Path folder) throws Exception {
    Recorder answer = get("trace?seconds=0.1");
    assertThat(answer.sentHeader().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"trace.jfr\"");
    Path file = Files.write(folder.resolve("t.jfr"), answer.content());
    assertThat(RecordingFile.readAllEvents(file)).isNotEmpty();
  }

  @Test
  void flightIsTheLastOfARecording(@TempDir Path folder) throws Exception {
    try (var ring = Pprof.builder().flight(Duration.ofMinutes(1), 1 << 20).build()) {
      Recorder answer = serve(ring, local("GET", "flight").build());
      Path file = Files.write(folder.resolve("f.jfr"), answer.content());
      assertThat(RecordingFile.readAllEvents(file)).isNotEmpty();
    }
  }

  @Test
  void clientsElsewhereAreRefused() throws Exception {
    Recorder answer = serve(pprof, from("192.0.2.1", "192.0.2.9").build());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("allowRemote");
  }

  @Test
  void clientsElsewhereNeedTheAuthenticator() throws Exception {
    Pprof open = Pprof.builder().allowRemote(r -> "k".equals(r.header().get("Key"))).build();
    Request.Builder remote = from("192.0.2.1", "192.0.2.9");
    Recorder refused = serve(open, remote.build());
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.sentHeader().get("WWW-Authenticate")).isEqualTo("Basic realm=\"pprof\"");
    assertThat(serve(open, remote.field("Key", "k").build()).status()).isEqualTo(200);
  }

  @Test
  void clientsElsewhereMayUseTheAddressThatWasGiven() throws Exception {
    Pprof inside = Pprof.builder().address(InetAddress.getByName("10.0.0.5")).build();
    assertThat(serve(inside, from("10.0.0.7", "10.0.0.5").build()).status()).isEqualTo(200);
    assertThat(serve(inside, from("10.0.0.7", "10.0.0.6").build()).status()).isEqualTo(403);
  }

  @Test
  void unixSocketIsThisMachine() throws Exception {
    var path = UnixDomainSocketAddress.of("");
    Request r =
        local("GET", "").connection(new ConnectionInfo(1, path, path, null)).host("any").build();
    assertThat(serve(pprof, r).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost:80", "[::1]:80", "a.localhost", "LOCALHOST", ""})
  void namesOfThisMachineAreServed(String host) throws Exception {
    assertThat(serve(pprof, local("GET", "").host(host).build()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"})
  void otherNamesForThisMachineAreRefused(String host) throws Exception {
    assertThat(serve(pprof, local("GET", "").host(host).build()).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "Via", "X-Real-IP"})
  void requestsOfAProxyAreRefused(String field) throws Exception {
    Request r = local("GET", "").field(field, "192.0.2.1").build();
    assertThat(serve(pprof, r).status()).isEqualTo(403);
  }

  @Test
  void pagesOfOtherSitesAreRefused() throws Exception {
    for (String site : List.of("cross-site", "same-site")) {
      Request r = local("GET", "heap?gc=1").field("Sec-Fetch-Site", site).build();
      assertThat(serve(pprof, r).status()).isEqualTo(403);
    }
    Request own = local("GET", "").field("Sec-Fetch-Site", "same-origin").build();
    assertThat(serve(pprof, own).status()).isEqualTo(200);
  }

  @Test
  void nothingIsOnAMuxThatWasNotAskedFor() throws Exception {
    Request r = local("GET", "").build();
    assertThat(Recorder.serve(weft.server.Http.defaultMux(), r).status()).isEqualTo(404);
    var mux = new ServeMux();
    pprof.registerOn(mux);
    assertThat(Recorder.serve(mux, r).status()).isEqualTo(200);
  }

  @Test
  void registeringStandsBesideARouteForEverything() throws Exception {
    var mux = new ServeMux();
    mux.handle("GET /", (w, _) -> w.print("mine"));
    pprof.registerOn(mux);
    assertThat(Recorder.serve(mux, local("GET", "cmdline").build()).text()).contains("java");
  }

  private Recorder get(String target) throws Exception {
    return serve(pprof, local("GET", target).build());
  }

  private static Recorder serve(Pprof pprof, Request r) throws Exception {
    try {
      return Recorder.serve(pprof.asHandler(), r);
    } catch (StatusException e) {
      throw new AssertionError(e);
    }
  }

  private static Request.Builder local(String method, String target) throws Exception {
    return from("127.0.0.1", "127.0.0.1")
        .method(method)
        .target("/debug/pprof/" + target)
        .host("localhost:8080");
  }

  private static Request.Builder from(String remote, String local) throws Exception {
    return Request.builder("GET", "/debug/pprof/cmdline")
        .host("server.example")
        .connection(
            new ConnectionInfo(
                1,
                new InetSocketAddress(InetAddress.getByName(remote), 1234),
                new InetSocketAddress(InetAddress.getByName(local), 8080),
                null));
  }
}
