// A card in the hand: carried by mouse or by finger.

const MOUSE_SLACK = 5; // pixels before a press becomes a drag
const TOUCH_SLACK = 9; // pixels after which a press is a scroll
const LONG_PRESS_MS = 280;
const EDGE = 56; // pixels from an edge where the board begins to scroll under a dragged card
const STEP_MS = 1000; // on a phone it scrolls by one column, and waits

class Moving {
  constructor(board) {
    this.board = board;
    this.press = null; // the finger is down, the card not yet lifted
    this.drag = null; // {id, ghost, over, x, y}
    this.carry = null; // {id, choices, at}: lifted with the keys
    this.menuCard = null;
    this.move = (event) => this.pointerMoved(event);
    this.end = (event) => this.pointerEnded(event);
    this.outside = (event) => {
      this.swallowDots = false;
      if (!this.menuCard || event.composedPath().includes(board.menu)) return;
      const isItsButton = event.composedPath().some((part) => part.className === "dots");
      this.swallowDots = isItsButton && event.composedPath().includes(this.menuCard);
      this.closeMenu();
    };
    const { element } = board;
    element.addEventListener("pointerdown", (event) => this.pointerDown(event));
    element.addEventListener("keydown", (event) => this.keyDown(event));
    element.addEventListener("dragstart", (event) => event.preventDefault());
    element.addEventListener("contextmenu", (event) => {
      if (this.drag || this.press?.isTouch) event.preventDefault();
    });
    // Once lifted, the finger must not scroll: only a listener that is not passive can say so.
    element.addEventListener("touchmove", (event) => this.drag && event.preventDefault(), {
      passive: false,
    });
    board.menu.addEventListener("click", (event) => this.menuClicked(event));
    document.addEventListener("pointerdown", this.outside, true);
  }

  isBusy() {
    return Boolean(this.drag || this.carry || this.menuCard);
  }

  leave() {
    this.dropPress();
    if (this.drag) this.endDrag();
    document.removeEventListener("pointerdown", this.outside, true);
  }

  // ---- mouse and finger

  pointerDown(event) {
    const card = event.target.closest(".card.movable");
    if (!card || event.button !== 0 || event.target.closest(".dots") || this.isBusy()) return;
    if (this.board.awaited(Number(card.dataset.id))) return;
    const isTouch = event.pointerType !== "mouse";
    this.press = { card, isTouch, pointer: event.pointerId, x: event.clientX, y: event.clientY };
    if (isTouch) {
      this.press.timer = setTimeout(() => this.lift(this.press.x, this.press.y), LONG_PRESS_MS);
    }
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, this.end);
    document.addEventListener("pointermove", this.move);
  }

  dropPress() {
    clearTimeout(this.press?.timer);
    this.press = null;
    for (const kind of ["pointerup", "pointercancel"]) document.removeEventListener(kind, this.end);
    document.removeEventListener("pointermove", this.move);
  }

  pointerMoved(event) {
    if (event.pointerId !== this.press?.pointer) return;
    if (this.drag) return this.dragTo(event.clientX, event.clientY);
    const far = Math.hypot(event.clientX - this.press.x, event.clientY - this.press.y);
    if (this.press.isTouch) {
      if (far > TOUCH_SLACK) this.dropPress();
    } else if (far > MOUSE_SLACK) this.lift(event.clientX, event.clientY);
  }

  lift(x, y) {
    const { card, pointer } = this.press;
    const { board } = this;
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true);
    ghost.classList.add("ghost");
    ghost.style.width = `${box.width}px`;
    board.element.append(ghost);
    this.drag = { id: Number(card.dataset.id), card, ghost, dx: x - box.left, dy: y - box.top };
    card.classList.add("lifted");
    board.element.classList.add("moving", "dragging");
    board.element.setPointerCapture?.(pointer);
    navigator.vibrate?.(12);
    this.markColumns(board.known.get(this.drag.id));
    this.dragTo(x, y);
    const step = () => {
      if (!this.drag) return;
      this.scrollAtEdges();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  dragTo(x, y) {
    Object.assign(this.drag, { x, y });
    this.drag.ghost.style.transform = `translate(${x - this.drag.dx}px, ${y - this.drag.dy}px)`;
    this.drag.over = this.keyUnder(x, y);
    this.markTarget(this.drag.over);
  }

  // On a phone a card drops into the column in view, wherever the finger is.
  keyUnder(x, y) {
    const { track, columns, element } = this.board;
    const box = track.getBoundingClientRect();
    if (y < box.top || y > box.bottom) return null;
    if (element.classList.contains("narrow")) return this.board.keyInView();
    for (const [key, { section }] of columns) {
      const { left, right } = section.getBoundingClientRect();
      if (x >= left && x <= right) return key;
    }
    return null;
  }

  scrollAtEdges() {
    const { x, y, over } = this.drag;
    const { track, columns, element } = this.board;
    const box = track.getBoundingClientRect();
    const side = x < box.left + EDGE / 2 ? -1 : x > box.right - EDGE ? 1 : 0;
    if (element.classList.contains("narrow")) this.stepAside(side);
    else track.scrollLeft += 9 * side;
    if (over) {
      const { list } = columns.get(over);
      const inner = list.getBoundingClientRect();
      if (y < inner.top + EDGE / 2) list.scrollTop -= 7;
      else if (y > inner.bottom - EDGE / 2) list.scrollTop += 7;
    }
    this.dragTo(x, y);
  }

  // To the next column that takes the card, so that nobody waits through those that do not.
  stepAside(side) {
    const now = performance.now();
    if (!side || now < (this.drag.nextStep ?? 0)) return;
    const keys = [...this.board.columns.keys()];
    const at = keys.indexOf(this.board.keyInView());
    const beyond = side > 0 ? keys.slice(at + 1) : keys.slice(0, at).reverse();
    const to = beyond.find((key) => this.board.columns.get(key).section.dataset.drop !== "no");
    if (!to) return;
    this.drag.nextStep = now + STEP_MS;
    this.board.show(to, "start");
  }

  pointerEnded(event) {
    if (event.pointerId !== this.press?.pointer) return;
    this.dropPress();
    if (!this.drag) return;
    const { id, over } = this.drag;
    this.endDrag();
    const isDrop = event.type === "pointerup" && over;
    if (isDrop && over in this.board.known.get(id).allowed) this.board.move(id, over);
    else this.board.draw();
  }

  endDrag() {
    this.drag.ghost.remove();
    this.drag.card.classList.remove("lifted");
    this.drag = null;
    this.unmark();
  }

  // ---- which columns take the card

  markColumns(card) {
    for (const [key, { section, tab }] of this.board.columns) {
      const drop = key === card.column ? "home" : key in card.allowed ? "yes" : "no";
      section.dataset.drop = tab.dataset.drop = drop;
    }
  }

  markTarget(key) {
    for (const [name, { section }] of this.board.columns) {
      section.classList.toggle("target", name === key && section.dataset.drop === "yes");
    }
  }

  unmark() {
    this.board.element.classList.remove("moving", "dragging");
    for (const { section, tab } of this.board.columns.values()) {
      delete section.dataset.drop;
      delete tab.dataset.drop;
      section.classList.remove("target");
    }
  }
}
