"""What a score is made of, as a bar and in figures: a piece for each part, what speaks against it left of zero.

A bar is a picture of its own, not a chart: ten of them stand on the first page that a liaison officer opens.
"""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from components import charts
from components.texts import t, term
from db.research_vocabulary import FieldGroup
from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS
from domain.matchmaking.fields import GROUP_OF
from domain.matchmaking.kept import Kept
from domain.matchmaking.proposals import MEANING, SAID, Proposed

WIDTH = 360  # pixels; a narrower place makes it smaller
WIDE, HIGH, GAP = 1000, 28, 3  # of the picture, in its own units
WORDS, ACROSS, SUBJECT, FIELDS = "words", "across", "subject", "fields"
CLOSE = "\u00a0"  # a space at which no line is broken: a mark stays with what it marks
AGAINST = "red"
COLOURS = {WORDS: "blue", ACROSS: "violet", SUBJECT: "yellow", SAID: "orange", MEANING: "gray"}
FOR_IT = "green"  # whatever field

Why = Proposed | Kept


def show(why: Why, among: Sequence[Why] = ()) -> None:
    """The bar of one score, drawn to one scale with those `among` which it stands, and its pieces in figures."""
    pieces = bars(why)
    if not pieces:
        return
    with st.container(gap="xxsmall"):
        st.image(picture(pieces, [bars(each) for each in among]), width=WIDTH)
        st.markdown(
            f":small[{in_figures(pieces)}]"
        )  # a caption would pale the marks beside the bar


def bars(why: Why) -> dict[str, float]:
    """The pieces of a score; together they are the score. Where a field's figures are kept back with a hidden name, all
    fields are one piece: the figures of a house stand beside its open results too, and would tell whose it is."""
    found: dict[str, list[float]] = {}
    is_kept_back = any(not part.said for part in why.fields)
    for name, value in why.parts:
        found.setdefault(_piece(name), []).append(value)
    for part in why.fields:
        side = "for" if part.value > 0 else "against"
        piece = FIELDS if is_kept_back else f"{GROUP_OF[part.why]}-{side}"
        found.setdefault(piece, []).append(part.value)
    return {piece: math.fsum(values) for piece, values in found.items()}


def in_hundredths(pieces: Mapping[str, float]) -> dict[str, int]:
    """The pieces as they are told: in hundredths that add up to the score in hundredths, by the largest remainder."""
    found = {name: math.floor(100 * value) for name, value in pieces.items()}
    rest = round(100 * math.fsum(pieces.values())) - sum(found.values())
    for name in sorted(pieces, key=lambda each: found[each] - 100 * pieces[each])[:rest]:
        found[name] += 1
    return found


def in_figures(pieces: Mapping[str, float]) -> str:
    """The score and its pieces, each behind a mark in its colour, as Markdown; what rounds to nothing is left out."""
    told, labels = in_hundredths(pieces), _labels()
    lines = [t("Score {n}", n=_figure(sum(told.values())))]
    lines += [
        f":{_colour(name, pieces[name])}[■]{CLOSE}{labels[name]}{CLOSE}{_figure(many)}"
        for name, many in told.items()
        if many
    ]
    return " · ".join(lines)


def picture(pieces: Mapping[str, float], among: Sequence[Mapping[str, float]] = ()) -> str:
    """The bar as SVG; zero lies where the longest of all that speaks against one of them needs it to lie."""
    all_of_them = [pieces, *among]
    below = max(-_sum(each, -1) for each in all_of_them)
    above = max(_sum(each, 1) for each in all_of_them)
    scale = WIDE / ((below + above) or 1.0)
    zero = below * scale
    drawn = [_rect(0, WIDE, charts.background())]
    ends = {1: zero, -1: zero}
    for name, value in pieces.items():
        side = 1 if value > 0 else -1
        begin = ends[side]
        ends[side] = begin + value * scale
        drawn.append(_rect(*sorted((begin, ends[side])), charts.named(_colour(name, value)), GAP))
    if below:
        drawn.append(_rect(zero - GAP, zero, charts.ink()))
    size = f'width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
    return f"<svg {size}>{''.join(drawn)}</svg>"


def _sum(pieces: Mapping[str, float], side: int) -> float:
    return math.fsum(value for value in pieces.values() if value * side > 0)


def _rect(begin: float, end: float, colour: str, gap: int = 0) -> str:
    width = max(end - begin - gap, 1)
    return f'<rect x="{begin:.1f}" width="{width:.1f}" height="{HIGH}" fill="{colour}"/>'


def _piece(part: str) -> str:
    if part in (SAID, MEANING):
        return part
    if part in (TOPICS, AROUND):
        return SUBJECT
    return ACROSS if part == CHANNELS[-1] else WORDS


def _colour(piece: str, value: float) -> str:
    return AGAINST if value < 0 else COLOURS.get(piece, FOR_IT)


def _figure(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".replace("-", "\u2212")


def _labels() -> dict[str, str]:
    return {
        WORDS: t("Shared words"),
        ACROSS: t("Over the dictionary"),
        SUBJECT: t("Same subject"),
        FIELDS: t("Fields"),
        **{f"{group}-for": term(group) for group in FieldGroup},
        **{f"{group}-against": t("{field}: against it", field=term(group)) for group in FieldGroup},
        SAID: t("What was said of similar ones"),
        MEANING: t("Meaning, by a language model"),
    }
