"""How a figure stands to its target, told by a word, a sign and a colour."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from components import figure_words
from components.texts import declared, sentences, t
from db.indicator_vocabulary import Indicator
from domain.indicators import aims
from domain.indicators.aims import COLOURS, RULES, SIGNS, UNCONFIRMED, AimState, Targets
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.office_calendar import Calendar

TONES = {
    AimState.MET: "green",
    AimState.NEAR: "orange",
    AimState.MISSED: "red",
    AimState.TOO_FEW: "",
}


@dataclass(frozen=True)
class Mark:
    """`value` is the target, `pace` what should have been reached of it by now."""

    state: AimState
    value: float
    pace: float
    tone: Literal["", "green", "orange", "red"]
    sign: str
    words: str


def of(
    figure: Figure, targets: Targets, area: str | None, period: Period, calendar: Calendar
) -> Mark | None:
    """The mark of a sub-platform's figure, or of the city's; none where there is nothing to judge."""
    found = aims.of(figure, targets, area, period, calendar)
    if found is None:
        return None
    told = {
        "target": figure_words.value(figure.definition, found.target),
        "pace": figure_words.value(figure.definition, found.pace),
    }
    words = states(figure.indicator)[found.state].format(**told)
    return Mark(
        found.state, found.target, found.pace, TONES[found.state], SIGNS[found.state], words
    )


def states(indicator: Indicator) -> dict[AimState, str]:
    """How each state is told, with places for the `target` and, of a number that adds up, for the `pace`: what was to
    be reached of it by now."""
    names = {
        AimState.MET: t("met"),
        AimState.NEAR: t("near"),
        AimState.MISSED: t("missed"),
        AimState.TOO_FEW: t("too few"),
    }
    places = {"target": "{target}", "pace": "{pace}"}
    found = {}
    for state, name in names.items():
        said = {"sign": SIGNS[state], "state": name} | places
        if indicator in aims.ADD_UP:
            found[state] = t("{sign} {state}, by now {pace} of {target}", **said)
        else:
            found[state] = t("{sign} {state}, target {target}", **said)
    return found


def rules() -> str:
    """The rules of the colours, line by line."""
    return "  \n".join(declared(each) for each in RULES)


def legend(*, is_unconfirmed: bool) -> None:
    """What the signs and colours above or below say, with the rules behind a question mark."""
    if is_unconfirmed:
        st.caption(f":material/help: {declared(UNCONFIRMED)}")
    st.caption(sentences(*(declared(each) for each in COLOURS)), help=rules())
