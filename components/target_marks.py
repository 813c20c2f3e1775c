"""How a figure stands to its target, told by a word, a sign and a colour."""

from dataclasses import dataclass
from typing import Literal

from components import figure_words
from components.texts import t
from domain.indicators.aims import AimState, aim
from domain.indicators.metric import Figure

TONES = {
    AimState.MET: "green",
    AimState.NEAR: "orange",
    AimState.MISSED: "red",
    AimState.TOO_FEW: "",
}
SIGNS = {AimState.MET: "✓", AimState.NEAR: "≈", AimState.MISSED: "✗", AimState.TOO_FEW: "·"}


@dataclass(frozen=True)
class Mark:
    """`value` is the target, `pace` what should have been reached of it by now."""

    value: float
    pace: float
    tone: Literal["", "green", "orange", "red"]
    sign: str
    words: str


def of(figure: Figure, target: float, *, gone: int, whole: int) -> Mark | None:
    """The mark of a figure; none where there is nothing to judge."""
    found = aim(figure, target, gone=gone, whole=whole)
    if found is None:
        return None
    names = {
        AimState.MET: t("met"),
        AimState.NEAR: t("near"),
        AimState.MISSED: t("missed"),
        AimState.TOO_FEW: t("too few"),
    }
    shown = figure_words.value(figure.definition, found.pace)
    sign = SIGNS[found.state]
    words = t("{sign} {state}, target {value}", sign=sign, state=names[found.state], value=shown)
    return Mark(found.target, found.pace, TONES[found.state], sign, words)


def rules() -> str:
    """The rules of the colours, as they are stated beside them."""
    return t(
        "✓ met: at the target or better. ≈ near: up to 3 points of a share, half a working day or a tenth of a number"
        " away. ✗ missed: further away. · too few: fewer than ten records. Numbers that add up over the month are"
        " judged by the pace: the target times the working days gone, divided by those of the month."
    )
