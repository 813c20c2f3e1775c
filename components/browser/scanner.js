// Codes read by the device's camera, one after another, where the browser can: elsewhere stands what to use instead.
// The camera stays on between two codes, and goes off with its button and with the page.

const scanners = new WeakMap();
const EVERY = 200; // milliseconds between two looks
const GONE = 5; // looks in a row at which nothing was seen

export default function ({ parentElement, data, setTriggerValue }) {
  let scanner = scanners.get(parentElement);
  if (!scanner) scanners.set(parentElement, (scanner = new Scanner(parentElement)));
  scanner.receive(data, (text) => setTriggerValue("read", text));
  return () => {
    scanner.stop();
    scanners.delete(parentElement);
  };
}

class Scanner {
  constructor(root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.button = document.createElement("button");
    this.button.type = "button";
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.hidden = true;
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    this.button.addEventListener("click", () => (this.stream ? this.stop() : this.start()));
    root.append(this.button, this.video, this.said);
    this.last = "";
    this.gone = 0;
  }

  receive(words, tell) {
    this.words = words;
    this.tell = tell;
    const canRead = "BarcodeDetector" in window && navigator.mediaDevices;
    this.button.hidden = !canRead;
    // Without https no browser tells whether it could.
    if (!canRead) this.said.textContent = window.isSecureContext ? words.unable : words.insecure;
    this.video.setAttribute("aria-label", words.picture);
    this.name();
  }

  name() {
    this.button.textContent = this.stream ? this.words.stop : this.words.scan;
  }

  async start() {
    if (this.isStarting) return;
    this.isStarting = true;
    this.said.textContent = "";
    this.last = "";
    try {
      this.detector ??= new BarcodeDetector({ formats: ["qr_code"] });
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.video.srcObject = this.stream;
      this.video.hidden = false;
      this.name();
      await this.video.play();
      this.look();
    } catch (error) {
      this.stop();
      this.said.textContent = error.name === "NotAllowedError" ? this.words.refused : this.words.missing;
    } finally {
      this.isStarting = false;
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.video.hidden = true;
    this.name();
  }

  async look() {
    const stream = this.stream;
    if (!stream) return;
    if (!this.video.isConnected) return this.stop();
    let found = [];
    try {
      found = await this.detector.detect(this.video);
    } catch {
      // no picture yet
    }
    if (this.stream !== stream) return; // went off meanwhile
    const text = found[0]?.rawValue ?? "";
    this.gone = text ? 0 : this.gone + 1;
    if (this.gone > GONE) this.last = ""; // shown anew, it is told anew
    if (text && text !== this.last) this.tell((this.last = text)); // held before it for long, it is told once
    this.timer = setTimeout(() => this.look(), EVERY);
  }
}
