package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.Request;
import weft.test.Recorder;
import weft.test.Requests;

class BasicAuthTest {

  private static final BasicAuth AUTH =
      BasicAuth.of("the \"back\\room\"", Map.of("ann", "p:w", "bob", "pässwörd", "eve", ""));

  private static final Handler WHO = (w, _) -> w.print(BasicAuth.user().orElse("nobody"));

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static Recorder serve(String... authorization) throws Exception {
    Request.Builder r = Requests.get("/").toBuilder();
    for (String value : authorization) {
      r.field("Authorization", value);
    }
    return Recorder.serve(AUTH.wrap(WHO), r.build());
  }

  @ParameterizedTest
  @CsvSource({"ann:p:w, ann", "bob:pässwörd, bob", "eve:, eve"})
  void theRightPasswordPasses(String credentials, String user) throws Exception {
    Recorder w = serve(basic(credentials));
    assertThat(w.status()).isEqualTo(200);
    assertThat(w.text()).isEqualTo(user);
    assertThat(BasicAuth.user()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann:p:W", "ann:", "ann:p:w ", "Ann:p:w", "zoe:", ":", "eve:x", "ann"})
  void everythingElseIsAskedAgain(String credentials) throws Exception {
    Recorder w = serve(basic(credentials));
    assertThat(w.status()).isEqualTo(401);
    assertThat(w.sentHeader().values("WWW-Authenticate"))
        .containsExactly("Basic realm=\"the \\\"back\\\\room\\\"\", charset=\"UTF-8\"");
    assertThat(w.text()).isEqualTo("Unauthorized\n");
  }

  @Test
  void nothingAndTwoAreNotOne() throws Exception {
    assertThat(serve().status()).isEqualTo(401);
    assertThat(serve(basic("ann:p:w"), basic("ann:p:w")).status()).isEqualTo(401);
    assertThat(serve("Bearer " + basic("ann:p:w").substring(6)).status()).isEqualTo(401);
  }

  @Test
  void aTestOfOnesOwnIsAsked() throws Exception {
    BasicAuth own = BasicAuth.of("r", sent -> sent.password().equals(sent.username() + "!"));
    Request r = Requests.get("/").toBuilder().field("Authorization", basic("kim:kim!")).build();
    assertThat(Recorder.serve(own.wrap(WHO), r).text()).isEqualTo("kim");
  }

  @Test
  void whatCannotBeSentIsRefused() {
    for (String realm : new String[] {"a\nb", "ä", "\u007f"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> BasicAuth.of(realm, _ -> true));
    }
    for (String user : new String[] {"a:b", "a\n", "\0"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> BasicAuth.of("r", Map.of(user, "x")));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> BasicAuth.of("r", Map.of("a", "x\n")));
  }
}
