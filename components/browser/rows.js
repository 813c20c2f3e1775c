// Rows that lead somewhere: a table where there is room for one, cards on a telephone.

const lists = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, (list = new Rows(parentElement)));
  list.receive(data, (act) => setTriggerValue("act", act));
  return () => lists.delete(parentElement);
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// Turned into cards, a table is no table any more for a browser unless it is said.
function cell(tag, role, className, text) {
  const element = make(tag, className, text);
  element.setAttribute("role", role);
  return element;
}

class Rows {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.drawn = "";
    this.frame = make("div", "frame");
    root.append(this.frame);
    this.frame.addEventListener("click", (event) => this.clicked(event));
    this.least = 0; // pixels; with less a table is drawn as cards
    new ResizeObserver(() => this.fit()).observe(this.frame);
  }

  receive(data, tell) {
    this.tell = tell;
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    const held = this.root.activeElement?.getAttribute("href");
    this.frame.classList.toggle("bare", !data.headed);
    this.frame.replaceChildren(this.table(data));
    this.least = data.columns.reduce((sum, column) => sum + column.least, 0);
    this.fit();
    const again = [...this.frame.querySelectorAll("a")].find((a) => a.getAttribute("href") === held);
    if (held) again?.focus({ preventScroll: true });
  }

  fit() {
    this.frame.classList.toggle("cards", this.frame.clientWidth < this.least);
  }

  table({ label, columns, rows, words }) {
    const table = cell("table", "table");
    table.setAttribute("aria-label", label);
    const widths = make("colgroup");
    const whole = columns.reduce((sum, column) => sum + column.share, 0);
    const names = cell("tr", "row");
    for (const column of columns) {
      const width = make("col");
      width.style.width = `${(100 * column.share) / whole}%`;
      widths.append(width);
      names.append(cell("th", "columnheader", "", column.label));
    }
    const head = cell("thead", "rowgroup");
    head.append(names);
    const body = cell("tbody", "rowgroup");
    body.append(...rows.map((row) => this.row(row, columns, words)));
    table.append(widths, head, body);
    return table;
  }

  row(cells, columns, words) {
    const row = cell("tr", "row", cells[0].href ? "leads" : "");
    cells.forEach(({ text, sub, tone, href, is_new: isNew }, index) => {
      const place = cell("td", "cell");
      if (columns[index].is_said) place.dataset.label = columns[index].label;
      place.classList.toggle("new", isNew);
      place.classList.toggle("empty", !text && !sub);
      if (isNew) place.append(make("span", "unseen", `${words.is_new} `));
      if (text) {
        const shown = make(href ? "a" : "span", tone ? "badge" : "text", text);
        if (tone) shown.dataset.tone = tone;
        if (href) shown.setAttribute("href", href);
        else if (!tone) shown.title = text;
        if (index) place.classList.add("clamped");
        place.append(shown);
      }
      if (sub) place.append(make("span", "sub", sub));
      row.append(place);
    });
    return row;
  }

  // The whole row leads where its first cell does; with a key held the browser opens a tab of its own.
  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    const link = event.target.closest("a") ?? event.target.closest("tr")?.querySelector("td:first-child a");
    if (!link || (!event.target.closest("a") && String(getSelection()))) return;
    event.preventDefault();
    this.tell({ href: link.getAttribute("href") });
  }
}
