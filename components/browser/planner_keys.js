// The keys: days are walked with the arrows, opened with Enter; T is today, the page keys turn over.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

Object.assign(Planner.prototype, {
  keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isHandled = this.moving.isBusy()
      ? this.moving.key(event.key)
      : this.panel.contains(event.target)
        ? this.panelKey(event.key)
        : this.key(event);
    if (!isHandled) return;
    event.preventDefault();
    event.stopPropagation();
  },

  key({ key, target }) {
    if (key === "t" || key === "T") {
      this.wantsFocus = true;
      return this.goToday(), true;
    }
    if (key === "PageUp" || key === "PageDown") {
      this.wantsFocus = true;
      return this.turn(this.data.turns[key === "PageDown" ? 1 : 0]), true;
    }
    const chip = target.closest("a.chip");
    if (chip) return this.chipKey(key, chip);
    const day = target.closest("[data-day]")?.dataset.day;
    if (!day || this.view === "agenda") return false;
    if (key in STEPS) return this.step(day, STEPS[key]), true;
    if (key !== "Enter" && key !== " ") return false;
    if (this.view === "year") return this.tell({ kind: "view", view: "month", day }), true;
    this.choose(day, false);
    if (!this.element.classList.contains("narrow")) this.openPanel(day);
    else this.chosen.querySelector("a")?.focus();
    return true;
  },

  step(day, by) {
    const next = shifted(day, by);
    if (this.days.includes(next) && !this.isOut(next)) return this.choose(next, true);
    this.wantsFocus = true;
    this.turn(next);
  },

  chipKey(key, chip) {
    if (key === " ") return this.moving.pickUp(chip), true;
    const day = chip.closest("[data-day]");
    if (key === "Escape" && day) return day.focus(), true;
    if (key !== "ArrowUp" && key !== "ArrowDown") return false;
    const all = [...this.body.querySelectorAll("a.chip")].filter((each) => each.tabIndex === 0);
    const next = all[all.indexOf(chip) + (key === "ArrowDown" ? 1 : -1)];
    next?.focus();
    return true;
  },

  panelKey(key) {
    if (key === "Escape") return this.closePanel(true), true;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step) return false;
    const all = [...this.panel.querySelectorAll("a, button")];
    all[(all.indexOf(this.root.activeElement) + step + all.length) % all.length]?.focus();
    return true;
  },
});
