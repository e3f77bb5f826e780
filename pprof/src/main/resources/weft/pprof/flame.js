// Draws a tree of calls as a flame graph, the root at the top, for mouse and keyboard.

const ROW_PIXELS = 17;
const CALL_PIXELS_MIN = 1.5;

/** Returns a hue that is the same for all functions of a package. */
function hue(name) {
  const group = name.replace(/\.[^.]*\.[^.]*$/, '');
  let hash = 7;
  for (let i = 0; i < group.length; i++) {
    hash = (hash * 31 + group.charCodeAt(i)) >>> 0;
  }
  return hash % 50 + 10;
}

export class Flame {
  /**
   * @param element where to draw
   * @param describe called with the node that is pointed at or focused
   */
  constructor(element, describe) {
    this.element = element;
    this.describe = describe;
    this.root = null;
    this.shown = null;
    this.pattern = '';
    this.elements = new Map();
    element.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.draw()).observe(element);
  }

  /** Shows a tree; with `compared`, colours say what became more or less. */
  show(root, compared) {
    this.root = root;
    this.compared = compared;
    this.zoom(root);
  }

  zoom(node) {
    this.shown = node;
    this.draw();
  }

  /** Marks what has `pattern` in its name. Returns the part of the root's value that it has. */
  search(pattern) {
    this.pattern = pattern.toLowerCase();
    this.draw();
    return this.root && this.root.value && this.pattern ? this.sum(this.root) / this.root.value : 0;
  }

  sum(node) {
    if (node !== this.root && this.isFound(node)) {
      return node.value;
    }
    let sum = 0;
    node.children.forEach(child => (sum += this.sum(child)));
    return sum;
  }

  isFound(node) {
    return this.pattern !== '' && node.name.toLowerCase().includes(this.pattern);
  }

  draw() {
    const width = this.element.clientWidth;
    if (!this.shown || this.drawing || width === 0) {
      return;
    }
    this.drawing = true;
    const focused = this.element.contains(document.activeElement);
    this.elements.clear();
    const outer = [];
    for (let node = this.shown.parent; node; node = node.parent) {
      outer.unshift(node);
    }
    const rows = [];
    outer.forEach((node, depth) => rows.push([node, depth, 0, width, true]));
    this.place(this.shown, outer.length, 0, width, rows);
    const depth = rows.reduce((deepest, row) => Math.max(deepest, row[1]), 0);
    this.element.style.height = (depth + 1) * ROW_PIXELS + 'px';
    const page = document.createDocumentFragment();
    rows.forEach(row => page.append(this.call(...row)));
    this.element.replaceChildren(page);
    this.elements.get(this.shown).tabIndex = 0;
    if (focused) {
      this.elements.get(this.shown).focus();
    }
    this.drawing = false;
  }

  place(node, depth, left, width, rows) {
    rows.push([node, depth, left, width, false]);
    const parts = [...node.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    let at = left;
    for (const child of parts) {
      const part = node.value > 0 ? (width * child.value) / node.value : 0;
      if (part >= CALL_PIXELS_MIN) {
        this.place(child, depth + 1, at, part, rows);
      }
      at += Math.max(part, 0);
    }
  }

  call(node, depth, left, width, isOuter) {
    const element = document.createElement('div');
    element.className = 'call' + (isOuter ? ' outer' : '') + (this.isFound(node) ? ' found' : '');
    element.textContent = width > 25 ? node.name : '';
    element.setAttribute('role', 'button');
    element.setAttribute('aria-label', node.name);
    element.tabIndex = -1;
    element.style.left = left + 'px';
    element.style.width = width + 'px';
    element.style.top = depth * ROW_PIXELS + 'px';
    this.colour(element, node);
    element.addEventListener('click', () => this.zoom(node));
    element.addEventListener('mouseenter', () => this.describe(node));
    element.addEventListener('focus', () => this.describe(node));
    this.elements.set(node, element);
    element.node = node;
    return element;
  }

  colour(element, node) {
    if (!this.compared) {
      element.style.setProperty('--hue', hue(node.name));
      return;
    }
    const now = node.value / (this.root.value || 1);
    const before = node.before / (this.root.before || 1);
    const change = (now - before) / Math.max(now, before, 1e-9);
    element.style.setProperty('--hue', change > 0 ? 0 : 215);
    element.style.setProperty('--full', Math.round(Math.min(Math.abs(change), 1) * 90) + '%');
  }

  key(event) {
    const node = document.activeElement?.node;
    if (!node) {
      return;
    }
    const widest = [...node.children.values()].filter(n => this.elements.has(n));
    widest.sort((a, b) => b.value - a.value);
    const target = {
      ArrowUp: () => node.parent,
      ArrowDown: () => widest[0],
      ArrowLeft: () => this.beside(node, -1),
      ArrowRight: () => this.beside(node, 1),
    }[event.key];
    if (target) {
      this.elements.get(target())?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.zoom(node);
    } else if (event.key === 'Escape') {
      this.zoom(this.root);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Returns the next call of the same row. */
  beside(node, step) {
    const row = [...this.elements.keys()].filter(
      n => this.elements.get(n).style.top === this.elements.get(node).style.top);
    row.sort((a, b) => this.left(a) - this.left(b));
    return row[row.indexOf(node) + step];
  }

  left(node) {
    return parseFloat(this.elements.get(node).style.left);
  }
}
