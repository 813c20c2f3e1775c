// A card carried by the keys, or sent off from its menu.

Object.assign(Moving.prototype, {
  keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (this.drag) return event.key === "Escape" && this.cancelDrag();
    const isHandled = this.menuCard
      ? this.menuKey(event.key)
      : this.carry
        ? this.carryKey(event.key)
        : this.boardKey(event);
    if (!isHandled) return;
    event.preventDefault();
    event.stopPropagation();
  },

  cancelDrag() {
    this.dropPress();
    this.endDrag();
    this.board.draw();
  },

  boardKey(event) {
    const card = event.target.closest(".card");
    if (!card) return false;
    if (event.key === "Escape" && event.target !== card) return card.focus(), true;
    if (event.target !== card) return false;
    if (event.key === "Enter" || event.key === " ") return this.pickUp(card);
    const next = this.neighbour(card, event.key);
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    return next !== undefined;
  },

  neighbour(card, key) {
    const list = [...card.parentElement.children];
    const at = list.indexOf(card);
    if (key === "ArrowDown") return list[at + 1] ?? null;
    if (key === "ArrowUp") return list[at - 1] ?? null;
    if (key === "Home") return list[0];
    if (key === "End") return list.at(-1);
    if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
    const full = [...this.board.columns.values()].filter((entry) => entry.list.children.length);
    const here = full.findIndex((entry) => entry.list === card.parentElement);
    const there = full[here + (key === "ArrowRight" ? 1 : -1)];
    return there ? there.list.children[Math.min(at, there.list.children.length - 1)] : null;
  },

  pickUp(element) {
    const { board } = this;
    const card = board.known.get(Number(element.dataset.id));
    const keys = [...board.columns.keys()];
    const choices = keys.filter((key) => key === card.column || key in card.allowed);
    if (choices.length < 2 || board.awaited(card.id)) {
      board.say(board.words.fixed, { title: card.title });
      return true;
    }
    this.carry = { id: card.id, element, choices, at: choices.indexOf(card.column) };
    board.element.classList.add("moving");
    element.classList.add("carried");
    this.markColumns(card);
    board.say(board.words.picked, { title: card.title });
    return true;
  },

  carryKey(key) {
    const { choices, id, element } = this.carry;
    const { board } = this;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (step) {
      this.carry.at = (this.carry.at + step + choices.length) % choices.length;
      const over = choices[this.carry.at];
      this.markTarget(over);
      board.show(over);
      board.say("{column}", { column: board.columns.get(over).label.textContent });
    } else if (key === "Enter" || key === " ") {
      this.endCarry(choices[this.carry.at]);
    } else if (key === "Escape" || key === "Tab") {
      this.endCarry(null);
    }
    return Boolean(element && id) && key !== "Tab";
  },

  endCarry(to) {
    const { id, element } = this.carry;
    const { board } = this;
    const card = board.known.get(id);
    this.carry = null;
    element.classList.remove("carried");
    this.unmark();
    if (to && to !== card.column) {
      board.move(id, to);
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else {
      board.say(board.words.cancelled, { title: card.title });
      board.draw();
    }
  },

  // ---- the menu of a card

  openMenu(element) {
    if (this.swallowDots) return void (this.swallowDots = false);
    const { board } = this;
    const card = board.known.get(Number(element.dataset.id));
    if (board.awaited(card.id)) return;
    const heading = make("p", "", board.words.move_to);
    const items = [...board.columns.keys()].filter((key) => key in card.allowed);
    board.menu.replaceChildren(
      heading,
      ...items.map((key) => {
        const item = make("button", "", board.columns.get(key).label.textContent);
        item.type = "button";
        item.dataset.key = key;
        item.setAttribute("role", "menuitem");
        return item;
      }),
    );
    board.menu.setAttribute("aria-label", board.words.move_to);
    this.menuCard = element;
    board.menu.hidden = false;
    const from = element.querySelector(".dots").getBoundingClientRect();
    const { offsetWidth, offsetHeight } = board.menu;
    const left = Math.min(from.right - offsetWidth, innerWidth - offsetWidth - 8);
    const below = from.bottom + 4 + offsetHeight < innerHeight;
    board.menu.style.left = `${Math.max(8, left)}px`;
    board.menu.style.top = `${below ? from.bottom + 4 : Math.max(8, from.top - offsetHeight - 4)}px`;
    board.menu.querySelector("button").focus({ preventScroll: true });
  },

  closeMenu() {
    this.menuCard = null;
    this.board.menu.hidden = true;
    this.board.draw();
  },

  menuKey(key) {
    const items = [...this.board.menu.querySelectorAll("button")];
    const at = items.indexOf(this.board.root.activeElement);
    if (key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else if (key === "Escape" || key === "Tab") {
      const button = this.menuCard.querySelector(".dots");
      this.closeMenu();
      button.focus({ preventScroll: true });
    } else return false;
    return true;
  },

  menuClicked(event) {
    const item = event.target.closest("button");
    if (!item) return;
    event.stopPropagation();
    const element = this.menuCard;
    this.menuCard = null;
    this.board.menu.hidden = true;
    element.focus({ preventScroll: true });
    this.board.move(Number(element.dataset.id), item.dataset.key);
  },
});
