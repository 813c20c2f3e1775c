"""How far the platform has come towards the national title: a bar for each condition, with the version of the rules."""

import streamlit as st

from components import address, subscription_forms, title_files, title_records, title_versions
from components.naming import named
from components.reading import read
from components.texts import t, term
from domain import clock
from domain.assessment.gauges import Reached
from domain.permissions import Person
from domain.queries import assessment as queries

YEARS = 5


def show(person: Person) -> None:
    """The gauges of a year, from the address."""
    present = clock.now().astimezone(clock.LOCAL).year
    years = [str(present - n) for n in range(YEARS)]
    year = int(address.always("year", t("Year"), years, str, width=120))
    measured = read(queries.title_gauges, person, year, topics=title_records.SEEN)
    if measured is None:
        st.info(t("The gauges are for the platform's people."), icon=":material/lock:")
        return
    found = measured.reached
    met = sum(each.is_met for each in found)
    st.caption(
        t(
            "Rules for national demonstration platforms, {rules}: {n} of {all} conditions are met.",
            rules=named(measured.rules.name_zh, measured.rules.name),
            n=met,
            all=len(found),
        )
    )
    st.caption(
        t(
            "A year is measured by the version of the rules in force in it: this one since {year}.",
            year=measured.rules.since,
        )
    )
    title_files.offer(year, measured)
    for begin in range(0, len(found), 3):
        for column, each in zip(st.columns(3), found[begin : begin + 3], strict=False):
            with (
                column,
                st.container(
                    border=True,
                    gap="small",
                    height="stretch",
                    key=f"gauge-{each.wanted.gauge.value}",
                ),
            ):
                _gauge(each)
                title_records.offer(person, year, each)
    subscription_forms.offer_title(person)
    title_records.show(person, year)
    title_versions.show(person)


def _gauge(each: Reached) -> None:
    st.markdown(f"**{term(each.wanted.gauge)}**", help=title_files.counted(each.wanted.gauge))
    wanted = t("wanted: {value} or more", value=title_files.said(each.wanted, each.wanted.least))
    if each.value is None:
        st.progress(0.0, text=wanted)
        st.badge(title_files.standing(each), color="gray", icon=":material/help:")
        return
    st.progress(min(each.value / each.wanted.least, 1.0), text=wanted)
    tone, icon = ("green", "check") if each.is_met else ("orange", "pending")
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(title_files.said(each.wanted, each.value), color=tone)
        st.badge(title_files.standing(each), color=tone, icon=f":material/{icon}:")
    if each.n:
        st.caption(t("of {n} records", n=f"{each.n:,}"))
    if words := title_files.remarks(each):
        st.caption(words)
