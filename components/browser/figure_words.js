// A figure as it is read: its value with its unit, how it moved, how it stands to its target, of how many it is told.

const TONES = { met: "green", near: "orange", missed: "red", too_few: "" };

class FigureWords {
  constructor(words) {
    this.words = words;
  }

  value({ unit, hidden }, number) {
    if (hidden) return this.words.hidden;
    if (number === null || number === undefined) return "–";
    if (unit === "share") return `${(100 * number).toFixed(1)} %`;
    if (unit === "working_days" || unit === "days") return this.words.days.replace("{n}", number.toFixed(1));
    if (unit === "hours") {
      const told = number.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
      return this.words.hours.replace("{n}", told);
    }
    if (unit === "yuan") return this.money(number);
    return number.toLocaleString("en", { maximumFractionDigits: 1 });
  }

  money(yuan) {
    const fixed = (n, digits) =>
      n.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    if (this.words.wan && yuan >= 10000) return this.words.wan.replace("{n}", fixed(yuan / 10000, 1));
    const isLong = !this.words.wan && yuan >= 1000000;
    return this.words.yuan.replace("{n}", isLong ? `${fixed(yuan / 1000000, 2)} M` : fixed(yuan, 0));
  }

  behind({ behind, top, n, hidden }) {
    if (hidden) return "";
    const count = (many) => many.toLocaleString("en");
    const said = behind[(n === 1) + 2 * (top === 1)];
    return said.replace("{top}", count(top)).replace("{n}", count(n));
  }

  /** Every badge of a card as [text, tone, its help]: its target first, then what it was before. */
  badges(card) {
    if (card.hidden) return [];
    const found = [];
    if (card.aim) {
      const { state, target, pace } = card.aim;
      const told = card.states[state]
        .replace("{target}", this.value(card, target))
        .replace("{pace}", this.value(card, pace));
      found.push([told, TONES[state]]);
    }
    for (const before of card.before) {
      const moved = this.moved(card, before.value);
      const word = before.whole ? this.words.whole.replace("{before}", before.word) : before.word;
      if (!moved) continue;
      const daily = this.daily(card, before);
      // A number that moved only because of its working days is not praised or blamed; what came on each of them is.
      found.push([`${word} ${moved}`, daily ? "" : this.tone(card, before), this.against(before)]);
      if (daily) found.push([daily.told, daily.tone, this.against(before)]);
    }
    if (card.later) found.push([card.later, ""]);
    if (card.coverage !== null && card.coverage < 1) {
      found.push([this.words.coverage.replace("{share}", (100 * card.coverage).toFixed(0)), ""]);
    }
    if (card.few && card.aim?.state !== "too_few") found.push([this.words.few, "orange"]);
    return found;
  }

  /** By how much, without a working day that is not over: points of a share, days, or per cent of a number; nothing
   * where one is missing. */
  moved({ unit, compared }, before) {
    if (compared === null || before === null) return "";
    const signed = (number, digits) => `${number < 0 ? "-" : "+"}${Math.abs(number).toFixed(digits)}`;
    if (unit === "share") return this.words.points.replace("{n}", signed(100 * (compared - before), 1));
    if (unit === "working_days" || unit === "days") return this.words.days.replace("{n}", signed(compared - before, 1));
    return before ? `${signed((100 * (compared - before)) / before, 0)} %` : "";
  }

  /** Of how many working days each side is told, where they are not as many. */
  against({ days }) {
    if (!days) return "";
    return this.words.against.replace("{now}", days[0]).replace("{then}", days[1]);
  }

  /** A number for each working day, where that moved another way than the number itself; else null. */
  daily(card, before) {
    if (!card.daily || !before.days || !before.days[0] || !before.days[1]) return null;
    const [now, then] = [card.compared / before.days[0], before.value / before.days[1]];
    if (Math.sign(now - then) === Math.sign(card.compared - before.value)) return null;
    const change = this.moved({ unit: card.unit, compared: now }, then);
    const tone = this.tone({ ...card, compared: now }, { ...before, value: then });
    return { told: this.words.daily.replace("{change}", change), tone };
  }

  tone({ compared, few, better }, before) {
    const gain = compared - before.value;
    if (!gain || few || before.few || before.whole || better === "neither") return "";
    return gain > 0 === (better === "higher") ? "green" : "red";
  }
}
