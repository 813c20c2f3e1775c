"""The sheets of a docking day, to be printed; and what happens now and next, for the day itself."""

import streamlit as st

from components import docking_view
from components.docking_view import time_of, title_of
from components.session import language
from components.texts import plain, t
from domain import clock, docking_sheets
from domain.docking_sheets import Sheet
from domain.queries.docking import Coming, DayShown, Met


def sheets(shown: DayShown) -> None:
    """Three files: a sheet for each table, one for each participant, and the whole day on one."""
    if not shown.may_plan or not shown.meetings:
        return
    with st.container(horizontal=True, gap="small"):
        _file(t("Sheets for the tables"), shown, _tables(shown), "tables")
        _file(t("Sheets for the participants"), shown, _participants(shown), "participants")
        _file(t("Sheet of the whole day"), shown, [_whole(shown)], "day")
    st.caption(t("Open the file in the browser and print it; every sheet has a page of its own."))


def now(shown: DayShown) -> None:
    """On the day itself: who sits where now, and who comes next."""
    if not shown.sees_all or shown.held_on != clock.now().date() or not shown.meetings:
        return
    passed = (clock.now() - shown.begins(0)).total_seconds() / 60 / shown.slot_minutes
    at = int(passed) if passed >= 0 else -1
    left, right = st.columns(2, gap="medium")
    with left:
        _slot(shown, at, t("Now"))
    with right:
        _slot(shown, at + 1, t("Next"))


def _slot(shown: DayShown, slot: int, label: str) -> None:
    found = [met for met in shown.meetings if met.slot == slot]
    with st.container(border=True, gap="xsmall"):
        hours = time_of(shown, slot) if 0 <= slot < shown.slots else ""
        st.markdown(f"**{plain(label)}** {plain(hours)}")
        if not found:
            st.caption(t("No meetings."))
        for met in sorted(found, key=lambda each: each.table):
            table = t("Table {n}", n=met.table + 1)
            st.markdown(f"**{plain(table)}** · {plain(docking_view.words_of(met))}")


def _file(label: str, shown: DayShown, pages: list[Sheet], name: str) -> None:
    st.download_button(
        label,
        docking_sheets.written(shown.name, language(), pages),
        file_name=f"{shown.number}-{name}.html",
        mime=docking_sheets.MEDIA_TYPE,
        icon=":material/print:",
        key=f"docking-print-{name}",
        on_click="ignore",
    )


def _tables(shown: DayShown) -> list[Sheet]:
    heads = (t("Time"), t("Technical need"), t("Research result"))
    return [
        Sheet(
            t("Table {n}", n=table + 1),
            _below(shown),
            heads,
            tuple(
                (time_of(shown, met.slot), title_of(met.need), title_of(met.result))
                for met in shown.meetings
                if met.table == table
            ),
        )
        for table in sorted({met.table for met in shown.meetings})
    ]


def _whole(shown: DayShown) -> Sheet:
    heads = (t("Time"), t("Table"), t("Technical need"), t("Research result"))
    rows = (
        (time_of(shown, met.slot), str(met.table + 1), title_of(met.need), title_of(met.result))
        for met in shown.meetings
    )
    return Sheet(shown.name, _below(shown), heads, tuple(rows))


def _participants(shown: DayShown) -> list[Sheet]:
    heads = (t("Time"), t("Table"), t("With"))
    return [
        Sheet(
            title_of(who),
            _below(shown),
            heads,
            tuple(
                (time_of(shown, met.slot), str(met.table + 1), title_of(other))
                for met in shown.meetings
                for side, other in _both(met)
                if side.record_id == who.record_id and side.is_need is who.is_need
            ),
        )
        for who in (*shown.needs, *shown.results)
        if who.meetings
    ]


def _both(met: Met) -> tuple[tuple[Coming, Coming], tuple[Coming, Coming]]:
    return (met.need, met.result), (met.result, met.need)


def _below(shown: DayShown) -> str:
    return " · ".join(filter(None, (shown.name, f"{shown.held_on:%Y-%m-%d}", shown.place)))
