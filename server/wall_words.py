"""The figures of a wall in words: values with their unit, changes, targets; each colour with a word and a sign."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.indicator_vocabulary import Better, Indicator, Unit
from domain.indicators.aims import ADD_UP, SIGNS, Aim, AimState
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.metric import Figure
from domain.indicators.periods import Period
from domain.plurals import filled

TEXTS = Path(__file__).with_name("wall_texts.toml")
TONES = {AimState.MET: "good", AimState.NEAR: "near", AimState.MISSED: "bad"}


@dataclass(frozen=True)
class Speaker:
    """Says things in one language."""

    language: str

    def say(self, key: str, **values: object) -> str:
        text = _texts()[self.language][key]
        return filled(text, values, is_english=self.language == "en")

    def named(self, name: str, name_en: str) -> str:
        return name_en or name if self.language == "en" else name

    def month(self, period: Period) -> str:
        first = period.first
        name = self.say("month", year=first.year, month=first.month, name=f"{first:%B}")
        return self.say("unfinished", month=name) if period.is_unfinished else name

    def parts(self, definition: Definition, number: float | None) -> tuple[str, str]:
        """A number and its unit, to be set in two sizes."""
        if number is None:
            return self.say("none"), ""
        match definition.unit:
            case Unit.SHARE:
                return f"{100 * number:.1f}", self.say("percent")
            case Unit.WORKING_DAYS | Unit.DAYS:
                return f"{number:.1f}", self.say("days")
            case Unit.HOURS:
                return f"{number:,.1f}", self.say("hours")
            case Unit.YUAN if self.language == "zh" and number >= 10_000:
                return f"{number / 10_000:,.1f}", self.say("wan")
            case Unit.YUAN:
                return f"{number:,.0f}", self.say("yuan")
        return (f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"), ""

    def value(self, definition: Definition, number: float | None) -> str:
        gap = "" if self.language == "zh" else " "
        return gap.join(filter(None, self.parts(definition, number)))

    def figure(self, figure: Figure) -> str:
        """Its value, or why there is none."""
        if figure.is_kept_back:
            return self.say("kept_back")
        return self.value(figure.definition, figure.value)

    def of_how_many(self, figure: Figure) -> str:
        definition = figure.definition
        if figure.indicator is Indicator.OVERDUE_NOW:
            return self.say("of_open", n=f"{figure.n:,}")
        if definition.unit is Unit.WORKING_DAYS and figure.n:
            return self.say("answers", n=f"{figure.n:,}")
        if definition.unit is Unit.SHARE and figure.n:
            return self.say("good_of", good=f"{figure.top:,}", n=f"{figure.n:,}")
        return ""

    def change(
        self, figure: Figure, before: Figure | None, *, is_whole: bool = False
    ) -> dict[str, str] | None:
        """How it moved since the month before, with an arrow, and whether that is good."""
        definition = figure.definition
        if definition.is_now or figure.compared is None:
            return None
        if before is None or before.value is None:
            return {"text": self.say("no_month"), "sign": "", "tone": ""}
        moved, told = figure.compared - before.value, ""
        if definition.unit is Unit.SHARE:
            told = self.say("points", n=f"{100 * moved:+.1f}")
        elif definition.unit in (Unit.WORKING_DAYS, Unit.DAYS):
            told = self.say("change_days", n=f"{moved:+.1f}")
        elif before.value:
            told = self.say("percent_change", n=f"{100 * moved / before.value:+.0f}")
        else:  # of nothing there are no per cent
            return {"text": self.say("zero_month"), "sign": "", "tone": ""}
        return {
            "text": self.say("on_whole_month" if is_whole else "month_on_month", change=told),
            "sign": "▲" if moved > 0 else "▼" if moved < 0 else "＝",
            "tone": _tone_of(figure, before, moved),
        }

    def aim(self, figure: Figure, aim: Aim | None) -> dict[str, str] | None:
        """The target in words, and how the figure stands to it."""
        if aim is None:
            return None
        definition = figure.definition
        told = self.say("target", target=self.value(definition, aim.target))
        if figure.indicator in ADD_UP:
            told = self.say(
                "pace",
                target=self.value(definition, aim.target),
                pace=self.value(definition, aim.pace),
            )
        return {"text": told, **self.state(aim)}

    def state(self, aim: Aim | None, *, is_against_city: bool = False) -> dict[str, str]:
        """Colour, sign and word of how a figure stands."""
        if aim is None:
            return {"tone": "", "sign": "", "word": ""}
        judged = is_against_city and aim.state is not AimState.TOO_FEW
        return {
            "tone": TONES.get(aim.state, "few"),
            "sign": SIGNS[aim.state],
            "word": self.say(f"city_{aim.state.value}" if judged else aim.state.value),
        }


def _tone_of(figure: Figure, before: Figure, moved: float) -> str:
    better = DEFINITIONS[figure.indicator].better
    if not moved or better is Better.NEITHER or figure.is_few or before.is_few:
        return ""
    return "good" if (moved > 0) == (better is Better.HIGHER) else "bad"


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
