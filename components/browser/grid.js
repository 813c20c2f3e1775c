// A table whose cells lead somewhere, the more in a cell the deeper its colour.

class Grid extends Leading {
  draw({ label, corner, columns, rows }) {
    const table = make("table");
    table.setAttribute("aria-label", label);
    table.toggleAttribute("data-few", columns.length < 9); // room for all of them
    const head = make("tr");
    head.append(make("th", "corner", corner), ...columns.map((column) => this.head(column)));
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    body.append(...rows.map((row) => this.row(row)));
    table.append(top, body);
    return [this.scrolled(table, label)];
  }

  head({ name, sub, told }) {
    const cell = make("th", sub ? "marked" : "", name);
    cell.scope = "col";
    if (sub) cell.append(make("small", "", sub));
    if (told) {
      cell.title = told;
      cell.setAttribute("aria-label", told);
    }
    return cell;
  }

  row({ name, href, cells }) {
    const line = make("tr");
    const first = make("th");
    first.scope = "row";
    first.append(leads(href, "name", name));
    line.append(first, ...cells.map((cell) => this.cell(cell)));
    return line;
  }

  cell({ text, sub, share, tone, href, told }) {
    const cell = make("td", tone);
    if (share !== null) cell.style.setProperty("--much", `${Math.round(6 + 40 * share)}%`);
    cell.toggleAttribute("data-shaded", share !== null);
    const inside = leads(href, "cell", text);
    if (sub) inside.append(make("small", "", sub));
    if (told) inside.setAttribute("aria-label", told);
    cell.append(inside);
    return cell;
  }
}

export default mounted(Grid);
