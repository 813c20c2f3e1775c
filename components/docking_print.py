"""The sheets of a docking day, to be printed; and what happens now and next, for the day itself."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import docking_view
from components.docking_papers import papers, records, speakers
from components.docking_view import time_of
from components.texts import plain, t
from domain import clock, docking_sheets
from domain.queries.docking import DayShown


def sheets(shown: DayShown) -> None:
    """Files that are made when asked for: a sheet for each table, person and record, and the whole day on one."""
    if not shown.may_plan or not shown.meetings:
        return
    made = papers(shown)
    persons, each = speakers(shown), records(shown)
    with st.container(horizontal=True, gap="small"):
        _file(t("Sheets for the tables"), shown, made.sheets_of_tables, "tables")
        _file(t("Sheets for each person"), shown, partial(made.sheets_of, persons), "persons")
        _file(
            t("Sheets for the participants"), shown, partial(made.sheets_of, each), "participants"
        )
        _file(t("Sheet of the whole day"), shown, made.sheet_of_the_day, "day")
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
            st.markdown(f"**{plain(table)}** · {plain(' × '.join(docking_view.words_of(met)))}")


def _file(label: str, shown: DayShown, make: Callable[[], str], name: str) -> None:
    st.download_button(
        label,
        make,
        file_name=f"{shown.number}-{name}.html",
        mime=docking_sheets.MEDIA_TYPE,
        icon=":material/print:",
        key=f"docking-print-{name}",
        on_click="ignore",
    )
