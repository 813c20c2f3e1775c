// One line that finds as one types: a combobox whose hits come from Python.

const answers = new Map(); // the newest hits by the key of their finder

class Finder extends Field {
  constructor(root, data) {
    super(root, data, make("input"), 200);
    const { control, element } = this;
    this.hits = [];
    this.at = -1;
    this.isOpen = false;
    this.chosen = data.chosen;
    control.type = "text";
    control.spellcheck = false;
    control.setAttribute("role", "combobox");
    control.setAttribute("aria-autocomplete", "list");
    control.setAttribute("aria-controls", "hits");
    this.clear = make("button", "clear");
    this.clear.type = "button";
    this.panel = make("div", "panel");
    this.list = make("ul");
    this.list.id = "hits";
    this.list.setAttribute("role", "listbox");
    this.note = make("p", "note");
    this.note.setAttribute("aria-live", "polite");
    this.panel.append(this.list, this.note);
    const box = make("div", "box");
    box.append(control, this.clear, this.panel);
    element.append(box);
    this.listen();
    this.show(false);
  }

  listen() {
    this.control.addEventListener("keydown", (event) => this.keyDown(event));
    this.control.addEventListener("blur", () => this.show(false));
    this.control.addEventListener("focus", () => this.show(this.isWanted()));
    this.control.addEventListener("click", () => this.show(this.isWanted()));
    // A press on the list must not take the focus from the field.
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault());
    this.panel.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.choose(Number(option.dataset.at));
    });
    this.clear.addEventListener("click", () => {
      this.control.value = "";
      this.changed();
      this.flush();
      this.control.focus();
    });
  }

  receive(data) {
    super.receive(data);
    this.words = data.words;
    this.minimum = data.min_chars;
    this.clear.title = data.words.clear;
    this.clear.setAttribute("aria-label", data.words.clear);
    this.list.setAttribute("aria-label", data.label);
    this.clear.hidden = !this.control.value;
    const answer = answers.get(data.id);
    if (answer) this.answer(answer);
  }

  resume(before) {
    super.resume(before);
    this.chosen = before.chosen;
  }

  wasReset(data) {
    this.chosen = data.chosen;
    this.hits = [];
    this.show(false);
  }

  changed() {
    this.chosen = null;
    this.at = -1;
    this.clear.hidden = !this.control.value;
    this.element.setAttribute("aria-busy", "true");
    this.draw();
    this.show(this.isWanted());
  }

  isWanted() {
    return this.chosen === null && this.control.value.trim().length >= this.minimum;
  }

  // Hits for an older text are kept in view, dimmed, until those for the newest arrive.
  answer(data) {
    if (this.chosen !== null || data.reset !== this.reset) return;
    if (data.text !== this.control.value) return;
    this.answered = data.text;
    this.element.removeAttribute("aria-busy");
    const active = this.hits[this.at]?.id;
    this.hits = data.hits;
    this.at = this.hits.findIndex((hit) => hit.id === active);
    this.draw();
    this.show(this.isWanted() && this.root.activeElement === this.control);
  }

  draw() {
    const isAnswered = this.answered === this.control.value;
    this.list.replaceChildren(...this.hits.map((hit, at) => this.option(hit, at)));
    this.list.hidden = !this.hits.length;
    this.list.classList.toggle("stale", !isAnswered);
    const { searching, nothing, found } = this.words;
    const count = this.hits.length;
    this.note.textContent = !isAnswered
      ? searching
      : count
        ? found.replace("{n}", count)
        : nothing;
    this.mark();
  }

  option(hit, at) {
    const option = make("li");
    option.id = `hit-${at}`;
    option.dataset.at = at;
    option.setAttribute("role", "option");
    const title = make("div", "title");
    title.append(...this.emphasised(hit.title));
    option.append(title, ...hit.lines.map((line) => make("div", "line", line)));
    return option;
  }

  emphasised(text) {
    const wanted = this.control.value.trim().toLowerCase();
    const from = wanted ? text.toLowerCase().indexOf(wanted) : -1;
    if (from < 0) return [text];
    const to = from + wanted.length;
    return [text.slice(0, from), make("b", "", text.slice(from, to)), text.slice(to)];
  }

  mark() {
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.at));
      if (at === this.at) option.scrollIntoView({ block: "nearest" });
    });
    if (this.at >= 0) this.control.setAttribute("aria-activedescendant", `hit-${this.at}`);
    else this.control.removeAttribute("aria-activedescendant");
  }

  show(isOpen) {
    this.isOpen = isOpen;
    this.panel.hidden = !isOpen;
    this.control.setAttribute("aria-expanded", String(isOpen));
  }

  keyDown(event) {
    if (event.isComposing || this.isComposing || event.keyCode === 229) return;
    const { key } = event;
    const count = this.hits.length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!this.isOpen) this.show(this.isWanted());
      else if (count) this.at = (this.at + (key === "ArrowDown" ? 1 : this.at < 0 ? 0 : -1) + count) % count;
      this.mark();
    } else if (key === "Enter") {
      if (this.isOpen && this.at >= 0) this.choose(this.at);
      else this.flush();
    } else if (key === "Escape" && this.isOpen) {
      this.show(false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(at) {
    const hit = this.hits[at];
    clearTimeout(this.timer);
    this.chosen = hit.id;
    this.control.value = this.reported = hit.title;
    this.clear.hidden = false;
    this.element.removeAttribute("aria-busy");
    this.hits = [];
    this.at = -1;
    this.answered = null;
    this.mark();
    this.show(false);
    this.send({ text: hit.title, chosen: hit.id });
  }
}
