// The cards of the key figures: drawn from what the page was given, kept live by asking for the same figures again.

const boards = new WeakMap();
const EVERY = 1000; // milliseconds; an unchanged answer costs next to nothing
const STALE = 15000;

export default function ({ parentElement, data, setTriggerValue }) {
  let board = boards.get(parentElement);
  if (!board) boards.set(parentElement, (board = new Cards(parentElement)));
  board.receive(data, (act) => setTriggerValue("act", act));
  return () => {
    board.stop();
    boards.delete(parentElement);
  };
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

class Cards {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.groups = make("div");
    this.asOf = make("p", "asof");
    this.asOf.setAttribute("role", "status");
    root.append(this.groups, this.asOf);
    this.groups.addEventListener("click", (event) => this.clicked(event));
    this.etag = "";
    this.heard = Date.now();
    this.timer = setInterval(() => this.ask(), EVERY);
  }

  stop() {
    clearInterval(this.timer);
    this.stopped = true;
  }

  receive(data, tell) {
    this.tell = tell;
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    if (this.data?.url !== data.url) this.etag = "";
    this.drawn = picture;
    this.data = data;
    const held = this.groups.getRootNode().activeElement?.dataset.id;
    this.groups.replaceChildren(...data.groups.map((group) => this.group(group)));
    if (held) this.groups.querySelector(`[data-id="${held}"]`)?.focus({ preventScroll: true });
    this.tellWhen(data.asOf);
  }

  group({ name, cards }) {
    const section = make("section");
    const list = make("ul");
    list.append(...cards.map((card) => this.card(card)));
    section.append(make("h3", "", name), list);
    return section;
  }

  card(card) {
    const item = make("li");
    item.dataset.card = card.id;
    item.title = card.help;
    if (card.chosen) item.dataset.chosen = "";
    const name = make("button", "", card.name);
    name.dataset.id = card.id;
    name.setAttribute("aria-pressed", String(Boolean(card.chosen)));
    const value = make("span", "value", this.said(card, card.value));
    const badges = make("span", "badges");
    for (const [text, tone] of card.badges) badges.append(make("span", `badge ${tone}`, text));
    item.append(name, value, badges);
    if (card.trend.length) item.append(this.spark(card));
    if (card.href) {
      const link = make("a", "", this.behind(card));
      link.setAttribute("href", card.href);
      item.append(link);
    } else {
      item.append(make("span", "none", this.behind(card)));
    }
    return item;
  }

  spark({ trend, aim, open }) {
    const svg = draw("svg", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" });
    const known = trend.filter((each) => each !== null);
    if (known.length < 2) return svg;
    const every = aim === null ? known : [...known, aim];
    const [low, high] = [Math.min(...every), Math.max(...every)];
    const x = (n) => (100 * n) / (trend.length - 1);
    const y = (v) => (high === low ? 15 : 28 - (26 * (v - low)) / (high - low));
    let path = "";
    trend.forEach((v, n) => {
      if (v !== null) path += `${path && trend[n - 1] !== null ? "L" : "M"}${x(n).toFixed(1)} ${y(v).toFixed(1)}`;
    });
    if (aim !== null) svg.append(draw("path", { class: "aim", d: `M0 ${y(aim)}L100 ${y(aim)}` }));
    svg.append(draw("path", { d: path }));
    const last = trend.length - 1;
    if (trend[last] !== null) {
      const place = { cx: x(last), cy: y(trend[last]), rx: 1.2, ry: 3.6 };
      svg.append(draw("ellipse", { ...place, class: open ? "open" : "" }));
    }
    return svg;
  }

  said({ unit, hidden }, value) {
    const words = this.data.words;
    if (hidden) return words.hidden;
    if (value === null) return "–";
    if (unit === "share") return `${(100 * value).toFixed(1)} %`;
    if (unit === "working_days") return words.days.replace("{n}", value.toFixed(1));
    if (unit === "yuan") return this.money(value);
    return value.toLocaleString("en", { maximumFractionDigits: 1 });
  }

  money(yuan) {
    const { words } = this.data;
    const fixed = (n, digits) => n.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    if (words.wan && yuan >= 10000) return words.wan.replace("{n}", fixed(yuan / 10000, 1));
    if (!words.wan && yuan >= 1000000) return `${fixed(yuan / 1000000, 2)} M`;
    return fixed(yuan, 0);
  }

  behind({ ofMany, value, top, n }) {
    if (!ofMany) return value === null ? "" : this.data.words.show;
    const count = (many) => many.toLocaleString("en");
    return this.data.words[ofMany].replace("{good}", count(top)).replace("{n}", count(n));
  }

  async ask() {
    if (this.asking || document.visibilityState !== "visible" || !this.data?.url) return;
    this.asking = true;
    const { url } = this.data;
    try {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const answer = await fetch(url, { headers, credentials: "same-origin", cache: "no-store" });
      if (answer.ok) {
        const told = await answer.json();
        if (!this.stopped && url === this.data.url) this.update(told, answer.headers.get("ETag") ?? "");
      }
      if (answer.ok || answer.status === 304) this.heard = Date.now();
    } catch {
      // The next tick asks again; until then the page says how old its figures are.
    } finally {
      this.asking = false;
      this.tellWhen();
    }
  }

  update(told, etag) {
    this.etag = etag;
    for (const group of this.data.groups) {
      for (const card of group.cards) {
        const now = told.figures.find((each) => each.indicator === card.id);
        if (!now) continue;
        const hasMoved = now.value !== card.value || now.n !== card.n || now.top !== card.top;
        if (!hasMoved) continue;
        Object.assign(card, { value: now.value, n: now.n, top: now.top });
        const item = this.groups.querySelector(`[data-card="${card.id}"]`);
        const value = item.querySelector(".value");
        value.textContent = this.said(card, card.value);
        value.classList.remove("moved");
        void value.offsetWidth; // so that the movement begins anew
        value.classList.add("moved");
        item.lastChild.textContent = this.behind(card);
      }
    }
    this.tellWhen(told.as_of_words ?? this.clock());
  }

  clock() {
    return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" }).format(new Date());
  }

  tellWhen(at) {
    if (at) this.at = at;
    const isStale = Date.now() - this.heard > STALE;
    const text = (isStale ? this.data.words.stale : this.data.words.asOf).replace("{at}", this.at);
    if (this.asOf.textContent !== text) this.asOf.textContent = text;
    this.asOf.toggleAttribute("data-stale", isStale);
  }

  clicked(event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    const chosen = event.target.closest("button");
    if (!link && !chosen) return;
    event.preventDefault();
    this.tell(link ? { href: link.getAttribute("href") } : { card: chosen.dataset.id });
  }
}
