"""For those who run a docking day: what both sides say of the meetings, and which were called off."""

import streamlit as st

from components import rows
from components.docking_stars import told
from components.docking_view import page_of, time_of, title_of
from components.rows import Cell, Column
from components.texts import t, term
from db.research_vocabulary import MeetingOutcome, Voice
from domain.queries.docking import DayShown
from domain.queries.docking_met import Met, Said

TONES = {
    MeetingOutcome.GOES_ON: "green",
    MeetingOutcome.PERHAPS: "orange",
    MeetingOutcome.NO: "red",
    MeetingOutcome.NOT_MET: "grey",
}


def feedback(shown: DayShown) -> None:
    """One line for each word, the meetings in their order; what the organisers say of one after what its sides say."""
    said = [line for met in shown.meetings for line in _lines(met)]
    if not shown.hears_all or not said:
        return
    st.markdown(f"**{t('What both sides say')} ({len(said)})**")
    given = [each for met in shown.meetings for each in _stars(met) if each]
    if given:
        mean = f"{sum(given) / len(given):.1f}"
        st.caption(t("★ {mean}/5 on average; stars given: {n}", mean=mean, n=len(given)))
    page = page_of("said", len(said), shown)
    columns = (
        Column(t("Meeting"), 5),
        Column(t("Said by"), 2),
        Column(t("Says"), 3),
        Column(t("Next action"), 3),
    )
    rows.show(columns, said[page], key="docking-said", label=t("What both sides say"))


def cancelled(shown: DayShown) -> None:
    """The meetings that had been told and are not held."""
    if not shown.sees_all or not shown.cancelled:
        return
    st.markdown(f"**{t('Meetings that were called off')} ({len(shown.cancelled)})**")
    page = page_of("gone", len(shown.cancelled), shown)
    lines = [
        (
            Cell(time_of(shown, gone.slot)),
            Cell(title_of(gone.need), title_of(gone.result)),
            Cell(gone.reason or t("By replanning")),
        )
        for gone in shown.cancelled[page]
    ]
    columns = (Column(t("Time"), 2), Column(t("Meeting"), 6), Column(t("Reason"), 4))
    rows.show(columns, lines, key="docking-gone", label=t("Meetings that were called off"))


def _stars(met: Met) -> list[int | None]:
    return [*(each.rating for each in met.said), met.rating]


def _lines(met: Met) -> list[tuple[Cell, ...]]:
    lines = [_line(met, each) for each in met.said]
    if met.rating or met.note:
        lines.append(
            (
                Cell(title_of(met.need), title_of(met.result)),
                Cell(term(Voice.ORGANISER), told(met.rating)),
                Cell(term(met.stage), met.note),
                Cell(),
            )
        )
    return lines


def _line(met: Met, each: Said) -> tuple[Cell, ...]:
    why = " · ".join(filter(None, (term(each.reason) if each.reason else "", each.note)))
    on = f"{each.next_on:%Y-%m-%d}" if each.next_on else ""
    return (
        Cell(title_of(met.need), title_of(met.result)),
        Cell(term(each.voice), told(each.rating)),
        Cell(term(each.outcome), why, tone=TONES[each.outcome]),
        Cell(each.next_action, on),
    )
