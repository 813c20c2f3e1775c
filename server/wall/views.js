// The views of the wall: each makes its picture out of what the server has put into words.

export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((each) => each !== "" && each !== null && each !== undefined));
  return element;
}

export function drawn(view, data) {
  return { city, map, ranking, loop, load }[view](data[view], data.words);
}

const CROWDED = 1000; // from here on only the number of today has room above its column
const percent = (share) => `${Math.max(0, Math.min(1, share)) * 100}%`;
const signed = ({ sign, word }) => [sign, word].filter(Boolean).join(" ");

function sized(element, name, share) {
  element.style.setProperty(name, percent(share));
  return element;
}

function headed(title, notes, picture) {
  const head = make("div", "", make("h2", "", title), ...notes.map((each) => make("p", "note", each)));
  return make("div", "sheet", head, picture);
}

function city({ cards }) {
  return make("div", "cards", ...cards.map(card));
}

function card({ key, name, number, unit, of, few, change, aim, goal, trend, trend_name }) {
  const element = make("section", "card", make("h2", "", name));
  element.dataset.key = key;
  element.append(make("div", number.length > 6 ? "number long" : "number", number, make("small", "", unit)));
  element.append(make("p", "of", [of, few].filter(Boolean).join(" · ")));
  if (change) element.append(make("p", change.tone, [change.sign, change.text].filter(Boolean).join(" ")));
  if (aim) element.append(make("p", aim.tone, `${aim.sign} ${aim.text} · ${aim.word}`));
  if (trend.length) element.append(spark(trend, goal, trend_name));
  return element;
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

// The last months as a line; a month of which nothing was counted is a gap, the unfinished one a dot.
function spark(trend, goal, name) {
  const known = [...trend, goal].filter((each) => each !== null && each !== undefined);
  const least = Math.min(...known), most = Math.max(...known), range = most - least || 1;
  const x = (n) => (100 * n) / Math.max(trend.length - 1, 1);
  const y = (value) => 36 - (32 * (value - least)) / range;
  const picture = svg("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", role: "img", "aria-label": name });
  if (!known.length) return picture;
  if (goal !== null && goal !== undefined) {
    picture.append(svg("line", { class: "goal", x1: 0, x2: 100, y1: y(goal), y2: y(goal) }));
  }
  let path = "", pen = "M";
  trend.forEach((value, n) => {
    if (value === null) pen = "M";
    else {
      path += `${pen}${x(n).toFixed(2)} ${y(value).toFixed(2)}`;
      pen = "L";
    }
  });
  picture.append(svg("path", { class: "spark", d: path }));
  const last = trend.length - 1;
  if (trend[last] !== null) {
    const at = `${x(last)} ${y(trend[last]).toFixed(2)}`;
    picture.append(svg("path", { class: "dot", d: `M${at}L${at}` }));
  }
  return picture;
}

function map({ title, notes, tiles }) {
  const grid = make("div", "tiles");
  for (const { name, column, row, value, of, own, depth, tone, sign, word } of tiles) {
    const tile = make("section", `tile ${tone} ${own ? "own" : ""}`);
    tile.style.gridColumn = String(column);
    tile.style.gridRow = String(row);
    if (depth !== null) {
      tile.style.background = `color-mix(in srgb, var(--accent) ${Math.round(depth * 45)}%, var(--panel))`;
    }
    tile.append(make("h3", "", name), make("div", "value", value));
    tile.append(make("div", "word", [signed({ sign, word }), of].filter(Boolean).join(" · ")));
    grid.append(tile);
  }
  return headed(title, notes, grid);
}

function ranking({ title, notes, goal, nothing, bars }) {
  if (!bars.length) return headed(title, notes, make("p", "sentence", nothing));
  const list = make("ol", bars.some((each) => each.word || each.of) ? "bars" : "bars plain");
  for (const { rank, name, value, of, share, today, tick, own, tone, sign, word } of bars) {
    const bar = make("div", "bar", sized(make("i", tone), "width", share));
    if (today) bar.append(sized(sized(make("s"), "left", share - today), "width", today));
    if (goal !== null) bar.append(sized(make("b"), "left", goal));
    if (tick !== null) bar.append(sized(make("u"), "left", tick));
    list.append(
      make(
        "li", own ? "own" : "",
        make("span", "rank", String(rank)), make("span", "name", name), bar,
        make("span", "value", value), make("span", `word ${tone}`, signed({ sign, word })), make("span", "of", of),
      ),
    );
  }
  return headed(title, notes, list);
}

function loop({ title, steps, late_title, late_all, late }) {
  const funnel = make("ol", "funnel");
  for (const { name, many, share, told } of steps) {
    const text = make("span", "", name, make("strong", "", many), make("em", "", told));
    funnel.append(make("li", "", sized(make("i"), "width", share && Math.max(share, 0.004)), text));
  }
  const list = make("ol", "late");
  for (const { name, share, many, told, tone } of late) {
    list.append(
      make(
        "li", "", make("span", "name", name), make("div", "bar", sized(make("i", tone), "width", share)),
        make("span", "many", many), make("span", `word ${tone}`, told),
      ),
    );
  }
  return make("div", "two", headed(title, [], funnel), headed(late_title, [late_all], list));
}

function load({ title, note, most, sums, days }, words) {
  const told = make("div", "sums");
  for (const { name, arrived, answered } of sums) {
    told.append(
      make(
        "section", "", make("h3", "", name),
        make("p", "arrived", `■ ${words.arrived}`, make("strong", "", arrived)),
        make("p", "answered", `▨ ${words.answered}`, make("strong", "", answered)),
      ),
    );
  }
  const row = make("div", "days");
  for (const { label, working, today, arrived, answered } of days) {
    const columns = make("div", "columns");
    for (const [name, many] of [["arrived", arrived], ["answered", answered]]) {
      if (many === null) continue;
      // The number stands above its column: the columns leave it room.
      const column = sized(make("div", name), "height", most ? (0.94 * many) / most : 0);
      if (many && (today || most < CROWDED)) column.append(make("span", "", many.toLocaleString("en-GB")));
      columns.append(column);
    }
    const kind = `day ${working ? "" : "rest"} ${today ? "today" : ""}`;
    row.append(make("div", kind, columns, make("div", "label", label)));
  }
  return headed(title, [note], make("div", "load", told, row));
}
