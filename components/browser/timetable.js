// Who meets whom: slots down, tables across; a frame of its own scrolls, its head and its hours standing.

class Timetable extends Leading {
  draw({ label, corner, columns, rows }) {
    const table = make("table");
    table.setAttribute("aria-label", label);
    const top = make("tr");
    top.append(this.head("col", corner, "corner"), ...columns.map((name) => this.head("col", name)));
    const head = make("thead");
    head.append(top);
    const body = make("tbody");
    body.append(...rows.map((row) => this.row(row)));
    table.append(head, body);
    return [this.scrolled(table, label)];
  }

  head(scope, text, className) {
    const cell = make("th", className, text);
    cell.scope = scope;
    return cell;
  }

  row({ time, cells }) {
    const line = make("tr");
    line.append(this.head("row", time), ...cells.map((each) => this.cell(each)));
    return line;
  }

  cell(met) {
    const cell = make("td");
    if (met) cell.append(make("span", "need", met.need), make("span", "with", met.with));
    return cell;
  }
}

export default mounted(Timetable);
