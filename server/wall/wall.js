// The wall: asks for its figures every second, shows one view after the other, says when it is out of touch.

import { drawn, make } from "./views.js";

const EVERY = 1000; // milliseconds between two questions; an unchanged answer costs next to nothing
const REFUSED = 15000; // after a refusal: the link may have been called back for good
const PATIENCE = 10000; // for one answer
const STALE = 30000; // without an answer until the banner says so
const AGAIN = 60000; // between two attempts to load a new release of this page
const FILES = ["wall.js", "views.js", "wall.css"].map((name) => `/wall/files/${name}`);
const VERSION = document.querySelector("meta[name=wall-version]").content;

const at = (id) => document.getElementById(id);
const last = location.pathname.split("/").pop();
const isPreview = location.pathname.startsWith("/wall/preview/");
const url = isPreview ? `/api/figures/wall?link=${last}` : "/api/figures/wall";

let data = null, etag = "", refusal = "";
let place = 0, since = performance.now(); // of the view that is shown, and when it came
let heard = performance.now(), heardAt = null; // the last answer, by our clock and by the server's
let behind = ""; // as of when the figures are complete, where later changes wait to be counted
let ahead = 0; // of the server's clock, in milliseconds

async function ask() {
  let wait = EVERY;
  try {
    const headers = isPreview ? {} : { Authorization: `Bearer ${last}` };
    if (etag) headers["If-None-Match"] = etag;
    const answer = await fetch(url, {
      headers, cache: "no-store", credentials: isPreview ? "same-origin" : "omit", signal: AbortSignal.timeout(PATIENCE),
    });
    wait = await take(answer);
  } catch {
    wait = 2 * EVERY; // no answer: the banner tells, and the next question is asked anyhow
  }
  setTimeout(ask, wait);
}

async function take(answer) {
  if (answer.status === 200) {
    const found = await answer.json();
    if (found.version !== VERSION && !isTried(found.version)) {
      await renew(found.version);
      return EVERY; // until then what was shown stays, and is told as stale when it has become so
    }
    note(answer);
    refusal = "";
    etag = answer.headers.get("etag") ?? "";
    data = found;
    show();
  } else if (answer.status === 304) {
    note(answer);
  } else if ([401, 403, 404].includes(answer.status)) {
    const problem = await answer.json();
    note(answer);
    refuse(problem.detail);
    return REFUSED;
  } else if (answer.status === 429) {
    return 1000 * Number(answer.headers.get("retry-after") || 10);
  }
  return EVERY;
}

function note(answer) {
  const told = Date.parse(answer.headers.get("date") ?? "");
  if (told) {
    const now = told - Date.now();
    if (Math.abs(now - ahead) > 1500) ahead = now; // it is told to the second only
  }
  heard = performance.now();
  heardAt = Date.now() + ahead;
  behind = answer.headers.has("x-behind") ? answer.headers.get("x-as-of") : "";
}

function refuse(sentence) {
  data = null;
  etag = "";
  if (sentence === refusal) return;
  refusal = sentence;
  for (const id of ["title", "month", "as-of", "place"]) at(id).textContent = "";
  at("views").replaceChildren();
  at("view").replaceChildren(make("p", "sentence", sentence));
}

// Not again and again should the old release of the page be served still.
function isTried(version) {
  const [known, when] = (sessionStorage.getItem("renewed") ?? " ").split(" ");
  return known === version && Date.now() - Number(when) < AGAIN;
}

// A new release of the page: load it once all of it can be had; without an answer this throws, and the screen is not lost.
async function renew(version) {
  const asked = [location.pathname, ...FILES].map((url) => fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }));
  if (!(await Promise.all(asked)).every((answer) => answer.ok)) return;
  sessionStorage.setItem("renewed", `${version} ${Date.now()}`);
  location.reload();
}

function show() {
  if (!data) return;
  if (place >= data.views.length) place = 0;
  const { view, name } = data.views[place];
  document.documentElement.lang = data.language === "zh" ? "zh-CN" : "en-GB";
  document.documentElement.dataset.theme = data.theme;
  document.title = `${data.name} · ${data.platform}`;
  at("platform").textContent = data.platform;
  at("place").textContent = data.place;
  at("title").textContent = name;
  at("month").textContent = data.month;
  at("as-of").textContent = data.words.as_of.replace("{at}", said(Date.parse(data.as_of), true));
  at("views").replaceChildren(
    ...data.views.map((each, n) => {
      const item = make("li", "", each.name);
      if (n === place) item.setAttribute("aria-current", "true");
      return item;
    }),
  );
  at("view").dataset.view = view;
  at("view").replaceChildren(drawn(view, data));
  tell(Date.now() + ahead);
}

function step(by) {
  if (!data) return;
  place = (place + by + data.views.length) % data.views.length;
  since = performance.now();
  show();
}

function said(moment, isExact) {
  const exact = isExact ? { second: "2-digit" } : {};
  const form = { hour: "2-digit", minute: "2-digit", ...exact, hourCycle: "h23", timeZone: "Asia/Shanghai" };
  return new Intl.DateTimeFormat("en-GB", form).format(moment);
}

// With its day: what waits may have waited for long.
function dated(moment) {
  const form = { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Shanghai" };
  return new Intl.DateTimeFormat("sv-SE", form).format(moment);
}

function day(moment) {
  const form = { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: "Asia/Shanghai" };
  return new Intl.DateTimeFormat(document.documentElement.lang, form).format(moment);
}

function tell(now) {
  at("time").textContent = said(now, true);
  at("date").textContent = day(now);
}

function tick() {
  tell(Date.now() + ahead);
  const isStale = performance.now() - heard > STALE;
  const isBehind = Boolean(data && behind);
  at("banner").hidden = !isStale && !isBehind;
  if (isStale) at("banner").textContent = stale();
  else if (isBehind) at("banner").textContent = data.words.behind.replace("{at}", dated(Date.parse(behind)));
  if (data && data.views.length > 1 && performance.now() - since >= 1000 * data.seconds) step(1);
}

function stale() {
  if (!data) return at("unreached").textContent;
  const told = data.words.stale.replace("{since}", said(heardAt, true));
  return told.replace("{at}", said(Date.parse(data.as_of), true));
}

addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});
setInterval(tick, 500);
tick();
ask();
