// The planner as it is drawn: the bar above, one of four views, the list of a day over it.

const planners = new WeakMap();
const NARROW = 640; // pixels; below, a day shows dots, and its list stands beneath
const views = {}; // by name: how the days are laid out; filled in by the scripts that follow

export default function ({ parentElement, data, setTriggerValue }) {
  let planner = planners.get(parentElement);
  if (!planner) planners.set(parentElement, (planner = new Planner(parentElement)));
  planner.receive(data, (act) => setTriggerValue("act", act));
  return () => {
    planner.leave();
    planners.delete(parentElement);
  };
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function button(className, text, label) {
  const element = make("button", className, text);
  element.type = "button";
  if (label) element.setAttribute("aria-label", label);
  return element;
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A day as it is written, some days later.
function shifted(day, by) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + by);
  return moment.toISOString().slice(0, 10);
}

class Planner {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.drawn = "";
    this.element = make("div", "planner");
    this.bar = make("div", "bar");
    this.back = button("turn", "‹");
    this.home = button("home");
    this.on = button("turn", "›");
    this.title = make("h2");
    this.title.setAttribute("aria-live", "polite");
    this.bar.append(this.back, this.home, this.on, this.title);
    this.body = make("div", "body");
    this.legend = make("ul", "legend");
    this.panel = make("div", "panel");
    this.panel.setAttribute("role", "dialog");
    this.panel.hidden = true;
    this.help = make("p", "unseen");
    this.help.id = "help";
    this.spoken = make("div", "unseen");
    this.spoken.setAttribute("aria-live", "assertive");
    this.element.append(this.bar, this.body, this.legend, this.panel, this.help, this.spoken);
    root.append(this.element);
    this.moving = new Moving(this);
    this.back.addEventListener("click", () => this.turn(this.data.turns[0]));
    this.on.addEventListener("click", () => this.turn(this.data.turns[1]));
    this.home.addEventListener("click", () => this.goToday());
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("keydown", (event) => this.keyDown(event));
    this.outside = (event) => {
      if (!this.panel.hidden && !event.composedPath().includes(this.panel)) this.closePanel();
    };
    document.addEventListener("pointerdown", this.outside, true);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this.element);
  }

  // A new picture. While something is in the hand it waits, unless the page was turned under it.
  receive(data, tell) {
    this.tell = tell;
    this.data = data;
    if (!this.moving.isBusy()) return this.draw();
    if (data.shown === this.shown || data.view !== this.view) return;
    this.moving.hold();
    this.draw();
    this.moving.turned();
  }

  draw() {
    const picture = JSON.stringify(this.data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    const { words, title, shown, view, legend } = this.data;
    const inner = this.root.activeElement;
    const held = inner?.dataset.entry;
    const onDay = inner?.dataset.day !== undefined || this.wantsFocus;
    if (this.shown !== shown || this.view !== view) this.at = shown;
    this.shown = shown;
    this.view = view;
    this.words = words;
    this.element.dataset.view = view;
    this.title.textContent = title;
    this.home.textContent = words.today;
    this.back.setAttribute("aria-label", words.before);
    this.on.setAttribute("aria-label", words.after);
    this.help.textContent = words.help;
    this.known = new Map(this.data.entries.map((entry) => [entry.id, entry]));
    this.days = this.data.days.map((each) => each.day);
    if (!this.days.includes(this.at)) this.at = this.days.includes(shown) ? shown : this.days[0];
    this.closePanel();
    views[view].call(this);
    this.legend.replaceChildren(...legend.map(([word, tone]) => this.line(word, tone)));
    this.legend.hidden = !legend.length;
    this.keepTabStop();
    this.wantsFocus = false;
    const chip = held && this.body.querySelector(`[data-entry="${held}"]`);
    if (chip) chip.focus({ preventScroll: true });
    else if (onDay) this.face(this.at)?.focus({ preventScroll: true });
  }

  line(word, tone) {
    const place = make("li");
    const dot = make("i", "dot");
    dot.dataset.tone = tone;
    place.append(dot, make("span", "", word));
    return place;
  }

  fit() {
    this.element.classList.toggle("narrow", this.element.clientWidth < NARROW);
  }

  // ---- what is held on a day

  entriesOf(day) {
    return this.data.entries.filter((each) => each.first <= day && day <= each.last);
  }

  // A short line: the time, and the title as far as there is room.
  chip(entry, day) {
    const chip = make("a", "chip");
    chip.href = entry.href;
    chip.draggable = false;
    chip.dataset.entry = entry.id;
    chip.dataset.tone = entry.tone;
    chip.classList.toggle("soft", entry.is_soft);
    chip.classList.toggle("struck", entry.is_struck);
    chip.classList.toggle("movable", entry.is_movable);
    chip.classList.toggle("proposed", entry.is_proposed);
    chip.title = [`${entry.span} ${entry.title}`, ...entry.lines].join("\n");
    chip.tabIndex = -1;
    if (entry.is_movable) chip.setAttribute("aria-describedby", "help");
    if (!day || entry.first === day) chip.append(make("time", "", entry.time));
    chip.append(make("span", "name", entry.title));
    return chip;
  }

  // A full row: when, what, where, how many.
  row(entry) {
    const row = make("li", "row");
    const link = this.chip(entry);
    link.classList.add("wide");
    link.querySelector("time").textContent = entry.span;
    link.tabIndex = 0;
    for (const line of entry.lines) link.append(make("span", "line", line));
    if (entry.badge) {
      const badge = make("span", "badge", entry.badge[0]);
      badge.dataset.tone = entry.badge[1];
      link.append(badge);
    }
    row.append(link);
    return row;
  }

  list(day) {
    const found = this.entriesOf(day);
    const list = make("ul", "rows");
    list.setAttribute("role", "list");
    list.append(...found.map((entry) => this.row(entry)));
    return found.length ? list : make("p", "nothing", this.words.nothing);
  }

  said(day) {
    return this.data.days.find((each) => each.day === day)?.said ?? day;
  }

  // Below the days, where there is no room in them.
  drawChosen() {
    if (!this.chosen) return;
    this.chosen.replaceChildren(make("h3", "", this.said(this.at)), this.list(this.at));
  }

  openPanel(day) {
    const { panel } = this;
    const close = button("close", "×", this.words.close);
    close.addEventListener("click", () => this.closePanel(true));
    panel.setAttribute("aria-label", this.said(day));
    panel.replaceChildren(close, make("h3", "", this.said(day)), this.list(day));
    panel.hidden = false;
    this.panelDay = day;
    const cell = this.face(day).getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    const left = Math.min(cell.left - frame.left, frame.width - panel.offsetWidth);
    const top = Math.min(cell.top - frame.top, frame.height - panel.offsetHeight);
    panel.style.left = `${Math.max(0, left)}px`;
    panel.style.top = `${Math.max(0, top)}px`;
    (panel.querySelector("a") ?? close).focus({ preventScroll: true });
  }

  closePanel(isBack) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    if (isBack) this.face(this.panelDay)?.focus({ preventScroll: true });
  }

  // ---- what the person does

  turn(day) {
    this.tell({ kind: "turn", day });
  }

  goToday() {
    const { today } = this.data;
    if (this.view !== "agenda" && this.days.includes(today) && !this.isOut(today)) this.choose(today, true);
    else this.turn(today);
  }

  isOut(day) {
    return this.data.days.find((each) => each.day === day)?.is_out;
  }

  clicked(event) {
    if (this.moving.swallowsClick()) return event.preventDefault();
    const chip = event.target.closest("a.chip");
    if (chip) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.closePanel(true);
      return this.tell({ kind: "open", entry: Number(chip.dataset.entry) });
    }
    const day = event.target.closest("[data-day]")?.dataset.day;
    if (!day || this.panel.contains(event.target)) return;
    if (this.view === "year") return this.tell({ kind: "view", view: "month", day });
    this.choose(day, true);
    if (event.target.closest(".more")) this.openPanel(day);
  }

  choose(day, isFocused) {
    this.at = day;
    this.keepTabStop();
    this.drawChosen();
    if (isFocused) this.face(day)?.focus({ preventScroll: true });
  }

  face(day) {
    return this.body.querySelector(`[data-day="${day}"]`);
  }

  // One day takes part in the Tab order, with what is on it; the arrow keys reach the others.
  keepTabStop() {
    for (const face of this.body.querySelectorAll("[data-day]")) {
      const isAt = face.dataset.day === this.at;
      face.tabIndex = isAt ? 0 : -1;
      face.classList.toggle("at", isAt);
      for (const chip of face.querySelectorAll("a.chip, .more")) chip.tabIndex = isAt ? 0 : -1;
    }
  }

  say(template, values) {
    this.spoken.textContent = filled(template, values);
  }

  leave() {
    this.sizes.disconnect();
    this.moving.leave();
    document.removeEventListener("pointerdown", this.outside, true);
  }
}
