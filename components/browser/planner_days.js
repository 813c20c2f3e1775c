// A month as weeks of seven days, and a list of days one below the other.

const SHOWN = 3; // entries of a day, one fewer where there are more

function weekdayRow(weekdays) {
  const row = make("div", "week heads");
  row.setAttribute("role", "row");
  for (const word of weekdays) {
    const head = make("span", "weekday", word);
    head.setAttribute("role", "columnheader");
    row.append(head);
  }
  return row;
}

Object.assign(Planner.prototype, {
  drawMonth() {
    const { days, weekdays, title } = this.data;
    const grid = make("div", "month");
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", title);
    grid.append(weekdayRow(weekdays));
    for (let at = 0; at < days.length; at += 7) {
      const row = make("div", "week");
      row.setAttribute("role", "row");
      row.append(...days.slice(at, at + 7).map((each) => this.cell(each)));
      grid.append(row);
    }
    this.chosen = make("section", "chosen");
    this.body.replaceChildren(grid, this.chosen);
    this.drawChosen();
  },

  cell(each) {
    const cell = make("div", "cell");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-label", each.said);
    this.dress(cell, each);
    const found = this.entriesOf(each.day);
    const shown = found.length > SHOWN ? found.slice(0, SHOWN - 1) : found;
    const chips = make("div", "chips");
    chips.append(...shown.map((entry) => this.chip(entry, each.day)));
    if (found.length > shown.length) {
      chips.append(button("more", filled(this.words.more, { n: found.length - shown.length })));
    }
    cell.append(this.number(each), chips, this.dots(found));
    return cell;
  },

  dress(face, each) {
    face.dataset.day = each.day;
    if (each.kind) face.dataset.kind = each.kind;
    face.classList.toggle("out", each.is_out);
    face.classList.toggle("past", each.day < this.data.today);
    if (each.day === this.data.today) face.setAttribute("aria-current", "date");
  },

  number(each) {
    const head = make("div", "number");
    head.append(make("b", "", String(each.n)));
    if (each.mark) head.append(make("i", "mark", each.mark));
    return head;
  },

  dots(found) {
    const dots = make("div", "dots");
    dots.setAttribute("aria-hidden", "true");
    for (const entry of found.slice(0, 4)) {
      const dot = make("i", "dot");
      dot.dataset.tone = entry.tone;
      dots.append(dot);
    }
    return dots;
  },

  drawAgenda() {
    this.chosen = null;
    const list = make("div", "agenda");
    for (const each of this.data.days) {
      if (!this.entriesOf(each.day).length) continue;
      const section = make("section", "day");
      this.dress(section, each);
      section.setAttribute("aria-label", each.said);
      const head = make("h3", "", each.said);
      if (each.mark) head.append(make("i", "mark", each.mark));
      section.append(head, this.list(each.day));
      list.append(section);
    }
    if (!list.children.length) list.append(make("p", "nothing", this.words.nothing));
    this.body.replaceChildren(list);
  },
});

views.month = Planner.prototype.drawMonth;
views.agenda = Planner.prototype.drawAgenda;
