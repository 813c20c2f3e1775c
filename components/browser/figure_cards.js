// The cards of the key figures: drawn from what the page was given, kept live by asking for the same figures again.

const boards = new WeakMap();
const EVERY = 1000; // milliseconds; an unchanged answer costs next to nothing
const STALE = 15000;
const PATIENCE = 10000; // milliseconds for an answer; one that does not come is given up and asked for again
const PAUSE = 10; // seconds, where the platform asks for one and does not say how long

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
    this.groups = make("div", "groups");
    this.asOf = make("p", "asof");
    this.asOf.setAttribute("role", "status");
    root.append(this.groups, this.asOf);
    this.groups.addEventListener("click", (event) => this.clicked(event));
    this.groups.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.told) this.tellAbout(this.told);
    });
    this.etag = "";
    this.told = ""; // the card whose definition is open
    this.heard = Date.now();
    this.quiet = 0; // until then the platform asked not to be asked
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
    this.data = JSON.parse(picture);
    this.words = new FigureWords(data.words);
    const held = this.groups.getRootNode().activeElement?.dataset;
    this.groups.replaceChildren(...this.data.groups.map((group) => this.group(group)));
    if (this.told) this.open(this.told);
    const again = held?.id && `[data-id="${held.id}"]`;
    const about = held?.about && `[data-about="${held.about}"]`;
    if (again || about) this.groups.querySelector(again || about)?.focus({ preventScroll: true });
    this.behind = data.behind;
    this.tellWhen(data.asOf);
  }

  group({ name, cards }) {
    const section = make("section");
    section.style.setProperty("--cards", String(cards.length));
    const list = make("ul");
    list.append(...cards.map((card) => this.card(card)));
    section.append(make("h3", "", name), list);
    return section;
  }

  card(card) {
    const item = make("li", "card");
    item.dataset.card = card.id;
    if (card.chosen) item.dataset.chosen = "";
    const name = make("button", "name", card.name);
    name.dataset.id = card.id;
    name.setAttribute("aria-pressed", String(Boolean(card.chosen)));
    const about = make("button", "about", "i");
    about.dataset.about = card.id;
    about.setAttribute("aria-expanded", "false");
    about.setAttribute("aria-label", this.data.words.about.replace("{figure}", card.name));
    const head = make("div", "head");
    head.append(name, about);
    const behind = make(card.href ? "a" : "span", "behind");
    if (card.href) behind.setAttribute("href", card.href);
    const foot = make("p", "foot");
    foot.append(behind, make("span", "running", card.running), make("time", "at"));
    item.append(head, make("span", "value"), make("span", "badges"));
    if (card.trend.length) item.append(make("span", "spark"));
    item.append(foot);
    this.fill(item, card);
    return item;
  }

  /** Everything on a card that moves with its figure. */
  fill(item, card) {
    item.querySelector(".value").textContent = this.words.value(card, card.value);
    const badges = this.words.badges(card).map(([text, tone, help]) => {
      const badge = make("span", `badge ${tone}`, text);
      if (help) badge.title = help;
      return badge;
    });
    item.querySelector(".badges").replaceChildren(...badges);
    item.querySelector(".behind").textContent = this.words.behind(card);
    item.querySelector(".spark")?.replaceChildren(this.spark(card));
  }

  spark({ trend, aim, open }) {
    const svg = draw("svg", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" });
    const known = trend.filter((each) => each !== null);
    if (known.length < 2) return svg;
    const every = aim ? [...known, aim.pace] : known;
    const [low, high] = [Math.min(...every), Math.max(...every)];
    const x = (n) => (100 * n) / (trend.length - 1);
    const y = (v) => (high === low ? 15 : 28 - (26 * (v - low)) / (high - low));
    let path = "";
    trend.forEach((v, n) => {
      if (v !== null) path += `${path && trend[n - 1] !== null ? "L" : "M"}${x(n).toFixed(1)} ${y(v).toFixed(1)}`;
    });
    if (aim) svg.append(draw("path", { class: "aim", d: `M0 ${y(aim.pace)}L100 ${y(aim.pace)}` }));
    svg.append(draw("path", { d: path }));
    const last = trend.length - 1;
    if (trend[last] !== null) {
      // The picture is stretched: a line of no length with round ends is a dot all the same.
      const d = `M${x(last)} ${y(trend[last])}h0`;
      svg.append(draw("path", { d, class: "dot" }));
      if (open) svg.append(draw("path", { d, class: "dot open" }));
    }
    return svg;
  }

  async ask() {
    const isAsleep = document.visibilityState !== "visible" || Date.now() < this.quiet;
    if (this.asking) return this.tellWhen(); // an answer that does not come makes the figures old all the same
    if (isAsleep || !this.data?.url) return;
    this.asking = true;
    const { url } = this.data;
    try {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(url, { headers, credentials: "same-origin", cache: "no-store", signal });
      const told = answer.ok ? await answer.json() : null;
      if (this.stopped || url !== this.data.url) return;
      const asOf = answer.headers.get("X-As-Of");
      if (told || answer.status === 304) this.behind = answer.headers.has("X-Behind") ? this.dated(asOf) : "";
      if (told) this.update(told, answer.headers.get("ETag") ?? "");
      if (answer.status === 304) this.tellWhen(this.clock(asOf));
      if (told || answer.status === 304) this.heard = Date.now();
      if (answer.status === 429) this.pause(Number(answer.headers.get("Retry-After")) || PAUSE);
    } catch {
      // The next tick asks again; until then the page says how old its figures are.
    } finally {
      this.asking = false;
      if (!this.stopped) this.tellWhen();
    }
  }

  /** Many pages are open and ask together: the platform answers, it only wants to be asked less. */
  pause(seconds) {
    this.quiet = Date.now() + 1000 * seconds;
    this.heard = this.quiet;
  }

  update(told, etag) {
    this.etag = etag;
    for (const card of this.data.groups.flatMap((group) => group.cards)) {
      const now = told.figures.find((each) => each.indicator === card.id);
      if (!now) continue;
      const hasMoved = now.value !== card.value || now.n !== card.n || now.top !== card.top;
      const aim = card.aim && now.aim ? now.aim : card.aim;
      // When the office closes today joins, on both sides at once: with the figures before, which come when the page is
      // drawn anew. Until then what is compared stays without today.
      const hasJoined = card.apart && now.compared === undefined;
      const compared = hasJoined ? card.compared : (now.compared ?? now.value);
      const hidden = now.is_kept_back; // told from the moment at which its month is published
      const isAlike = !hasMoved && compared === card.compared && hidden === card.hidden;
      if (isAlike && JSON.stringify(aim) === JSON.stringify(card.aim)) continue;
      const { n, top, is_few: few, coverage = null } = now;
      Object.assign(card, { value: now.value, compared, n, top, few, coverage, aim, hidden });
      if (card.ends && card.trend.length) card.trend[card.trend.length - 1] = now.value;
      const item = this.groups.querySelector(`[data-card="${card.id}"]`);
      this.fill(item, card);
      if (!hasMoved) continue;
      const value = item.querySelector(".value");
      value.classList.remove("moved");
      void value.offsetWidth; // so that the movement begins anew
      value.classList.add("moved");
    }
    this.tellWhen(this.clock(told.as_of));
  }

  /** The server's own moment, on the clocks of the city. */
  clock(iso) {
    if (!iso) return undefined;
    return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" }).format(new Date(iso));
  }

  /** With its day: what waits to be counted may have waited for long. */
  dated(iso) {
    const form = { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" };
    return new Intl.DateTimeFormat("sv-SE", form).format(new Date(iso));
  }

  tellWhen(at) {
    if (at) this.at = at;
    const isStale = Date.now() - this.heard > STALE;
    let text = (isStale ? this.data.words.stale : this.data.words.asOf).replace("{at}", this.at);
    if (this.behind && !isStale) text = this.data.words.behind.replace("{at}", this.behind);
    if (this.asOf.textContent !== text) this.asOf.textContent = text;
    this.asOf.toggleAttribute("data-stale", isStale || Boolean(this.behind));
    const short = this.data.words.asOf.replace("{at}", this.at.slice(0, 5));
    for (const each of this.groups.querySelectorAll(".at")) {
      if (each.textContent === short) continue;
      const [before, after] = this.data.words.asOf.split("{at}");
      const at = this.at.slice(0, 5);
      each.replaceChildren(make("span", "heard", before), at, make("span", "heard", after));
    }
  }

  clicked(event) {
    const about = event.target.closest("[data-about]");
    if (about) return this.tellAbout(about.dataset.about);
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    const chosen = event.target.closest("button");
    if (!link && !chosen) return;
    event.preventDefault();
    this.tell(link ? { href: link.getAttribute("href") } : { card: chosen.dataset.id });
  }

  /** Open the definition of a card below its row, or close it. */
  tellAbout(id) {
    const before = this.told;
    for (const each of this.groups.querySelectorAll(".note")) each.remove();
    this.groups.querySelector(`[data-about="${before}"]`)?.setAttribute("aria-expanded", "false");
    this.told = "";
    if (id !== before) this.open(id);
  }

  open(id) {
    const card = this.data.groups.flatMap((group) => group.cards).find((each) => each.id === id);
    const item = card && this.groups.querySelector(`[data-card="${id}"]`);
    if (!item) return;
    this.told = id;
    const note = make("li", "note");
    note.id = `about-${id}`;
    note.append(make("strong", "", card.name), ...card.about.map((line) => make("p", "", line)));
    item.after(note);
    const about = item.querySelector(".about");
    about.setAttribute("aria-expanded", "true");
    about.setAttribute("aria-controls", note.id);
  }
}
