// A year as twelve months, each day the warmer the more is held on it.

Object.assign(Planner.prototype, {
  drawYear() {
    this.chosen = null;
    const frame = make("div", "year");
    const months = [];
    for (const each of this.data.days) {
      const number = Number(each.day.slice(5, 7));
      if (months.length < number) months.push([]);
      months[number - 1].push(each);
    }
    frame.append(...months.map((days, index) => this.smallMonth(days, this.data.months[index])));
    this.body.replaceChildren(this.scaleOfHeat(), frame);
  },

  smallMonth(days, name) {
    const place = make("section", "small");
    place.setAttribute("aria-label", name);
    const grid = make("div", "grid");
    for (const word of this.data.weekdays) {
      const head = make("span", "weekday", word);
      head.setAttribute("aria-hidden", "true");
      grid.append(head);
    }
    const first = new Date(`${days[0].day}T00:00:00Z`).getUTCDay();
    days.forEach((each, index) => {
      const face = button("warm", String(each.n), each.said);
      this.dress(face, each);
      face.dataset.heat = each.heat;
      face.title = each.said;
      if (!index) face.style.gridColumnStart = ((first + 6) % 7) + 1;
      grid.append(face);
    });
    place.append(make("h3", "", name), grid);
    return place;
  },

  scaleOfHeat() {
    const scale = make("p", "scale");
    scale.append(make("span", "", this.words.less));
    for (let heat = 0; heat <= 4; heat += 1) {
      const step = make("i", "warm");
      step.dataset.heat = heat;
      scale.append(step);
    }
    scale.append(make("span", "", this.words.busy));
    for (const kind of ["holiday", "make_up"]) {
      const known = this.data.days.find((each) => each.kind === kind);
      if (!known) continue;
      const sample = make("i", "warm", String(known.n)); // a day off is told by the colour of its number
      sample.dataset.kind = kind;
      scale.append(sample, make("span", "", known.mark));
    }
    return scale;
  },
});

views.year = Planner.prototype.drawYear;
