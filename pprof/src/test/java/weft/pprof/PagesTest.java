package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.server.Server;

/// The pages, used as a person would, in a browser that reaches nothing but the server. Skipped
/// where there is no Chromium. With `-Dpages.screenshots=FOLDER` it also takes pictures.
class PagesTest {

  private final Pprof pprof = Pprof.builder().build();
  private final CountDownLatch stop = new CountDownLatch(1);
  private Server server;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Browser.isInstalled(), "there is no Chromium");
    var mux = Work.mux(stop);
    pprof.registerOn(mux);
    server = Server.builder(mux).listen("127.0.0.1:0").trace(pprof.asTrace()).start();
    request("/hog/a");
    request("/lock");
    request("/lock");
    browser = new Browser();
  }

  @AfterEach
  void stop() throws Exception {
    stop.countDown();
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  @Test
  void indexLeadsToTheProfiles() throws Exception {
    browser.open(page(""));
    browser.await("document.querySelectorAll('tbody tr').length > 8");
    picture("index");
    browser.follow("a[href^=\"heap?gc=1&ui\"]");
    browser.await("document.getElementById('status').textContent.startsWith('inuse_space: ')");
    assertClean();
  }

  @Test
  void flameGraphIsSearchedZoomedAndFiltered() throws Exception {
    browser.open(page("wall?seconds=1&ui=1"));
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
    browser.open(page("wall?seconds=1&ui=1"));
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
    browser.open(page("goroutine?ui=1"));
    browser.await("document.querySelectorAll('.call').length > 10");
    browser.evaluate("document.getElementById('keep').click()");
    request("/wait");
    browser.evaluate("document.getElementById('go').click()");
    browser.await("/, before \\d/.test(document.getElementById('status').textContent)");
    browser.await("!document.getElementById('change').hidden");
    picture("compared-dark");
    assertClean();
  }

  @Test
  void livePageShowsTheLoad() throws Exception {
    browser.open(page("live"));
    browser.await("document.getElementById('routes').textContent.includes('/lock')");
    Reply.get(uri("/nothing"));
    browser.await("document.getElementById('events').textContent.includes('GET /nothing 404')");
    browser.await("document.querySelectorAll('.card polyline[points]').length === 7");
    picture("live");
    assertClean();
  }

  @Test
  void badProfileIsReported() throws Exception {
    browser.open(page("profile?seconds=100000&ui=1"));
    browser.await("document.getElementById('status').classList.contains('error')");
    assertThat(browser.evaluate("document.getElementById('status').textContent"))
        .contains("must be a whole number from 1 to 600");
  }

  private void assertClean() {
    assertThat(browser.errors()).isEmpty();
    assertThat(browser.urls())
        .isNotEmpty()
        .allMatch(url -> url.startsWith(uri("/debug/").toString()) || url.startsWith("data:"));
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

  private URI page(String name) {
    return uri("/debug/pprof/" + name);
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.port() + target);
  }

  private void request(String path) {
    int before = pprof.underWay();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                Reply.get(uri(path));
              } catch (IOException e) {
                assertThat(stop.getCount()).as("requests end when the test does").isZero();
              }
            });
    while (pprof.underWay() == before) {
      Thread.yield();
    }
  }
}
