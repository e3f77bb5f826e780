// The live page: shows what the server tells once a second.

const HISTORY = 120;
const EVENTS_MAX = 200;

const $ = id => document.getElementById(id);
const history = new Map();
let paused = false;

const CARDS = [
  ['requests', 'requests per second', s => s.requests, v => v.toLocaleString('en')],
  ['underWay', 'requests under way', s => s.underWay, v => v.toLocaleString('en')],
  ['connections', 'open connections', s => s.connections, v => (v < 0 ? 'no trace' : v.toLocaleString('en'))],
  ['cpu', 'processors busy', s => s.cpu, v => v.toFixed(2)],
  ['heap', 'heap used', s => s.heapUsed, v => (v / 2 ** 20).toFixed(0) + ' MiB'],
  ['gc', 'time in GC', s => s.gcMillis, v => v + ' ms/s'],
  ['threads', 'platform threads', s => s.threads, v => v.toLocaleString('en')],
];

function card(id, title) {
  const div = document.createElement('div');
  div.className = 'card';
  const h3 = document.createElement('h3');
  h3.textContent = title;
  const value = document.createElement('strong');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${HISTORY} 40`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  svg.append(line);
  div.append(h3, value, svg);
  $('cards').append(div);
  history.set(id, {value, line, points: []});
}

function drawCard([id, , read, text], second) {
  const {value, line, points} = history.get(id);
  const now = read(second);
  points.push(now);
  if (points.length > HISTORY) {
    points.shift();
  }
  value.textContent = text(now);
  const max = Math.max(...points, 1e-9);
  const first = HISTORY - points.length;
  line.setAttribute('points', points.map((p, i) => `${first + i},${38 - (36 * Math.max(p, 0)) / max}`).join(' '));
}

function time(micros) {
  if (micros >= 1e6) {
    return (micros / 1e6).toFixed(2) + ' s';
  }
  return micros >= 1e3 ? (micros / 1e3).toFixed(1) + ' ms' : micros + ' µs';
}

function cell(text, isNumber) {
  const td = document.createElement('td');
  td.textContent = text;
  td.className = isNumber ? 'number' : '';
  return td;
}

function drawRoutes(routes) {
  $('routes').tBodies[0].replaceChildren(
    ...routes.map(r => {
      const tr = document.createElement('tr');
      tr.append(
        cell(r.route), cell(r.requests, true), cell(r.errors, true), cell(r.underWay, true),
        cell(r.requests ? time(r.p50) : '', true), cell(r.requests ? time(r.p90) : '', true),
        cell(r.requests ? time(r.p99) : '', true));
      return tr;
    }));
}

function drawEvents(events) {
  for (const text of events) {
    const li = document.createElement('li');
    li.textContent = new Date().toLocaleTimeString() + ' ' + text;
    $('events').prepend(li);
  }
  while ($('events').children.length > EVENTS_MAX) {
    $('events').lastChild.remove();
  }
}

CARDS.forEach(([id, title]) => card(id, title));
const source = new EventSource('live/events');
source.addEventListener('open', () => ($('status').textContent = 'Connected.'));
source.addEventListener('error', () => ($('status').textContent = 'Not connected; trying again.'));
source.addEventListener('message', event => {
  if (paused) {
    return;
  }
  const second = JSON.parse(event.data);
  CARDS.forEach(c => drawCard(c, second));
  drawRoutes(second.routes);
  drawEvents(second.events);
});
$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').textContent = paused ? 'Go on' : 'Pause';
});
