// An entry in the hand: carried to another day by mouse, finger or keys, in a week to another time too.

const MOUSE_SLACK = 5; // pixels before a press becomes a drag
const TOUCH_SLACK = 9; // pixels after which a press is a scroll
const LONG_PRESS_MS = 280;
const SNAP = 15; // minutes
const TURN_MS = 650; // so long over an arrow turns the page
const CLICK_MS = 400; // a click that follows a drop at once was none

class Moving {
  constructor(planner) {
    this.planner = planner;
    this.press = null; // the finger is down, nothing lifted yet
    this.drag = null; // {entry, chip, ghost, at}
    this.carry = null; // {entry, chip, day}: lifted with the keys
    this.droppedAt = -Infinity;
    this.move = (event) => this.moved(event);
    this.end = (event) => this.ended(event);
    const { element } = planner;
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("dragstart", (event) => event.preventDefault());
    element.addEventListener("contextmenu", (event) => {
      if (this.drag || this.press?.isTouch) event.preventDefault();
    });
    element.addEventListener("touchmove", (event) => this.drag && event.preventDefault(), {
      passive: false,
    });
  }

  isBusy() {
    return Boolean(this.drag || this.carry);
  }

  swallowsClick() {
    return performance.now() - this.droppedAt < CLICK_MS;
  }

  leave() {
    this.release();
    this.wait(null);
    this.drag?.ghost.remove();
    this.drag = this.carry = null;
  }

  // ---- mouse and finger

