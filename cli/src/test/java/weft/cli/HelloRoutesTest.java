package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.test.Recorder;
import weft.test.Requests;

class HelloRoutesTest {
  @TempDir Path folder;

  @Test
  void helloTellsTheAddressAndTheMethod() throws Exception {
    Recorder recorder = get("/hello");
    assertThat(recorder.text()).isEqualTo("192.0.2.1:1234;GEThello 祥哥 hello go");
    assertThat(recorder.sentHeader().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void sisterIsUtf8() throws Exception {
    assertThat(get("/sister").text()).isEqualTo("你妹");
  }

  @Test
  void pageIsTheFileAsItIsNow() throws Exception {
    Path page = folder.resolve("page.html");
    var mux = HelloRoutes.mux(() -> page);
    Files.writeString(page, "<!doctype html><p>now");
    Recorder recorder = Recorder.serve(mux, Requests.get("/page"));
    assertThat(recorder.text()).isEqualTo("<!doctype html><p>now");
    assertThat(recorder.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
  }

  @Test
  void rootLinksToTheOthers() throws Exception {
    Recorder recorder = get("/");
    assertThat(recorder.text()).contains("\"/hello\"", "\"/sister\"", "\"/page\"");
    assertThat(recorder.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(get("/other").status()).isEqualTo(404);
  }

  @Test
  void pageIsThatOfTheJar() throws Exception {
    assertThat(get("/page").text()).contains("A page served by Weft");
    assertThat(get("/page").text()).contains("A page served by Weft");
  }

  private static Recorder get(String path) throws Exception {
    return Recorder.serve(HelloRoutes.mux(), Requests.get(path));
  }
}
