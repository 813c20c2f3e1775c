// Streamlit's own words in the reader's language: exact texts, in Streamlit's own places only.

// Where Streamlit speaks. Everything that people or this platform wrote stands elsewhere.
const PLACES = [
  "InputInstructions", "stFileUploaderDropzone", "stDateInputCalendar", "stDateTimeInputCalendar",
  "stDateInputField", "stDateTimeInputField", "stTimeInputError", "stStatusWidget", "stToolbar",
  "stMainMenuPopover", "stMainMenuList", "stSkipToContent", "stSidebarNavViewButton",
  "stTooltipContent", "stTooltipErrorContent", "stDataFrameColumnMenu",
  "stDataFrameColumnVisibilityMenu", "stDataFrameColumnFormattingMenu",
  "stDataFrameStatisticsMenu", "stDataFrameResizable", "stConnectionStatus", "stDialog", "stWidgetLabelRequired",
].map((name) => `[data-testid="${name}"]`).concat(
  '[role="log"]',
  ["stTextInput", "stTextArea", "stSelectbox", "stNumberInput"].map((name) => `[data-testid="${name}"] [role="alert"]`),
).join(",");
// Parts of those places that hold other people's words after all.
const NOT_THERE = [
  '[data-testid="stDialog"] [data-testid="stVerticalBlock"]',
  '[data-testid="stDialog"] [data-testid="stMarkdownContainer"]:not([data-testid="stFileUploaderDropzone"] *)',
  '[data-testid="stFileChipName"]', '[data-testid="stIconMaterial"]', '[role="grid"] [role="row"] [id^="glide-"]',
  "canvas", "style", "script", "textarea", "pre",
].join(",");
// In a list of options only these stand beside the options themselves.
const OPTIONS = '[data-testid="stSelectboxVirtualDropdown"] [role="option"], [data-testid="stMultiSelectDropdown"] [role="option"]';
const OPTION_TEXT = /^(No results|Select all|Select \d+ matches|You can only select up to .*|Add: .*)$/;
// Names of controls that Streamlit gave; the name of a field is its label, and that is ours.
const NAMED = [
  "button", "a", '[role="radiogroup"]', '[role="navigation"]', '[data-testid$="FieldsScroller"] [role="group"]',
  '[data-testid="stSidebar"]',
  '[data-testid="stFileUploaderDropzoneInput"]', '[data-testid$="Calendar"]',
  '[data-testid$="Calendar"] *', '[role="spinbutton"]', '[data-testid="stMultiSelectTagsContainer"] > [role="group"]',
].map((place) => `${place}[aria-label]`).join(",");
// A command for a terminal, shown when the server is gone: nothing for the reader of a page.
const FOR_TERMINALS = '[role="dialog"] [data-testid="stErrorCodeBlock"]';
const HINTED = "input[placeholder], textarea[placeholder]";

let words = new Map();
let templates = [];
let watcher = null;
const originals = new WeakMap(); // text node or element -> what Streamlit wrote there

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  // Nothing to see: the place in the column, and the gap below it, are given back.
  const place = parentElement.host.closest('[data-testid="stElementContainer"]');
  if (place) place.style.display = "none";
  cutPastes();
  keepWayBack();
  // What was drawn before in the browser's own language is drawn anew: once, where the two differ.
  if (speak(data)) setStateValue("locale", data.locale);
  return () => watcher?.disconnect();
}

function speak({ language, locale, entries }) {
  watcher?.disconnect();
  document.documentElement.lang = language;
  const isOther = followLocale(locale);
  restore();
  words = new Map(Object.entries(entries).filter(([english]) => !english.includes("{")));
  templates = Object.entries(entries)
    .filter(([english]) => english.includes("{"))
    .map(([english, own]) => [pattern(english), own]);
  if (!Object.keys(entries).length) return isOther;
  watcher = new MutationObserver(heard);
  watcher.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-label", "placeholder"],
  });
  scan(document.body);
  return isOther;
}

// Calendars and numbers are written by the browser's language: let it be that of the page.
function followLocale(locale) {
  if (navigator.language === locale) return false;
  Object.defineProperty(navigator, "language", { get: () => locale, configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => [locale], configurable: true });
  dispatchEvent(new Event("languagechange"));
  return true;
}

function pattern(english) {
  const source = english
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>.+?)`);
  return new RegExp(`^${source}$`);
}

function translated(text) {
  const bare = text.trim();
  if (!/[A-Za-z]/.test(bare)) return null;
  let own = words.get(bare);
  if (own === undefined) {
    for (const [english, template] of templates) {
      const found = english.exec(bare);
      if (!found) continue;
      const value = (name) => translated(found.groups[name]) ?? found.groups[name];
      own = template.replace(/\{(\w+)\}/g, (_, name) => value(name));
      break;
    }
  }
  return own === undefined ? null : text.replace(bare, () => own);
}

function heard(records) {
  for (const record of records) {
    if (record.type === "attributes") readAttribute(record.target, record.attributeName);
    else if (record.type === "characterData") readText(record.target);
    else record.addedNodes.forEach(scan);
  }
}

function scan(node) {
  if (node.nodeType === Node.TEXT_NODE) return readText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.closest(PLACES)) readTexts(node);
  else node.querySelectorAll(PLACES).forEach(readTexts);
  if (node.matches(OPTIONS)) readTexts(node);
  else node.querySelectorAll(OPTIONS).forEach(readTexts);
  if (node.matches(NAMED)) readAttribute(node, "aria-label");
  node.querySelectorAll(NAMED).forEach((element) => readAttribute(element, "aria-label"));
  node.querySelectorAll(FOR_TERMINALS).forEach((block) => { block.style.display = "none"; });
  if (node.matches(HINTED)) readAttribute(node, "placeholder");
  node.querySelectorAll(HINTED).forEach((element) => readAttribute(element, "placeholder"));
}

function readTexts(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) readText(walker.currentNode);
}

function readText(node) {
  const home = node.parentElement;
  if (!home || isOthers(home)) return;
  const isOption = home.closest('[role="option"]');
  if (isOption ? !OPTION_TEXT.test(node.nodeValue.trim()) : !home.closest(PLACES)) return;
  const own = translated(node.nodeValue);
  if (own === null || own === node.nodeValue) return;
  originals.set(node, { was: node.nodeValue, own });
  node.nodeValue = own;
}

// In a window people's words stand around fields, and in these Streamlit speaks again.
function isOthers(home) {
  const place = home.closest(PLACES);
  const theirs = home.closest(NOT_THERE);
  return Boolean(theirs) && !(place && theirs.contains(place));
}

function readAttribute(element, name) {
  if (!element.matches(name === "placeholder" ? HINTED : NAMED)) return;
  const said = element.getAttribute(name);
  const own = said && translated(said);
  if (!own || own === said) return;
  const kept = originals.get(element) ?? {};
  originals.set(element, { ...kept, [name]: { was: said, own } });
  element.setAttribute(name, own);
}

// React believes that its own words still stand there: on a change of language put them back.
function restore() {
  if (!words.size) return;
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
  );
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const kept = originals.get(node);
    if (!kept) continue;
    originals.delete(node);
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue === kept.own) node.nodeValue = kept.was;
      continue;
    }
    for (const [name, { was, own }] of Object.entries(kept)) {
      if (node.getAttribute(name) === own) node.setAttribute(name, was);
    }
  }
}
