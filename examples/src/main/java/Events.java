import module weft;

void main() throws Exception {
  Http.handle("GET /{$}", (w, r) -> w.print(PAGE));
  Http.handle("GET /ticks", this::ticks);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

/// Counts on from where the client was; ends when it leaves or the server stops.
void ticks(ResponseWriter w, Request r) throws Exception {
  try (var events = EventStream.open(w, r)) {
    events.retry(Duration.ofSeconds(1));
    String last = events.lastEventId();
    for (int i = last.isEmpty() ? 1 : Integer.parseInt(last) + 1; ; i++) {
      events.send(Event.of("tick " + i + "\n" + LocalTime.now()).withName("tick").withId("" + i));
      Thread.sleep(Duration.ofSeconds(1));
    }
  }
}

static final String PAGE =
    """
    <!doctype html><meta charset="utf-8"><title>Ticks</title><link rel="icon" href="data:,">
    <style>body { font: 1.1em sans-serif; margin: 1em 2em } li { white-space: pre }</style>
    <h1>Ticks</h1><p id="state">connecting</p><ul id="ticks"></ul>
    <script>
      const events = new EventSource('/ticks');
      const say = text => document.querySelector('#state').textContent = text;
      events.onopen = () => say('connected');
      events.onerror = () => say('connecting again');
      events.addEventListener('tick', e => {
        const item = document.createElement('li');
        item.textContent = e.data;
        document.querySelector('#ticks').append(item);
      });
    </script>
    """;
