// The browser fetches its session with a ticket, or gives it back, and the page loads anew. Also keeps the language chosen.

const begun = new Set(); // each errand is run once, however often the page is drawn

export default function (component) {
  const { data, parentElement } = component;
  const place = parentElement.host.closest('[data-testid="stElementContainer"]');
  if (place) place.style.display = "none";
  if (!data.once || begun.has(data.once)) return;
  begun.add(data.once);
  if (data.language) keepLanguage(data.language);
  if (data.ticket) send("/session/begin", { ticket: data.ticket }).then(() => location.reload());
  if (data.leaves) send("/session/end", {}).then(() => location.replace("/"));
}

function send(address, body) {
  return fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
}

// Not a secret: the next page loads in this language before anybody is known.
function keepLanguage(language) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `platform_language=${language}; path=/; max-age=31536000; samesite=lax${secure}`;
}
