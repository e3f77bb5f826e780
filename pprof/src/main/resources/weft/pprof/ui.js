// The page of one profile: takes it or opens a file, draws it, filters it, compares it with another.

import {byLabel, decode, readable, top, tree} from './profile.js';
import {Flame} from './flame.js';

const TOP_MAX = 100;
const TIMED = ['profile', 'allocs', 'block', 'mutex', 'wall', 'pinned'];

const $ = id => document.getElementById(id);
const parameters = new URLSearchParams(location.search);

let profile = null;
let base = null;
let root = null;
let sort = 'flat';
let taking = null;
const flame = new Flame($('flame'), describe);

function say(text, isError) {
  $('status').textContent = text;
  $('status').classList.toggle('error', Boolean(isError));
}

function kind() {
  return Number($('kind').value);
}

function unit() {
  return profile.kinds[kind()].unit;
}

/** Fetches a profile and shows it. */
async function take(url, what) {
  taking = new AbortController();
  $('go').disabled = true;
  $('stop').hidden = false;
  say(what);
  try {
    const response = await fetch(url, {signal: taking.signal});
    if (!response.ok) {
      throw new Error((await response.text()).trim() || response.statusText);
    }
    await open(await response.arrayBuffer(), url);
  } catch (e) {
    say(e.name === 'AbortError' ? 'Stopped.' : String(e.message), e.name !== 'AbortError');
  } finally {
    $('go').disabled = false;
    $('stop').hidden = true;
  }
}

async function open(buffer, name) {
  profile = await decode(buffer);
  offerFile(buffer, name);
  $('kind').replaceChildren(
    ...profile.kinds.map((k, i) => new Option(`${k.type} (${k.unit})`, String(i))));
  const preferred = profile.kinds.findIndex(k => k.type === profile.preferred);
  $('kind').value = String(preferred < 0 ? profile.kinds.length - 1 : preferred);
  $('comments').replaceChildren(...profile.comments.map(text => element('li', text)));
  $('result').hidden = false;
  $('keep').disabled = false;
  offerRoutes();
  draw();
}

function offerFile(buffer, name) {
  if ($('save').href) {
    URL.revokeObjectURL($('save').href);
  }
  $('save').href = URL.createObjectURL(new Blob([buffer]));
  $('save').download = String(name).replace(/\W+/g, '-') + '.pb.gz';
  $('save').hidden = false;
}

function offerRoutes() {
  const chosen = $('route').value;
  const routes = byLabel(profile, kind(), 'route');
  const options = [new Option('all', '*')];
  for (const [route, sum] of routes) {
    const name = route === '' ? '(no request)' : route;
    options.push(new Option(`${name}: ${readable(sum, unit())}`, '=' + route));
  }
  $('route').replaceChildren(...options);
  $('route').value = options.some(o => o.value === chosen) ? chosen : '*';
}

function draw() {
  const route = $('route').value;
  const accepts = s => route === '*' || '=' + (s.labels.route ?? '') === route;
  root = tree(profile, base, kind(), accepts);
  const sum = readable(root.value, unit());
  const before = base ? `, before ${readable(root.before, unit())}` : '';
  say(`${profile.kinds[kind()].type}: ${sum}${before}`);
  flame.show(root, Boolean(base));
  find();
  drawTop();
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function cell(value) {
  const part = root.value ? ` ${((100 * value) / root.value).toFixed(1)} %` : '';
  const td = element('td', readable(value, unit()) + part);
  td.className = 'number';
  return td;
}

function drawTop() {
  const by = {flat: r => r.flat, cum: r => r.cum, delta: r => Math.abs(r.flat - r.flatBefore)}[sort];
  const rows = top(root).sort((a, b) => by(b) - by(a)).slice(0, TOP_MAX);
  $('change').hidden = !base;
  $('legend').hidden = !base;
  document.querySelectorAll('#top th').forEach(th => {
    const isSorted = th.querySelector('button')?.dataset.sort === sort;
    isSorted ? th.setAttribute('aria-sort', 'descending') : th.removeAttribute('aria-sort');
  });
  $('top').tBodies[0].replaceChildren(
    ...rows.map(row => {
      const tr = document.createElement('tr');
      const name = element('button', row.name);
      name.type = 'button';
      name.title = row.place;
      name.addEventListener('click', () => {
        $('search').value = row.name;
        find();
      });
      const td = document.createElement('td');
      td.append(name);
      tr.append(cell(row.flat), cell(row.cum));
      if (base) {
        tr.append(cell(row.flat - row.flatBefore));
      }
      tr.append(td);
      return tr;
    }));
}

function describe(node) {
  const part = root.value ? ((100 * node.value) / root.value).toFixed(1) : '0';
  const before = base ? `, before ${readable(node.before, unit())}` : '';
  $('detail').textContent =
    `${node.name} ${node.place}: ${readable(node.value, unit())}, ${part} %${before}`;
}

function find() {
  const part = flame.search($('search').value.trim());
  $('found').textContent = $('search').value.trim() ? `${(100 * part).toFixed(1)} % found` : '';
}

$('take').addEventListener('submit', event => {
  event.preventDefault();
  const name = $('name').value;
  const seconds = TIMED.includes(name) ? $('seconds').value : '';
  const query = seconds ? `?seconds=${encodeURIComponent(seconds)}` : name === 'heap' ? '?gc=1' : '';
  take(name + query, seconds ? `Taking ${name} for ${seconds} s …` : `Taking ${name} …`);
});
$('name').addEventListener('change', () => {
  $('seconds').disabled = !TIMED.includes($('name').value);
});
$('stop').addEventListener('click', () => taking?.abort());
$('file').addEventListener('change', async () => {
  const file = $('file').files[0];
  if (file) {
    try {
      await open(await file.arrayBuffer(), file.name.replace(/\.pb\.gz$/, ''));
    } catch (e) {
      say(`${file.name}: ${e.message}`, true);
    }
  }
});
$('keep').addEventListener('click', () => {
  base = profile;
  $('forget').hidden = false;
  draw();
  say('Take another profile: it will be compared with this one.');
});
$('forget').addEventListener('click', () => {
  base = null;
  $('forget').hidden = true;
  draw();
});
$('kind').addEventListener('change', () => {
  offerRoutes();
  draw();
});
$('route').addEventListener('change', draw);
$('search').addEventListener('input', find);
$('reset').addEventListener('click', () => {
  $('search').value = '';
  find();
  flame.zoom(root);
});
document.querySelectorAll('#top th button').forEach(button => {
  button.addEventListener('click', () => {
    sort = button.dataset.sort;
    drawTop();
  });
});

const file = parameters.get('file');
const asked = location.pathname.split('/').pop();
if (file) {
  $('take').hidden = true;
  $('nav').hidden = true;
  take(file.replace(/[^\w.-]/g, ''), 'Opening …');
} else if ([...$('name').options].some(option => option.value === asked)) {
  $('name').value = asked;
  $('seconds').value = parameters.get('seconds') ?? $('seconds').value;
  $('name').dispatchEvent(new Event('change'));
  $('take').requestSubmit();
}
