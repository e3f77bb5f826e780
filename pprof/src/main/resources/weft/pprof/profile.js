// Reads files of pprof: gzipped messages of profile.proto.

/** Reads the fields of one message. */
class Message {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Calls visit(field, value) for each field; value is a number, or bytes for what has a length. */
  forEach(visit) {
    while (this.at < this.bytes.length) {
      const tag = this.varint();
      const field = Math.floor(tag / 8);
      switch (tag % 8) {
        case 0:
          visit(field, this.varint());
          break;
        case 1:
          this.skip(8);
          break;
        case 2:
          visit(field, this.skip(this.varint()));
          break;
        case 5:
          this.skip(4);
          break;
        default:
          throw new Error('this is no file of pprof');
      }
    }
  }

  skip(length) {
    if (!(length >= 0 && this.at + length <= this.bytes.length)) {
      throw new Error('the profile is cut off');
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  varint() {
    const begin = this.at;
    let value = 0;
    let weight = 1;
    let byte;
    do {
      if (this.at >= this.bytes.length || this.at - begin > 9) {
        throw new Error('the profile is cut off');
      }
      byte = this.bytes[this.at++];
      value += (byte & 127) * weight;
      weight *= 128;
    } while (byte > 127);
    return this.at - begin < 8 ? value : this.signed(begin);
  }

  signed(begin) {
    let value = 0n;
    for (let i = this.at - 1; i >= begin; i--) {
      value = (value << 7n) | BigInt(this.bytes[i] & 127);
    }
    return Number(BigInt.asIntN(64, value));
  }
}

/** A repeated number is packed into bytes, or stands alone. */
function pushNumbers(list, value) {
  if (typeof value === 'number') {
    list.push(value);
    return;
  }
  const packed = new Message(value);
  while (packed.at < value.length) {
    list.push(packed.varint());
  }
}

function fields(bytes, names) {
  const message = {};
  new Message(bytes).forEach((field, value) => {
    if (names[field]) {
      message[names[field]] = value;
    }
  });
  return message;
}

async function unzip(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/**
 * Decodes a file. Returns {kinds: [{type, unit}], samples: [{stack, labels, values}], comments,
 * preferred}; a stack is a list of {name, place}, the outermost call first.
 */
export async function decode(buffer) {
  const raw = {kinds: [], samples: [], locations: new Map(), functions: new Map(), strings: []};
  raw.comments = [];
  const utf8 = new TextDecoder();
  new Message(await unzip(buffer)).forEach((field, value) => {
    switch (field) {
      case 1: raw.kinds.push(fields(value, {1: 'type', 2: 'unit'})); break;
      case 2: raw.samples.push(rawSample(value)); break;
      case 4: rawLocation(value, raw.locations); break;
      case 5: rawFunction(value, raw.functions); break;
      case 6: raw.strings.push(utf8.decode(value)); break;
      case 13: pushNumbers(raw.comments, value); break;
      case 14: raw.preferred = value; break;
    }
  });
  return linked(raw);
}

function rawSample(bytes) {
  const sample = {locations: [], values: [], labels: []};
  new Message(bytes).forEach((field, value) => {
    switch (field) {
      case 1: pushNumbers(sample.locations, value); break;
      case 2: pushNumbers(sample.values, value); break;
      case 3: sample.labels.push(fields(value, {1: 'key', 2: 'text', 3: 'number'})); break;
    }
  });
  return sample;
}

function rawLocation(bytes, locations) {
  const lines = [];
  let id = 0;
  let address = 0;
  new Message(bytes).forEach((field, value) => {
    switch (field) {
      case 1: id = value; break;
      case 3: address = value; break;
      case 4: lines.push(fields(value, {1: 'function', 2: 'line'})); break;
    }
  });
  locations.set(id, {lines, address});
}

function rawFunction(bytes, functions) {
  const f = fields(bytes, {1: 'id', 2: 'name', 4: 'file'});
  functions.set(f.id, f);
}

function linked(raw) {
  const text = index => raw.strings[index ?? 0] ?? '';
  const calls = new Map();
  raw.locations.forEach(({lines, address}, id) => {
    const named = lines.map(line => {
      const f = raw.functions.get(line.function) ?? {};
      const file = text(f.file);
      return {name: text(f.name) || '?', place: file && file + ':' + (line.line ?? 0)};
    });
    calls.set(id, named.length ? named.reverse() : [{name: '0x' + address.toString(16), place: ''}]);
  });
  return {
    kinds: raw.kinds.map(kind => ({type: text(kind.type), unit: text(kind.unit)})),
    preferred: text(raw.preferred),
    comments: raw.comments.map(text),
    samples: raw.samples.map(sample => ({
      stack: sample.locations.toReversed().flatMap(id => calls.get(id) ?? []),
      values: sample.values,
      labels: Object.fromEntries(
        sample.labels.map(label => [text(label.key), text(label.text) || String(label.number ?? '')])),
    })),
  };
}

/** Returns the sums of one kind of value by a label, the largest first. */
export function byLabel(profile, kind, key) {
  const sums = new Map();
  for (const sample of profile.samples) {
    const label = sample.labels[key] ?? '';
    sums.set(label, (sums.get(label) ?? 0) + sample.values[kind]);
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/**
 * Builds the tree of calls: {name, place, value, own, before, children: Map, parent}. `before` is
 * the value in `base`, a profile to compare with, if there is one.
 */
export function tree(profile, base, kind, accepts) {
  const root = node('all', '', null);
  add(root, profile, kind, accepts, 'value');
  if (base) {
    add(root, base, kind, accepts, 'before');
  }
  return root;
}

function node(name, place, parent) {
  return {name, place, parent, value: 0, before: 0, own: 0, ownBefore: 0, children: new Map()};
}

function add(root, profile, kind, accepts, which) {
  for (const sample of profile.samples) {
    const value = sample.values[kind] ?? 0;
    if (value === 0 || !accepts(sample)) {
      continue;
    }
    let at = root;
    at[which] += value;
    for (const call of sample.stack) {
      let next = at.children.get(call.name);
      if (!next) {
        next = node(call.name, call.place, at);
        at.children.set(call.name, next);
      }
      next[which] += value;
      at = next;
    }
    at[which === 'value' ? 'own' : 'ownBefore'] += value;
  }
}

/** Returns [{name, flat, cum, flatBefore}] of a tree; recursion counts once. */
export function top(root) {
  const rows = new Map();
  const open = new Set();
  const visit = at => {
    const row = rows.get(at.name) ?? {name: at.name, place: at.place, flat: 0, cum: 0, flatBefore: 0};
    rows.set(at.name, row);
    row.flat += at.own;
    row.flatBefore += at.ownBefore;
    const first = !open.has(at.name);
    if (first) {
      row.cum += at.value;
      open.add(at.name);
    }
    at.children.forEach(visit);
    if (first) {
      open.delete(at.name);
    }
  };
  root.children.forEach(visit);
  return [...rows.values()];
}

/** Returns a value as people read it. */
export function readable(value, unit) {
  const steps = {
    nanoseconds: [[3.6e12, 'h'], [6e10, 'min'], [1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']],
    bytes: [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']],
  }[unit];
  const size = Math.abs(value);
  for (const [step, name] of steps ?? []) {
    if (size >= step) {
      return (value / step).toFixed(step === 1 ? 0 : 2) + ' ' + name;
    }
  }
  return value.toLocaleString('en') + (unit && !steps && unit !== 'count' ? ' ' + unit : '');
}