  down(event) {
    const chip = event.target.closest("a.chip.movable");
    if (!chip || event.button || this.isBusy() || !chip.closest(".cell, .head, .column")) return;
    const isTouch = event.pointerType !== "mouse";
    this.press = { chip, isTouch, pointer: event.pointerId, x: event.clientX, y: event.clientY };
    if (isTouch) {
      this.press.timer = setTimeout(() => this.lift(this.press.x, this.press.y), LONG_PRESS_MS);
    }
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, this.end);
    document.addEventListener("pointermove", this.move);
  }

  release() {
    clearTimeout(this.press?.timer);
    this.press = null;
    for (const kind of ["pointerup", "pointercancel"]) document.removeEventListener(kind, this.end);
    document.removeEventListener("pointermove", this.move);
  }

  moved(event) {
    if (event.pointerId !== this.press?.pointer) return;
    if (this.drag) return this.to(event.clientX, event.clientY);
    const far = Math.hypot(event.clientX - this.press.x, event.clientY - this.press.y);
    if (this.press.isTouch) {
      if (far > TOUCH_SLACK) this.release();
    } else if (far > MOUSE_SLACK) this.lift(event.clientX, event.clientY);
  }

  lift(x, y) {
    const { chip } = this.press;
    const { planner } = this;
    const box = chip.getBoundingClientRect();
    const ghost = chip.cloneNode(true);
    ghost.classList.add("ghost");
    Object.assign(ghost.style, { width: `${box.width}px`, height: `${box.height}px`, top: "", left: "" });
    ghost.setAttribute("aria-hidden", "true");
    planner.element.append(ghost);
    const entry = planner.known.get(Number(chip.dataset.entry));
    const { x: pressedX, y: pressedY } = this.press; // what was moved before it was lifted counts
    this.drag = { entry, chip, ghost, dx: pressedX - box.left, dy: pressedY - box.top };
    chip.classList.add("lifted");
    planner.element.classList.add("dragging");
    navigator.vibrate?.(12);
    this.to(x, y);
  }

  to(x, y) {
    const { drag } = this;
    drag.ghost.style.transform = `translate(${x - drag.dx}px, ${y - drag.dy}px)`;
    drag.at = this.placeUnder(x, y);
    this.mark(drag.at);
    this.wait(this.arrowUnder(x, y));
    const time = drag.ghost.querySelector("time");
    if (time && drag.at?.minute !== undefined && drag.at.minute !== null) {
      time.textContent = clockWords(drag.at.minute);
    }
  }

  // The day under the finger, and in the columns of a week the time at which the entry would begin.
  placeUnder(x, y) {
    const { body, scale } = this.planner;
    for (const face of body.querySelectorAll(".cell, .head, .column")) {
      const box = face.getBoundingClientRect();
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      if (!face.dataset.column) return { day: face.dataset.day, minute: null, face };
      if (this.drag.entry.first !== this.drag.entry.last) {
        return { day: face.dataset.column, minute: null, face };
      }
      const top = y - this.drag.dy - box.top;
      const minute = scale.first + Math.round((top / HOUR) * (60 / SNAP)) * SNAP;
      const within = Math.min(Math.max(minute, scale.first), scale.last - SNAP);
      return { day: face.dataset.column, minute: within, face };
    }
    return null;
  }

  // ---- to days of another page

  arrowUnder(x, y) {
    const { back, on } = this.planner;
    const lies = (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    return [back, on].findIndex((arrow) => lies(arrow.getBoundingClientRect()));
  }

  // Over an arrow (0 back, 1 on) the page turns after a while, and again while one stays there.
  wait(arrow) {
    const next = arrow === null || arrow < 0 ? null : arrow;
    if (next === (this.waiting?.arrow ?? null)) return;
    clearInterval(this.waiting?.timer);
    this.waiting = next === null ? null : { arrow: next, timer: setInterval(() => this.turn(next), TURN_MS) };
  }

  turn(arrow) {
    this.planner.turn(this.planner.data.turns[arrow]);
  }

  // Before other days are drawn: a finger holds the chip that it has touched, so that must not go.
  hold() {
    const { drag, planner } = this;
    if (drag) {
      drag.chip.style.display = "none";
      planner.element.append(drag.chip);
    }
    planner.wantsFocus = Boolean(this.carry);
  }

  turned() {
    const { carry, planner } = this;
    if (!carry) return;
    carry.day = planner.shown;
    this.over();
  }

  over() {
    const { carry, planner } = this;
    this.mark({ face: planner.face(carry.day) });
    planner.say(planner.words.over, { day: planner.said(carry.day) });
  }

  mark(at) {
    for (const face of this.planner.body.querySelectorAll(".target")) face.classList.remove("target");
    at?.face?.classList.add("target");
  }

  ended(event) {
    if (event.pointerId !== this.press?.pointer) return;
    this.release();
    if (!this.drag) return;
    const { entry, at } = this.drag;
    this.droppedAt = performance.now();
    this.letGo();
    if (event.type === "pointerup" && at) this.drop(entry, at.day, at.minute);
    else this.planner.draw();
  }

  letGo() {
    this.wait(null);
    this.drag.ghost.remove();
    this.drag.chip.classList.remove("lifted");
    if (this.drag.chip.parentNode === this.planner.element) this.drag.chip.remove();
    this.drag = null;
    this.mark(null);
    this.planner.element.classList.remove("dragging");
  }

  // ---- the keys

  pickUp(chip) {
    const { planner } = this;
    const entry = planner.known.get(Number(chip.dataset.entry));
    if (!entry.is_movable || !chip.closest(".cell, .head, .column")) {
      return planner.say(planner.words.fixed, { title: entry.title });
    }
    const day = (chip.closest("[data-day]") ?? chip.closest("[data-column]")).dataset;
    this.carry = { entry, chip, day: day.day ?? day.column };
    chip.classList.add("carried");
    planner.say(planner.words.picked, { title: entry.title });
  }

  key(key) {
    if (this.drag) {
      if (key !== "Escape") return false;
      this.release();
      this.letGo();
      this.planner.draw();
      return true;
    }
    const { planner, carry } = this;
    const step = STEPS[key];
    if (step) {
      const next = shifted(carry.day, step);
      if (!planner.days.includes(next)) return planner.turn(next), true;
      carry.day = next;
      this.over();
      return true;
    }
    if (key === "PageUp" || key === "PageDown") return this.turn(key === "PageDown" ? 1 : 0), true;
    if (key === "Tab") return true;
    if (key !== "Enter" && key !== " " && key !== "Escape") return true;
    carry.chip.classList.remove("carried");
    this.carry = null;
    this.mark(null);
    if (key === "Escape") planner.say(planner.words.back, { title: carry.entry.title });
    else this.drop(carry.entry, carry.day, null);
    return true;
  }

  // Shown there at once; the next picture says whether it stays.
  drop(entry, day, minute) {
    const { planner } = this;
    const isSame = minute === null ? day === entry.first : day === entry.first && minute === entry.start;
    if (isSame) return planner.draw();
    planner.say(planner.words.dropped, { title: entry.title, day: planner.said(day) });
    const { id, version } = entry;
    this.show(entry, day, minute);
    planner.tell({ kind: "drop", entry: id, day, minute, version, nonce: nonce() });
  }

  show(entry, day, minute) {
    const { planner } = this;
    const days = (new Date(entry.last) - new Date(entry.first)) / 86400000;
    const start = minute ?? entry.start;
    const end = Math.min(1440, start + entry.end - entry.start);
    const there = { first: day, last: shifted(day, days), start, end, time: clockWords(start) };
    const proposed = { ...entry, ...there, is_proposed: true, is_movable: false };
    const others = planner.data.entries.filter((one) => one.id !== entry.id); // of another page it is none
    const entries = [...others, proposed].sort((a, b) => (a.first + a.time < b.first + b.time ? -1 : 1));
    const data = planner.data;
    planner.data = { ...data, entries };
    planner.draw();
  }
}

function clockWords(minute) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
