// What every picture made of links has in common: drawn again only when it has changed, a click told to the page.

const pictures = new WeakMap();

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function leads(href, className, text) {
  const link = make(href ? "a" : "span", className, text);
  if (href) link.setAttribute("href", href);
  return link;
}

class Leading {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.drawn = "";
    this.frame = make("div", "frame");
    root.append(this.frame);
    this.frame.addEventListener("click", (event) => this.clicked(event));
  }

  receive(data, tell) {
    this.tell = tell;
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    const held = this.root.activeElement?.getAttribute("href");
    this.frame.replaceChildren(...this.draw(data));
    if (!held) return;
    const again = [...this.frame.querySelectorAll("a")].find((a) => a.getAttribute("href") === held);
    again?.focus({ preventScroll: true });
  }

  scrolled(table, label) {
    const scroll = make("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", label);
    scroll.append(table);
    return scroll;
  }

  clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.tell({ href: link.getAttribute("href") });
  }
}

function mounted(kind) {
  return ({ parentElement, data, setTriggerValue }) => {
    let picture = pictures.get(parentElement);
    if (!picture) pictures.set(parentElement, (picture = new kind(parentElement)));
    picture.receive(data, (act) => setTriggerValue("act", act));
    return () => pictures.delete(parentElement);
  };
}
