// A dropped card: shown in its new column at once, sent to Python, put right by the answer.

const ANSWER_MS = 6000; // after this a move that Python never mentioned again is put back
const SETTLE_MS = 250; // a script that stops may start again at once: the answer is its last word

function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Object.assign(Board.prototype, {
  awaited(id) {
    if (this.sent?.card === id) return this.sent;
    return this.queue.findLast((move) => move.card === id);
  },

  move(id, to) {
    const { version, title } = this.known.get(id);
    this.queue.push({ kind: "move", card: id, to, version, nonce: nonce() });
    this.say(this.words.dropped, { title, column: this.columns.get(to).label.textContent });
    this.draw();
    this.sendNext();
  },

  // One at a time: Streamlit keeps only the last of several triggers between two runs.
  sendNext() {
    if (this.sent || !this.queue.length) return;
    this.sent = this.queue.shift();
    this.tell(this.sent);
    const app = document.querySelector("[data-test-script-state]");
    this.watch = new MutationObserver(() => {
      clearTimeout(this.settling);
      if (app.dataset.testScriptState !== "notRunning") return;
      this.settling = setTimeout(() => this.settle(), SETTLE_MS);
    });
    if (app) this.watch.observe(app, { attributeFilter: ["data-test-script-state"] });
    this.giveUp = setTimeout(() => this.settle(), ANSWER_MS);
  },

  forgetSent() {
    this.watch?.disconnect();
    clearTimeout(this.settling);
    clearTimeout(this.giveUp);
    this.sent = null;
  },

  // The picture shows that the move was carried out (or that the card is gone).
  settleAnswered(cards) {
    if (!this.sent) return;
    const card = cards.find((one) => one.id === this.sent.card);
    const isOld = card && card.version === this.sent.version && card.column !== this.sent.to;
    if (isOld) return;
    this.forgetSent();
    setTimeout(() => this.sendNext());
  },

  // Python has finished without carrying it out: the card goes back to where it is.
  settle() {
    this.forgetSent();
    if (!this.moving.isBusy()) this.draw();
    this.sendNext();
  },
});
