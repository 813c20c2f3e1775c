// Bars that lead somewhere: a name, its bar with where it stood before and where it should stand, its value.

class Bars extends Leading {
  draw({ label, rows, goal, legend }) {
    const list = make("ul");
    list.setAttribute("aria-label", label);
    if (goal !== null) list.style.setProperty("--goal", `${100 * goal}%`);
    list.toggleAttribute("data-goal", goal !== null);
    list.append(...rows.map((row) => this.bar(row)));
    const notes = make("p", "legend");
    for (const { sign, text } of legend) {
      const note = make("span", "", text);
      note.prepend(make("i", sign));
      notes.append(note);
    }
    return legend.length ? [notes, list] : [list];
  }

  bar({ name, value, told, share, today, tick, tone, is_hatched, is_chosen, href, more, more_href }) {
    const item = make("li");
    if (is_chosen) item.dataset.chosen = "";
    const main = leads(href, "name", name);
    if (told) main.setAttribute("aria-label", told);
    if (is_chosen && href) main.setAttribute("aria-current", "true");
    const track = make("span", "track");
    const fill = make("span", `fill ${tone}`);
    fill.style.width = `${100 * share}%`;
    fill.toggleAttribute("data-hatched", is_hatched);
    if (share) track.append(fill);
    if (today) {
      const part = make("span", "today"); // paler: where it stood before is told without it
      part.style.left = `${100 * (share - today)}%`;
      part.style.width = `${100 * today}%`;
      track.append(part);
    }
    if (tick !== null) {
      const mark = make("span", "tick");
      mark.style.left = `${100 * tick}%`;
      track.append(mark);
    }
    track.setAttribute("aria-hidden", "true");
    const end = make("span", "end");
    end.append(make("span", `value ${tone}`, value));
    if (more) end.append(leads(more_href, "more", more));
    item.append(main, track, end);
    return item;
  }
}

export default mounted(Bars);
