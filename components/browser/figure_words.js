// A figure as it is read: its value with its unit, how it moved, how it stands to its target, of how many it is told.

const TONES = { met: "green", near: "orange", missed: "red", too_few: "" };

// So many decimals; what lies exactly in the middle goes to the even one, as in all that the server tells (96.25: 96.2).
const rounded = (number, digits) => {
  const [text, tail] = [number.toFixed(digits), number.toFixed(60).split(".")[1].slice(digits)];
  const isOdd = text.at(-1) % 2 === 1;
  return isOdd && /^50*$/.test(tail) ? `${text.slice(0, -1)}${text.at(-1) - 1}` : text;
};
const grouped = (number, digits) => {
  const told = Number(rounded(number, digits));
  return told.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

class FigureWords {
  constructor(words) {
    this.words = words;
  }

  value({ unit, hidden }, number) {
    if (hidden) return this.words.hidden;
    if (number === null || number === undefined) return "–";
    if (unit === "share") return `${rounded(100 * number, 1)} %`;
    if (unit === "working_days" || unit === "days") return this.words.days.replace("{n}", rounded(number, 1));
    if (unit === "hours") return this.words.hours.replace("{n}", grouped(number, 1));
    if (unit === "yuan") return this.money(number);
    return grouped(number, Number.isInteger(number) ? 0 : 1);
  }

  money(yuan) {
    if (this.words.wan && yuan >= 10000) return this.words.wan.replace("{n}", grouped(yuan / 10000, 1));
    const isLong = !this.words.wan && yuan >= 1000000;
    return this.words.yuan.replace("{n}", isLong ? `${grouped(yuan / 1000000, 2)} M` : grouped(yuan, 0));
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
      found.push([this.words.coverage.replace("{share}", rounded(100 * card.coverage, 0)), ""]);
    }
    if (card.few && card.aim?.state !== "too_few") found.push([this.words.few, "orange"]);
    return found;
  }

  /** By how much, without a working day that is not over: points of a share, days, or per cent of a number; nothing
   * where one is missing. */
  moved({ unit, compared }, before) {
    if (compared === null || before === null) return "";
    const signed = (number, digits) => `${number < 0 ? "-" : "+"}${rounded(Math.abs(number), digits)}`;
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
