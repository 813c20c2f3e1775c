// A text that is too long for its field is pasted as far as it fits, as a browser does it by itself:
// Streamlit would take none of it, without a word.

const LIMITED = '[data-testid="stTextInput"], [data-testid="stTextArea"]';

function cutPastes() {
  document.addEventListener("paste", cutPaste, true); // the same listener: added once however often
}

function cutPaste(event) {
  const field = event.target;
  const pasted = event.clipboardData?.getData("text/plain");
  const most = limitOf(field);
  if (!pasted || most === null) return;
  const text = field.matches("input") ? pasted.replace(/[\r\n]+/g, " ") : pasted.replace(/\r\n?/g, "\n");
  const kept = field.value.length - (field.selectionEnd - field.selectionStart);
  const room = Math.max(most - kept, 0);
  if (text.length <= room) return;
  event.preventDefault();
  const fitting = text.slice(0, room).replace(/[\ud800-\udbff]$/, ""); // no half of a character
  if (fitting) document.execCommand("insertText", false, fitting); // can be undone, and React hears it
}

// The field says it below itself while it is in use: "12/300".
function limitOf(field) {
  if (!field.matches?.("input, textarea") || field.readOnly) return null;
  const said = field.closest(LIMITED)?.querySelector('[data-testid="InputInstructions"]');
  const found = /\d+\/(\d+)\s*$/.exec(said?.textContent ?? "");
  return found ? Number(found[1]) : null;
}
