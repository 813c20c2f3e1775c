"""A docking day on its page: who comes, who meets whom, when and at which table."""

from collections.abc import Iterable
from datetime import timedelta

import streamlit as st

from components import address, rows
from components.moments import day as day_of
from components.naming import named
from components.rows import Cell, Column, Link, Tone
from components.texts import plain, t, term
from db.research_vocabulary import Answer, DockingStage, MeetingStage
from domain import paging, topics
from domain.queries.docking import Coming, DayLine, DayShown, Met

PAGE, PATH = "pages/research/docking_day.py", "docking-day"
DAYS_PAGE = "pages/research/docking_days.py"
LINES = 50  # of a list, on one page
SEEN = (topics.MATCHES, topics.NEEDS, topics.RESULTS)
TONES: dict[DockingStage, Tone] = {
    DockingStage.PLANNING: "orange",
    DockingStage.PUBLISHED: "green",
    DockingStage.OVER: "grey",
    DockingStage.CALLED_OFF: "red",
}


TONE_OF_ANSWER: dict[Answer, Tone] = {
    Answer.DECLINED: "red",
    Answer.INVITED: "orange",
    Answer.OFFERED: "blue",
}


def link(day_id: int) -> Link:
    """The page of one docking day."""
    return Link(PAGE, PATH, (("id", str(day_id)),))


def nothing(may_prepare: bool) -> None:
    """Where no docking day stands, what will."""
    if may_prepare:
        st.info(t("There is no docking day yet."), icon=":material/calendar_month:")
        return
    st.info(
        t("You take part in no docking day. One stands here as soon as you are invited."),
        icon=":material/calendar_month:",
    )


def days(found: tuple[DayLine, ...]) -> None:
    """The docking days as a list that leads to each."""
    columns = (
        Column(t("Docking day"), 6),
        Column(t("Day"), 3),
        Column(t("Stage"), 2),
        Column(t("Participants"), 2, is_said=True),
        Column(t("Meetings"), 2, is_said=True),
    )
    lines = [
        (
            Cell(
                each.name, " · ".join(filter(None, (each.number, each.place))), link=link(each.id)
            ),
            Cell(day_of(each.held_on)),
            Cell(term(each.stage), tone=TONES[each.stage]),
            Cell(str(each.participants)),
            Cell(str(each.meetings)),
        )
        for each in found
    ]
    wanted = rows.show(columns, lines, key="docking-days", label=t("Docking days"))
    if wanted:
        rows.follow(wanted)


def head(shown: DayShown) -> None:
    """Name, day, place, stage, and what was proved of the timetable."""
    st.title(plain(shown.name), anchor=False)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(term(shown.stage), color=_colour(TONES[shown.stage]))
        st.badge(plain(shown.number), color="gray")
        when = f"{day_of(shown.held_on)} {shown.begins_at}"
        st.badge(plain(when), color="gray", icon=":material/event:")
        if shown.place:
            st.badge(plain(shown.place), color="gray", icon=":material/location_on:")
        if shown.is_of_a_house:
            st.badge(plain(_organiser(shown)), color="gray", icon=":material/school:")
    if shown.stage is DockingStage.CALLED_OFF:
        why = plain(t("This docking day is called off: {reason}", reason=shown.called_off_because))
        st.error(why, icon=":material/event_busy:")
    st.caption(
        t(
            "{slots} slots of {minutes} minutes, {tables} tables",
            slots=shown.slots,
            minutes=shown.slot_minutes,
            tables=shown.tables,
        )
    )


def _organiser(shown: DayShown) -> str:
    """The house that runs it; whoever brings a result whose name is hidden is not named to those from whom it is."""
    if shown.organiser is None:
        return t("Run by a university or institute")
    return t("Run by {name}", name=named(shown.organiser.name, shown.organiser.name_en))


def figures(shown: DayShown) -> None:
    """How good the timetable is."""
    served = sum(1 for each in (*shown.needs, *shown.results) if each.meetings)
    many = len(shown.needs) + len(shown.results)
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("Participants"), f"{many:,}")
        st.metric(t("Meetings"), f"{len(shown.meetings):,}")
        if many:
            st.metric(t("With a meeting"), f"{served} / {many}")
        if shown.sees_all:  # counted over everybody who comes
            st.metric(t("Idle slots between meetings"), f"{shown.idle:,}")
    broken = [met for met in shown.meetings if _is_broken(met)]
    if shown.may_plan and broken:
        st.warning(
            t("{n} meetings cannot be held as they stand. Please plan again.", n=len(broken)),
            icon=":material/event_repeat:",
        )
    if shown.is_proved:
        st.caption(f":material/verified: {t('Proved: no timetable is worth more.')}")
    elif shown.is_proved is False:
        st.caption(t("A good timetable; that none is better could not be proved in time."))


def _is_broken(met: Met) -> bool:
    """Whether one of the two has said since that they are away then."""
    is_coming = met.stage is MeetingStage.PLANNED
    return is_coming and (met.slot in met.need.away or met.slot in met.result.away)


def _colour(tone: Tone) -> str:
    return "gray" if tone == "grey" else tone


def page_of(name: str, many: int, shown: DayShown) -> slice:
    """Which of so many lines stand on the page that the address asks for."""
    pages = paging.pages(many, LINES)
    first = (address.page(f"{name}-page", pages=pages, of=shown.id) - 1) * LINES
    return slice(first, first + LINES)


def time_of(shown: DayShown, slot: int) -> str:
    begins = shown.begins(slot)
    ends = begins + timedelta(minutes=shown.slot_minutes)
    return f"{begins:%H:%M}–{ends:%H:%M}"


def words_of(met: Met) -> tuple[str, str]:
    """The need with its mark before it, and what it meets."""
    mark = f"{_mark(met)} ".lstrip()
    need = named(met.need.title, met.need.title_en)
    return f"{mark}{need}", named(met.result.title, met.result.title_en)


def _mark(met: Met) -> str:
    settled = "◆" if met.is_confirmed else ""
    return {MeetingStage.HELD: "✓", MeetingStage.MISSED: "✗"}.get(met.stage, settled)


def marks_of(meetings: Iterable[Met]) -> str:
    """What the marks mean that stand in the timetable."""
    words = {"✓": t("✓ held"), "✗": t("✗ not held"), "◆": t("◆ settled where it is")}
    used = {_mark(met) for met in meetings}
    return " · ".join(said for mark, said in words.items() if mark in used)


def title_of(each: Coming) -> str:
    """Number and title; whose it is stands nowhere that others read."""
    return " ".join(filter(None, (number_beside_title(each), named(each.title, each.title_en))))


def participant_of(each: Coming) -> str:
    """Number, title and whose it is, to be chosen from; hidden names are told as such."""
    title = named(each.title, each.title_en)
    return " · ".join(filter(None, (number_beside_title(each), title, owner_of(each))))


def owner_of(each: Coming) -> str:
    return named(each.owner, each.owner_en) or t("Name hidden")


def number_beside_title(each: Coming) -> str:
    """Empty where the number stands in place of a title that is hidden."""
    return "" if each.title == each.number else each.number
