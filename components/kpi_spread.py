"""How long the answers took, and how much of their limit; each step leads to its orders."""

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from components import figure_records, figure_words, linked_bars
from components.kpi_filters import Asked
from components.linked_bars import Bar
from components.reading import read
from components.rows import Link
from components.texts import sentences, t
from db.indicator_vocabulary import Indicator
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import Part
from domain.indicators.steps import DAY, SHARES, TIMES, median
from domain.permissions import Person
from domain.queries import indicators as queries

HOUR = 60  # minutes
LATE_FROM = SHARES.index(100)  # the first step past the limit


def show(person: Person, asked: Asked) -> Link | None:
    """The two distributions side by side."""
    found = read(queries.spread, person, asked.scope, topics=queries.TOPICS)
    if not found:
        st.info(t("No answer was given here in this period."), icon=":material/hourglass_empty:")
        return None
    by_time, by_share = [0] * len(TIMES), [0] * len(SHARES)
    for (time, share), many in found.items():
        by_time[time] += many
        by_share[share] += many
    total, late = sum(by_share), sum(by_share[LATE_FROM:])
    left, right = st.columns(2, gap="large")
    with left:
        middle = figure_words.value(
            DEFINITIONS[Indicator.HANDLING_TIME], median(dict(enumerate(by_time)))
        )
        st.caption(
            sentences(
                t("Answers by working time from dispatch to answer."),
                t("Half of the {n} took {middle} or less.", n=f"{total:,}", middle=middle),
            )
        )
        parts = [Part(time=step) for step in range(len(TIMES))]
        wanted = _steps(person, asked, _times(), by_time, parts, len(TIMES), "kpi-times")
    with right:
        st.caption(
            sentences(
                t("Answers by how much of their limit they took; past it, hatched."),
                t("{late} of {n} took longer than their limit.", late=f"{late:,}", n=f"{total:,}"),
            )
        )
        parts = [Part(share=step) for step in range(len(SHARES))]
        other = _steps(person, asked, _shares(), by_share, parts, LATE_FROM, "kpi-shares")
    return wanted or other


def _steps(
    person: Person,
    asked: Asked,
    names: Sequence[str],
    counts: Sequence[int],
    parts: Sequence[Part],
    late_from: int,
    key: str,
) -> Link | None:
    """The steps from the first to the last in which there is anything."""
    most, total = max(counts), sum(counts)
    filled = [n for n, many in enumerate(counts) if many]
    bars = [
        Bar(
            name=names[n],
            value=f"{counts[n]:,}",
            share=counts[n] / most,
            link=figure_records.link(person, asked, Indicator.SERVICES_GIVEN, part=parts[n])
            if counts[n]
            else None,
            more=f"{counts[n] / total:.0%}" if counts[n] else "",
            tone="red" if n >= late_from else "",
            is_hatched=n >= late_from,
            told=f"{names[n]}: {counts[n]:,}",
        )
        for n in range(filled[0], filled[-1] + 1)
    ]
    return linked_bars.show(bars, key=key, label=t("Handling times"))


def _times() -> list[str]:
    """The steps of time; below a working day in office hours."""
    found = []
    for begin, end in pairwise(TIMES):
        if end <= DAY:
            found.append(t("{begin}–{end} h", begin=f"{begin / HOUR:g}", end=f"{end / HOUR:g}"))
        else:
            found.append(t("{begin}–{end} days", begin=f"{begin / DAY:g}", end=f"{end / DAY:g}"))
    return [*found, t("{begin} days or more", begin=f"{TIMES[-1] / DAY:g}")]


def _shares() -> list[str]:
    names = [f"{begin}–{end} %" for begin, end in pairwise(SHARES)]
    return [*names, f"≥ {SHARES[-1]} %"]
