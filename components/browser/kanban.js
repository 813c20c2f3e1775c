// The board as it is drawn: columns, cards, the menu; only what changed is touched.

const boards = new WeakMap();
const NARROW = 640; // pixels; below, one column fills the view and the names stand in a row above

export default function (component) {
  const root = component.parentElement;
  let board = boards.get(root);
  if (!board) boards.set(root, (board = new Board(root)));
  board.receive(component);
  return () => {
    board.leave();
    boards.delete(root);
  };
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

class Board {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.columns = new Map();
    this.cards = new Map();
    this.sent = null; // the move that Python has not answered yet
    this.queue = [];
    this.current = null; // the card that the Tab key reaches
    this.element = make("div", "board");
    this.tabs = make("div", "tabs");
    this.track = make("div", "columns");
    this.help = make("p", "unseen");
    this.help.id = "help";
    this.spoken = make("div", "unseen");
    this.spoken.setAttribute("aria-live", "assertive");
    this.menu = make("div", "menu");
    this.menu.setAttribute("role", "menu");
    this.menu.hidden = true;
    this.element.append(this.tabs, this.track, this.menu, this.help, this.spoken);
    root.append(this.element);
    this.moving = new Moving(this);
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("focusin", (event) => this.focused(event));
    this.sizes = new ResizeObserver(() => {
      this.element.classList.toggle("narrow", this.element.clientWidth < NARROW);
      this.begin();
      this.markTab();
    });
    this.sizes.observe(this.element);
    this.track.addEventListener("scroll", () => this.markTab(), { passive: true });
  }

  // A new picture from Python. While a card is in the hand or a menu is open it waits.
  receive({ data, setTriggerValue }) {
    this.tell = (act) => setTriggerValue("act", act);
    this.data = data;
    if (this.moving.isBusy()) return;
    this.draw();
  }

  draw() {
    const { columns, cards, words, height } = this.data;
    this.settleAnswered(cards);
    const held = this.root.activeElement;
    this.words = words;
    this.element.style.setProperty("--height", height);
    setText(this.help, words.help);
    this.known = new Map(cards.map((card) => [card.id, card]));
    for (const [id, entry] of this.cards) {
      if (this.known.has(id)) continue;
      entry.element.remove();
      this.cards.delete(id);
    }
    this.drawColumns(columns);
    const order = new Map(columns.map((column) => [column.key, []]));
    for (const card of cards) {
      const away = this.awaited(card.id);
      const place = order.get(away ? away.to : card.column);
      if (place) away ? place.unshift(card) : place.push(card);
    }
    for (const column of columns) this.drawCards(column.key, order.get(column.key));
    this.begin();
    this.keepTabStop();
    if (held && held !== this.root.activeElement && held.isConnected) {
      held.focus({ preventScroll: true });
    }
  }

  drawColumns(columns) {
    const wanted = new Set(columns.map((column) => column.key));
    for (const [key, entry] of this.columns) {
      if (wanted.has(key)) continue;
      entry.section.remove();
      entry.tab.remove();
      this.columns.delete(key);
    }
    columns.forEach((column, index) => {
      let entry = this.columns.get(column.key);
      if (!entry) this.columns.set(column.key, (entry = this.newColumn(column.key)));
      if (this.track.children[index] !== entry.section) {
        this.track.insertBefore(entry.section, this.track.children[index] ?? null);
        this.tabs.insertBefore(entry.tab, this.tabs.children[index] ?? null);
      }
      setText(entry.label, column.label);
      setText(entry.count, String(column.count));
      setText(entry.hint, column.hint);
      entry.hint.title = column.hint;
      entry.section.setAttribute("aria-label", `${column.label} (${column.count})`);
      setText(entry.tabLabel, column.label);
      setText(entry.tabCount, String(column.count));
      entry.more.hidden = !column.more;
      setText(entry.more, filled(this.words.more, { n: column.more }));
      setText(entry.nothing, this.words.nothing);
    });
    this.markTab();
  }

  newColumn(key) {
    const section = make("section", "column");
    section.dataset.key = key;
    const header = make("header");
    const title = make("h2");
    const label = make("span", "label");
    const count = make("span", "count");
    title.append(label, count);
    const hint = make("p", "hint");
    header.append(title, hint);
    const list = make("ul", "cards");
    list.setAttribute("role", "list");
    const nothing = make("p", "nothing");
    const more = make("button", "more");
    more.type = "button";
    section.append(header, list, nothing, more);
    const tab = make("button", "tab");
    tab.type = "button";
    tab.dataset.key = key;
    const tabLabel = make("span");
    const tabCount = make("span", "count");
    tab.append(tabLabel, tabCount);
    return { section, label, count, hint, list, nothing, more, tab, tabLabel, tabCount };
  }

  drawCards(key, cards) {
    const { list, nothing } = this.columns.get(key);
    let at = list.firstElementChild;
    for (const card of cards) {
      const element = this.drawCard(card);
      if (element === at) at = at.nextElementSibling;
      else list.insertBefore(element, at);
    }
    while (at) {
      const next = at.nextElementSibling;
      if (!this.cards.has(Number(at.dataset.id))) at.remove();
      at = next;
    }
    nothing.hidden = cards.length > 0;
  }

  drawCard(card) {
    let entry = this.cards.get(card.id);
    const picture = JSON.stringify(card);
    if (!entry) this.cards.set(card.id, (entry = { element: make("li", "card") }));
    entry.element.classList.toggle("sending", Boolean(this.awaited(card.id)));
    if (entry.picture === picture) return entry.element;
    entry.picture = picture;
    const { element } = entry;
    const inner = this.root.activeElement;
    const focusedClass = element.contains(inner) && inner !== element ? inner.className : null;
    element.dataset.id = card.id;
    element.dataset.tone = card.due ? card.due[1] : "grey";
    element.tabIndex = card.id === this.current ? 0 : -1;
    element.setAttribute("aria-describedby", "help");
    const isMovable = Object.keys(card.allowed).length > 0;
    element.classList.toggle("movable", isMovable);
    element.replaceChildren(...this.cardParts(card, isMovable));
    if (focusedClass) element.querySelector(`.${focusedClass}`)?.focus({ preventScroll: true });
    return element;
  }

  cardParts(card, isMovable) {
    const top = make("div", "top");
    top.append(make("span", "number", card.number));
    if (card.due) {
      const due = make("span", "due", card.due[0]);
      due.dataset.tone = card.due[1];
      top.append(due);
    }
    const tools = [];
    if (isMovable) {
      const button = make("button", "dots");
      button.type = "button";
      button.title = this.words.move_to;
      button.setAttribute("aria-label", this.words.move_to);
      button.setAttribute("aria-haspopup", "menu");
      tools.push(button);
    }
    const title = make("a", "title", card.title);
    title.title = card.title;
    title.draggable = false;
    title.href = /^(\/(?!\/)|\?|#)/.test(card.href) ? card.href : "#";
    const parts = [top, ...tools, title, ...card.lines.map((line) => make("p", "line", line))];
    if (card.badges.length) {
      const badges = make("div", "badges");
      for (const [text, tone] of card.badges) {
        const badge = make("span", "badge", text);
        badge.dataset.tone = tone;
        badges.append(badge);
      }
      parts.push(badges);
    }
    return parts;
  }

  // One card of each column takes part in the Tab order, with its parts where the focus was last;
  // the arrow keys reach the others.
  keepTabStop() {
    const stops = new Set([this.current]);
    for (const { list } of this.columns.values()) {
      const here = this.cards.get(this.current)?.element.parentElement === list;
      if (!here && list.firstElementChild) stops.add(Number(list.firstElementChild.dataset.id));
    }
    for (const [id, { element }] of this.cards) {
      const stop = stops.has(id) ? 0 : -1;
      if (element.tabIndex !== stop) element.tabIndex = stop;
      const inner = id === this.current ? 0 : -1;
      for (const part of element.querySelectorAll("a, button")) part.tabIndex = inner;
    }
  }

  focused(event) {
    const card = event.target.closest(".card");
    if (!card || Number(card.dataset.id) === this.current) return;
    this.current = Number(card.dataset.id);
    this.keepTabStop();
  }

  clicked(event) {
    const tab = event.target.closest(".tab");
    if (tab) return this.show(tab.dataset.key, "start");
    const more = event.target.closest(".more");
    if (more) return this.tell({ kind: "list", column: more.closest(".column").dataset.key });
    const card = event.target.closest(".card");
    if (!card) return;
    if (event.target.closest(".dots")) return this.moving.openMenu(card);
    if (!event.target.closest(".title")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // its own tab, by the browser
    event.preventDefault();
    this.tell({ kind: "open", card: Number(card.dataset.id), nonce: nonce() });
  }

  show(key, inline = "nearest") {
    const { section } = this.columns.get(key);
    const left = section.offsetLeft - this.track.offsetLeft;
    const right = left + section.offsetWidth - this.track.clientWidth;
    const now = this.track.scrollLeft;
    const wanted = inline === "start" ? left : Math.min(Math.max(now, right), left);
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.track.scrollTo({ left: wanted, behavior: isCalm ? "auto" : "smooth" });
  }

  // On a phone the first column that holds a card is in view; from there on it is the person who turns the page.
  begin() {
    if (this.hasBegun || !this.data || !this.element.classList.contains("narrow")) return;
    this.hasBegun = true;
    const first = this.data.columns.find((column) => column.count);
    if (!first) return;
    const { section } = this.columns.get(first.key);
    this.track.scrollLeft = section.offsetLeft - this.track.offsetLeft;
  }

  // The column that fills the view of a phone.
  keyInView() {
    const { scrollLeft, clientWidth, scrollWidth, offsetLeft } = this.track;
    const keys = [...this.columns.keys()];
    if (scrollLeft > 0 && scrollLeft + clientWidth >= scrollWidth - 4) return keys.at(-1);
    const middle = scrollLeft + clientWidth * 0.4;
    const starts = (key) => this.columns.get(key).section.offsetLeft - offsetLeft;
    return keys.filter((key) => starts(key) <= middle).at(-1);
  }

  // Its name is marked in the row of names.
  markTab() {
    if (!this.element.classList.contains("narrow")) return;
    const shown = this.keyInView();
    for (const [key, { tab }] of this.columns) {
      const isShown = String(key === shown);
      if (tab.getAttribute("aria-current") === isShown) continue;
      tab.setAttribute("aria-current", isShown);
      if (key !== shown) continue;
      this.tabs.scrollTo({ left: tab.offsetLeft - this.tabs.offsetLeft - 24, behavior: "smooth" });
    }
  }

  say(template, values) {
    this.spoken.textContent = filled(template, values);
  }

  leave() {
    this.sizes.disconnect();
    this.moving.leave();
    this.forgetSent();
  }
}
