"""A demand on its page: where it stands, what was said, who asks, and the story."""

import streamlit as st

from components import facts as fact_list
from components import origin_view, rows
from components.due import due_words
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.story import icon, quoted, sentence
from components.texts import plain, t, term
from components.track import Station, track
from db.vocabulary import LoopStep, Stage
from domain import clock
from domain.queries.demand import Contact, Other, Shown
from domain.queries.named import Named
from domain.queries.story import Line
from domain.workflow import loop_step

TONES = {
    Stage.CLOSED: "green",
    Stage.DECLINED: "gray",
    Stage.MERGED: "gray",
    Stage.RETURNED: "orange",
    Stage.REDO: "orange",
    Stage.RETURN_VISIT: "orange",
    Stage.WAITING: "violet",
}


def head(demand: Shown) -> None:
    """Title, number, stage, what is due, and how far round the loop it is."""
    st.title(plain(demand.title), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(demand.number, color="gray", icon=":material/tag:")
        st.badge(term(demand.stage), color=TONES.get(demand.stage, "blue"))
        if demand.due_at and demand.closed_at is None:
            words, tone = due_words(demand.due_at, clock.now())
            st.badge(words, color=tone, icon=":material/schedule:")
        if demand.round > 1:
            st.badge(t("Round {n}", n=demand.round), color="orange", icon=":material/replay:")
        if demand.closing_code and demand.closing_code.value != demand.stage.value:
            st.badge(term(demand.closing_code), color="green")
        if demand.decline_reason:
            st.badge(term(demand.decline_reason), color="gray")
    track(_loop(demand), key="loop", name=t("The six steps"), dense=True)
    _promise(demand)


def words(demand: Shown) -> None:
    """What the enterprise wrote, letter by letter."""
    with st.container(border=True):
        st.text(demand.body)


def facts(demand: Shown) -> None:
    """Who asks, and what it was taken for."""
    known = [
        (t("Enterprise"), demand.enterprise),
        *_contact(demand.contact),
        (t("Area"), _name(demand.area)),
        (t("Channel"), term(demand.channel)),
        (t("Submitted"), moment(demand.submitted_at)),
        (t("Taken down by"), demand.received_by),
        (t("Type"), term(demand.type) if demand.type else ""),
        (t("Field"), term(demand.field) if demand.field else ""),
        (t("Time-limit class"), term(demand.timeliness) if demand.timeliness else ""),
        (t("Level"), term(demand.level)),
        (t("Unit complained about"), _name(demand.about_unit)),
        (t("Responsible unit"), _name(demand.unit)),
        (t("Handler"), demand.handler),
    ]
    pages = {
        t("Enterprise"): _page_of(demand.enterprise_id),
        t("Responsible unit"): _page_of(demand.unit.id if demand.unit else None),
    }
    told = [Fact(label, value, pages.get(label, "")) for label, value in known]
    told += origin_view.fact(demand.raised_at)
    if demand.merged_into:
        told.append(_leading(t("Merged into"), demand.merged_into))
    told += [_leading(t("Merged here"), other) for other in demand.merged_here]
    fact_list.show(told, key="facts")


def story(lines: tuple[Line, ...]) -> None:
    """Everything that happened, the newest first."""
    for line in lines:
        with st.container(gap="xsmall"):
            st.markdown(f"{icon(line.action)} {plain(told(line))}")
            place = _name(line.of) if line.actor else ""
            when = moment(line.at)
            st.caption(f"{when} · {plain(place)}" if place else when)
            written = quoted(line.action, line.said)
            if written:
                with st.container(border=True):
                    st.text(written)


def told(line: Line) -> str:
    """One line of the story as a sentence, plain text."""
    return sentence(
        line.action,
        line.said,
        actor=line.actor or _name(line.of),
        unit=_name(line.unit),
        sign_by=line.sign_by,
        close_by=line.close_by,
    )


def _name(unit: Named | None) -> str:
    return named(unit.name, unit.name_en) if unit else ""


def _page_of(organisation_id: int | None) -> str:
    return rows.organisation(organisation_id).href if organisation_id else ""


def _leading(label: str, other: Other) -> Fact:
    return Fact(label, f"{other.number} {other.title}", rows.demand(other.number).href)


def _contact(contact: Contact) -> list[tuple[str, str]]:
    return [
        (t("Contact person"), contact.name),
        (t("Phone"), contact.phone),
        (t("E-mail"), contact.email),
    ]


def _promise(demand: Shown) -> None:
    """The date that the enterprise was given, as long as it waits for an answer."""
    answered = demand.closed_at or demand.stage in (Stage.ANSWERED, Stage.SURVEYED)
    if demand.promised_at is None or answered:
        return
    late = clock.now() > demand.promised_at
    text = t("Promised to the enterprise by {at}", at=moment(demand.promised_at))
    mark = "event_busy" if late else "event_available"
    note = t("provisional") if demand.is_provisional else ""
    color = ":red" if late else ":gray"
    st.markdown(f"{color}[:material/{mark}: {plain(text)}{f' ({plain(note)})' if note else ''}]")


def _loop(demand: Shown) -> list[Station]:
    """The six steps of the closed loop, the present one marked."""
    at = list(LoopStep).index(loop_step(demand.stage))
    stations = []
    for n, step in enumerate(LoopStep):
        if n < at or (n == at and demand.closed_at):
            stations.append(Station(term(step), "done", said=t("Done")))
        elif n == at:
            tone = "paused" if demand.stage is Stage.WAITING else "now"
            stations.append(Station(term(step), tone, said=t("Now")))
        else:
            tone = "void" if demand.closed_at else "later"
            stations.append(Station(term(step), tone, said=t("Still to come")))
    return stations
