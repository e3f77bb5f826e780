package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.server.Server;

/// The pages, used as a person would, in a browser that reaches nothing but the server. Skipped
/// where there is no Chromium. With `-Dpages.screenshots=FOLDER` it also takes pictures.
class PagesTest {

  private static BusyServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isInstalled(), "there is no Chromium");
    server = new BusyServer();
    server.hold("/hog/a");
    for (int i = 0; i < 4; i++) {
      server.hold("/lock");
    }
    browser = new Browser();
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    browser.forget();
    browser.prefer("light");
  }

  @Test
  void indexLeadsToTheProfiles() throws Exception {
    browser.open(server.page(""));
    browser.await("document.querySelectorAll('tbody tr').length > 8");
    picture("index");
    browser.follow("a[href^=\"heap?gc=1&ui\"]");
    browser.await("document.getElementById('status').textContent.startsWith('inuse_space: ')");
    assertClean();
  }

  @Test
  void flameGraphIsSearchedZoomedAndFiltered() throws Exception {
    browser.open(server.page("wall?seconds=1&ui=1"));
    browser.await("document.querySelectorAll('.call').length > 10");
    picture("flame-light");
    assertThat(texts("#top tbody button")).contains("weft.pprof.Work.spin");

    browser.evaluate("choose('search', 'holdLock')".replace("choose", set()));
    browser.await("document.querySelectorAll('.call.found').length > 0");
    assertThat(browser.evaluate("document.getElementById('found').textContent"))
        .contains("% found");

    browser.evaluate("document.querySelector('.call.found').click()");
    browser.await("document.querySelectorAll('.call.outer').length > 0");
    browser.evaluate("document.getElementById('reset').click()");
    browser.await("document.querySelectorAll('.call.outer').length === 0");

    browser.evaluate("choose('route', '=/lock')".replace("choose", set()));
    assertThat(browser.evaluate("document.getElementById('route').value")).isEqualTo("=/lock");
    browser.await("!document.getElementById('top').textContent.includes('Work.spin')");
    assertThat(texts("#top tbody button")).contains("weft.pprof.Work.holdLock");
    assertClean();
  }

  @Test
  void keysMoveThroughTheGraph() throws Exception {
    browser.open(server.page("wall?seconds=1&ui=1"));
    browser.await("document.querySelectorAll('.call').length > 10");
    browser.evaluate("document.querySelector('.call').focus()");
    String label = "document.activeElement.getAttribute('aria-label')";
    assertThat(browser.evaluate(label)).isEqualTo("all");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    String below = browser.evaluate(label);
    assertThat(below).isNotEqualTo("all");
    assertThat(browser.evaluate("document.getElementById('detail').textContent")).contains(below);
    browser.press("Enter");
    browser.await("document.querySelectorAll('.call.outer').length === 2");
    browser.press("Escape");
    browser.await("document.querySelectorAll('.call.outer').length === 0");
    assertClean();
  }

  @Test
  void twoProfilesAreCompared() throws Exception {
    browser.prefer("dark");
    browser.open(server.page("goroutine?ui=1"));
    browser.await("document.querySelectorAll('.call').length > 10");
    browser.evaluate("document.getElementById('keep').click()");
    server.hold("/wait");
    browser.evaluate("document.getElementById('go').click()");
    browser.await("/, before \\d/.test(document.getElementById('status').textContent)");
    browser.await("!document.getElementById('change').hidden");
    picture("compared-dark");
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void livePageShowsTheLoad(String scheme) throws Exception {
    browser.prefer(scheme);
    server.request("/nap");
    browser.open(server.page("live"));
    browser.await("document.getElementById('routes').textContent.includes('/lock')");
    browser.await(
        "[...document.querySelectorAll('#routes tbody tr')].some(row =>"
            + " row.cells[0].textContent === '/nap' && Number(row.cells[1].textContent) > 20"
            + " && /^[\\d.]+ (µs|ms)$/.test(row.cells[4].textContent))");
    Reply.get(server.uri("/nothing"));
    browser.await("document.getElementById('events').textContent.includes('GET /nothing 404')");
    browser.await("document.querySelectorAll('.card polyline[points]').length === 7");
    browser.await("!document.getElementById('cards').textContent.includes('no trace')");
    picture("live-" + scheme);
    assertClean();
  }

  @Test
  void fileIsShownWithoutTheServerThatMadeIt() throws Exception {
    var viewer = new ProfileViewer(server.fetch("goroutine").content());
    try (Server pages = Server.builder(viewer).listen("127.0.0.1:0").start()) {
      browser.open("http://127.0.0.1:" + pages.port() + viewer.target());
      browser.await("document.querySelectorAll('.call').length > 10");
      assertThat(browser.evaluate("document.getElementById('status').textContent"))
          .startsWith("goroutine: ");
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void badProfileIsReported() throws Exception {
    browser.open(server.page("profile?seconds=100000&ui=1"));
    browser.await("document.getElementById('status').classList.contains('error')");
    assertThat(browser.evaluate("document.getElementById('status').textContent"))
        .contains("must be a whole number from 1 to 600");
  }

  private void assertClean() {
    assertThat(browser.errors()).isEmpty();
    assertThat(browser.urls())
        .isNotEmpty()
        .allMatch(
            url -> url.startsWith(server.uri("/debug/").toString()) || url.startsWith("data:"));
  }

  private String texts(String selector) throws IOException {
    return browser.evaluate(
        "[...document.querySelectorAll('%s')].map(e => e.textContent).join('\\n')"
            .formatted(selector));
  }

  /// Returns a function that sets a field and tells the page.
  private static String set() {
    return "((id, value) => { const e = document.getElementById(id); e.value = value;"
        + " e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); })";
  }

  private void picture(String name) throws IOException {
    String pictures = System.getProperty("pages.screenshots");
    if (pictures != null) {
      browser.screenshot(Path.of(pictures, name + ".png"));
    }
  }
}
