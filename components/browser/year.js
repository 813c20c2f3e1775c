// Twelve months to look at; where days can be chosen, each is a button, walked with the arrow keys.

const years = new WeakMap();
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export default function ({ parentElement, data, setTriggerValue }) {
  let year = years.get(parentElement);
  if (!year) years.set(parentElement, (year = new Year(parentElement)));
  year.receive(data, (day) => setTriggerValue("day", day));
  return () => years.delete(parentElement);
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Year {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.drawn = "";
    this.legend = make("ul");
    this.frame = make("div", "year");
    root.append(this.legend, this.frame);
    this.frame.addEventListener("click", (event) => this.clicked(event));
    this.frame.addEventListener("keydown", (event) => this.pressed(event));
  }

  receive(data, tell) {
    this.tell = tell;
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    const held = this.root.activeElement?.dataset.day;
    this.marks = data.marks;
    this.frame.setAttribute("role", "group");
    this.frame.setAttribute("aria-label", data.label);
    this.frame.toggleAttribute("data-provisional", data.provisional);
    this.legend.replaceChildren(...data.legend.map((line) => this.line(line)));
    this.frame.replaceChildren(...data.months.map((month) => this.month(month, data)));
    this.days = [...this.frame.querySelectorAll("button")];
    const at = this.days.find((day) => day.dataset.day === held);
    const first = at ?? this.days.find((day) => day.hasAttribute("data-now")) ?? this.days[0];
    if (first) first.tabIndex = 0;
    at?.focus({ preventScroll: true });
  }

  line({ kind, words, entered }) {
    const place = make("li");
    const day = this.face("span", { n: 8, kind, entered });
    day.setAttribute("aria-hidden", "true");
    place.append(day, make("span", "", words));
    return place;
  }

  month({ name, lead, days }, { weekdays, choosable }) {
    const place = make("section", "month");
    place.setAttribute("aria-label", name);
    const grid = make("div", "grid");
    for (const weekday of weekdays) {
      const head = make("span", "weekday", weekday);
      head.setAttribute("aria-hidden", "true");
      grid.append(head);
    }
    days.forEach((day, index) => {
      const face = this.face(choosable ? "button" : "span", day);
      if (!index) face.style.gridColumnStart = lead + 1;
      grid.append(face);
    });
    place.append(make("h3", "", name), grid);
    return place;
  }

  face(tag, { n, day, kind, entered, now, said }) {
    const face = make(tag, "day");
    face.dataset.kind = kind;
    face.toggleAttribute("data-entered", Boolean(entered));
    face.toggleAttribute("data-now", Boolean(now));
    const number = make("span", "", String(n));
    face.append(number);
    if (this.marks[kind]) face.append(make("i", "", this.marks[kind]));
    if (said) face.title = said;
    if (tag === "button") {
      face.type = "button";
      face.tabIndex = -1;
      face.dataset.day = day;
      face.setAttribute("aria-label", said);
    } else if (said) {
      face.setAttribute("role", "img");
      face.setAttribute("aria-label", said);
    }
    return face;
  }

  clicked(event) {
    const day = event.target.closest("button");
    if (!day) return;
    this.walkTo(day);
    this.tell(day.dataset.day);
  }

  pressed(event) {
    const step = STEPS[event.key];
    const at = this.days.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = this.days[at + step];
    if (next) this.walkTo(next);
  }

  walkTo(day) {
    for (const each of this.days) each.tabIndex = each === day ? 0 : -1;
    day.focus();
  }
}
