// A week with its hours: what begins and ends on one day stands where its time is, beside what overlaps it.

const FROM = 8 * 60; // minutes: the hours that are always in sight
const TO = 18 * 60;
const HOUR = 48; // pixels
const LEAST = 22; // pixels of a short one

Object.assign(Planner.prototype, {
  drawWeek() {
    const { days, title } = this.data;
    const grid = make("div", "sevendays");
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", title);
    const row = make("div", "week heads");
    row.setAttribute("role", "row");
    row.append(make("span", "corner"), ...days.map((each, index) => this.dayHead(each, index)));
    grid.append(row);
    const timed = this.data.entries.filter((each) => each.first === each.last);
    const first = Math.min(FROM, ...timed.map((each) => Math.floor(each.start / 60) * 60));
    const last = Math.max(TO, ...timed.map((each) => Math.ceil(each.end / 60) * 60));
    const hours = make("div", "hours");
    hours.setAttribute("role", "group");
    hours.setAttribute("aria-label", title);
    hours.tabIndex = 0; // it scrolls, also where there is nothing in it
    this.scale = { first, last };
    hours.append(this.ruler(first, last), ...days.map((each) => this.column(each, timed, first, last)));
    this.chosen = make("section", "chosen");
    this.body.replaceChildren(grid, hours, this.chosen);
    this.drawChosen();
  },

  dayHead(each, index) {
    const cell = make("div", "head");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-label", each.said);
    this.dress(cell, each);
    const found = this.entriesOf(each.day);
    const long = make("div", "chips");
    long.append(
      ...found.filter((entry) => entry.first !== entry.last).map((entry) => this.chip(entry, each.day)),
    );
    const weekday = make("span", "weekday", this.data.weekdays[index]);
    cell.append(weekday, this.number(each), long, this.dots(found));
    return cell;
  },

  ruler(first, last) {
    const ruler = make("div", "ruler");
    ruler.setAttribute("aria-hidden", "true");
    ruler.style.height = `${((last - first) / 60) * HOUR}px`;
    for (let at = first; at < last; at += 60) {
      const label = make("span", "", `${String(at / 60).padStart(2, "0")}:00`);
      label.style.top = `${((at - first) / 60) * HOUR}px`;
      ruler.append(label);
    }
    return ruler;
  },

  column(each, timed, first, last) {
    const column = make("div", "column");
    column.dataset.column = each.day;
    if (each.kind) column.dataset.kind = each.kind;
    column.style.height = `${((last - first) / 60) * HOUR}px`;
    if (each.day === this.data.today && this.data.minute >= first && this.data.minute < last) {
      const line = make("i", "now");
      line.style.top = `${((this.data.minute - first) / 60) * HOUR}px`;
      column.append(line);
    }
    for (const [entry, lane, lanes] of abreast(timed.filter((one) => one.first === each.day))) {
      const chip = this.chip(entry, each.day);
      chip.classList.add("block");
      chip.tabIndex = 0;
      chip.style.top = `${((entry.start - first) / 60) * HOUR}px`;
      chip.style.height = `${Math.max(LEAST, ((entry.end - entry.start) / 60) * HOUR - 2)}px`;
      chip.style.left = `${(100 * lane) / lanes}%`;
      chip.style.width = `calc(${100 / lanes}% - 2px)`;
      if (entry.lines[0]) chip.append(make("span", "line", entry.lines[0]));
      column.append(chip);
    }
    return column;
  },
});

// Those that overlap share the width: each gets a lane, and knows of how many.
function abreast(entries) {
  const placed = [];
  let together = [];
  let until = -1;
  const close = () => {
    const lanes = Math.max(0, ...together.map((one) => one[1] + 1));
    for (const one of together) placed.push([one[0], one[1], lanes]);
    together = [];
  };
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.id - b.id)) {
    if (entry.start >= until) close();
    const taken = new Set(together.filter((one) => one[0].end > entry.start).map((one) => one[1]));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    together.push([entry, lane]);
    until = Math.max(until, entry.end);
  }
  close();
  return placed;
}

views.week = Planner.prototype.drawWeek;
