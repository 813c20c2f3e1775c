// Text reported to Python as it is typed: never during composition, never written over.

const fields = new Map(); // by the key given in Python: what survives when the page redraws
const FORGET_MS = 1000;

export default function (component) {
  const { data, parentElement: root, setStateValue } = component;
  if (data.role === "hits") {
    answers.set(data.id, data);
    fields.get(data.id)?.answer?.(data);
    return () => answers.delete(data.id);
  }
  let field = fields.get(data.id);
  if (!field || field.root !== root) {
    const Kind = data.role === "finder" ? Finder : TypingArea;
    const before = field;
    fields.set(data.id, (field = new Kind(root, data)));
    if (before?.reset === data.reset) field.resume(before);
  }
  field.send = (value) => setStateValue("value", { ...value, reset: data.reset });
  field.receive(data);
  return () => {
    field.pause();
    setTimeout(() => fields.get(data.id) === field && fields.delete(data.id), FORGET_MS);
  };
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// What the one-line field and the area share: a labelled control and its reporting.
class Field {
  constructor(root, data, control, delay) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.root = root;
    this.delay = delay;
    this.control = control;
    this.reset = data.reset;
    this.isComposing = false;
    this.element = make("div", "field");
    this.label = make("label");
    this.label.htmlFor = control.id = "control";
    control.autocomplete = "off";
    control.value = this.reported = data.text;
    this.element.append(this.label, control);
    root.append(this.element);
    control.addEventListener("compositionstart", () => (this.isComposing = true));
    control.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.typed();
    });
    control.addEventListener("input", (event) => !event.isComposing && this.typed());
    control.addEventListener("blur", () => this.flush());
  }

  receive(data) {
    this.label.textContent = data.label;
    this.control.placeholder = data.placeholder;
    if (data.reset !== this.reset) {
      this.reset = data.reset;
      clearTimeout(this.timer);
      this.control.value = this.reported = data.text;
      this.wasReset(data);
    }
  }

  wasReset() {}

  // The same field, drawn anew by Streamlit: the text goes on where it was.
  resume(before) {
    this.control.value = before.control.value;
    this.reported = before.reported;
    if (this.control.value !== this.reported) this.typed();
  }

  pause() {
    clearTimeout(this.timer);
  }

  typed() {
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.delay);
  }

  changed() {}

  flush() {
    clearTimeout(this.timer);
    if (this.isComposing || this.control.value === this.reported) return;
    this.reported = this.control.value;
    this.send({ text: this.reported, chosen: null });
  }
}

class TypingArea extends Field {
  constructor(root, data) {
    super(root, data, make("textarea"), 400);
    this.counter = make("div", "counter");
    this.element.append(this.counter);
  }

  receive(data) {
    super.receive(data);
    this.limit = data.max_chars;
    this.control.maxLength = data.max_chars;
    this.control.style.height = `${data.height}px`;
    this.count();
  }

  changed() {
    this.count();
  }

  count() {
    const { length } = this.control.value;
    this.counter.textContent = `${length}/${this.limit}`;
    this.counter.classList.toggle("full", length >= this.limit);
  }
}
