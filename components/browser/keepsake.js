// Number and secret in large letters, each with a button that copies it.

export default function (component) {
  const { data, parentElement: root } = component;
  if (!root.querySelector("dl")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(document.createElement("dl"));
  }
  root.querySelector("dl").replaceChildren(...data.rows.map((row) => line(row, data)));
}

function line(row, words) {
  const place = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  const button = document.createElement("button");
  term.textContent = row.label;
  value.textContent = row.said;
  value.translate = false;
  button.type = "button";
  button.textContent = words.copy;
  button.setAttribute("aria-label", `${words.copy}: ${row.label}`);
  button.addEventListener("click", async () => {
    await copy(row.value, value);
    button.textContent = words.copied;
    setTimeout(() => (button.textContent = words.copy), 2000);
  });
  place.append(term, value, button);
  return place;
}

// Without https the clipboard is closed to scripts: the old way then, or at least the text marked.
async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    shown.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
