// Facts as label and text: two columns where there is room, the label above its text where there is none.

const lists = new WeakMap();

export default function ({ parentElement, data }) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, (list = new Facts(parentElement)));
  list.receive(data);
  return () => lists.delete(parentElement);
}

class Facts {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.drawn = "";
    this.list = document.createElement("dl");
    root.append(this.list);
  }

  receive(data) {
    const picture = JSON.stringify(data);
    if (picture === this.drawn) return;
    this.drawn = picture;
    this.list.replaceChildren(...data.facts.map((fact) => this.line(fact)));
  }

  line(fact) {
    const line = document.createElement("div");
    const label = document.createElement("dt");
    const text = document.createElement("dd");
    label.textContent = fact.label;
    const inside = this.leads(fact.href) ? this.link(fact) : document.createElement("span");
    inside.textContent = fact.text;
    inside.classList.toggle("out", fact.stands_out);
    text.append(inside);
    line.append(label, text);
    return line;
  }

  link(fact) {
    const link = document.createElement("a");
    link.href = fact.href;
    if (!fact.href.startsWith("/")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    return link;
  }

  // An address may come from outside: nothing but a website or a page of ours is ever opened.
  leads(href) {
    return /^(https?:\/\/|\/(?!\/))/i.test(href);
  }
}
