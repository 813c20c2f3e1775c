"""What happened with an organisation, drawn: visits with what they found, and every change of its record."""

import streamlit as st

from components import address, record_labels, record_words, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.moments import day, moment
from components.reading import read
from components.record_window import button
from components.texts import plain, t, term
from db.vocabulary import Kind
from domain.permissions import Person, allows, intake_staff
from domain.queries import organisation_story as queries
from domain.queries.organisation import Record
from domain.queries.organisation_story import Finding, VisitShown


def visits(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """The visits, the newest first, and what became of what they found."""
    found = read(queries.visits, person, record.id, topics=seen)
    if record.may_keep:
        button("visit", t("Record a visit"), icon="directions_walk")
    if not found:
        st.info(
            t("Nobody has recorded a visit yet."),
            icon=":material/directions_walk:",
        )
    can_raise = record.kind is Kind.ENTERPRISE and allows(intake_staff, person, record)
    for each in found:
        _visit(each, can_raise=can_raise)


def history(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """Every change, the newest first."""
    first = read(queries.history, person, record.id, topics=seen)
    if not first.lines:
        st.info(
            t("Nothing has been changed since the record was set up."), icon=":material/history:"
        )
        return
    lines = st.container()
    page = address.page("history", pages=first.pages, of=record.id)
    shown = first if page == 1 else read(queries.history, person, record.id, page, topics=seen)
    names = area_names(person) | industry_names(person)
    with lines:
        for line in shown.lines:
            with st.container(gap="xsmall"):
                told = record_words.sentence(line.action, line.said, line.actor)
                st.markdown(f"{record_words.icon(line.action)} {plain(told)}")
                for detail in record_labels.details(line.said, names):
                    st.text(detail)
                st.caption(moment(line.at))


def _visit(each: VisitShown, *, can_raise: bool) -> None:
    with st.container(border=True, gap="small", key=f"visit-{each.id}"):
        st.markdown(f"**{plain(day(each.on))}**")
        whom = t("Spoke with: {whom}", whom=each.with_whom) if each.with_whom else ""
        st.caption(plain(" · ".join(filter(None, [each.who, whom]))))
        st.text(each.summary)
        for finding in each.findings:
            _finding(finding, can_raise=can_raise)


def _finding(finding: Finding, *, can_raise: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"finding-{finding.id}"):
        st.text(finding.text)
        if finding.demand:
            link = rows.demand(finding.demand.number).href
            number = plain(finding.demand.number)
            st.markdown(f":material/campaign: [{number}]({link}) {term(finding.demand.stage)}")
        elif finding.is_raised:
            st.caption(t("It has become a demand."))
        elif can_raise:
            button("raise", t("Make it a demand"), of=finding.id, icon="campaign")
