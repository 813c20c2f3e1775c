// A line with stations and, below it, how much of the time is gone.

export default function (component) {
  const { data, parentElement: root } = component;
  if (!root.querySelector("ol")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(document.createElement("ol"));
  }
  const line = root.querySelector("ol");
  line.setAttribute("aria-label", data.name);
  line.toggleAttribute("data-dense", data.dense);
  line.replaceChildren(...data.stations.map(mark));
  root.querySelector(".gauge")?.remove();
  if (data.gauge) root.append(gauge(data.gauge));
}

const REACHED = ["done", "late", "now", "paused"];
const PRESENT = ["now", "late", "paused"];

function isPassed(all, at) {
  return all[at].tone === "done" && REACHED.includes(all[at + 1].tone);
}

function mark(station, at, all) {
  const place = document.createElement("li");
  place.dataset.tone = station.tone;
  place.toggleAttribute("data-reached", at > 0 && isPassed(all, at - 1));
  place.toggleAttribute("data-passed", at < all.length - 1 && isPassed(all, at));
  if (PRESENT.includes(station.tone)) place.setAttribute("aria-current", "step");
  const tick = text("tick", station.tone === "late" ? "!" : "✓");
  tick.setAttribute("aria-hidden", "true");
  place.append(tick, text("label", station.label));
  if (station.note) place.append(text("note", station.note));
  if (station.said) place.append(text("unseen", ` (${station.said})`));
  return place;
}

function gauge(time) {
  const place = document.createElement("div");
  const words = document.createElement("p");
  const bar = document.createElement("div");
  const fill = document.createElement("i");
  place.className = "gauge";
  place.dataset.tone = time.tone;
  words.textContent = time.text;
  fill.style.width = `${Math.min(Math.max(time.used, 0), 1) * 100}%`;
  bar.append(fill);
  place.append(words, bar);
  return place;
}

function text(name, words) {
  const place = document.createElement("span");
  place.className = name;
  place.textContent = words;
  return place;
}
