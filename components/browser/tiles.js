// The areas as tiles, roughly as they lie; each leads somewhere, by mouse or keyboard.

const maps = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new Tiles(parentElement)));
  map.receive(data, (act) => setTriggerValue("act", act));
  return () => maps.delete(parentElement);
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Tiles {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.drawn = "";
    this.map = make("nav");
    root.append(this.map);
    this.map.addEventListener("click", (event) => this.clicked(event));
  }

  receive(data, tell) {
    this.tell = tell;
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    const held = this.root.activeElement?.getAttribute("href");
    this.map.setAttribute("aria-label", data.label);
    this.map.replaceChildren(...data.tiles.map((tile) => this.tile(tile)));
    const again = [...this.map.children].find((a) => a.getAttribute("href") === held);
    again?.focus({ preventScroll: true });
  }

  tile({ href, name, many, told, column, row, chosen, tone, mark, of }) {
    const link = make("a");
    link.setAttribute("href", href);
    link.setAttribute("aria-label", told);
    if (chosen) link.setAttribute("aria-current", "page");
    link.style.gridColumn = String(column);
    link.style.gridRow = String(row);
    if (tone) link.classList.add(tone);
    link.append(make("span", "name", name), make("span", "many", mark ? `${mark} ${many}` : many));
    if (of) link.append(make("span", "of", of));
    return link;
  }

  clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.tell({ href: link.getAttribute("href") });
  }
}
