"""A docking day on its page: who comes, who meets whom, when and at which table."""

from datetime import timedelta

import streamlit as st

from components import research_list, rows
from components.moments import day as day_of
from components.naming import named
from components.rows import Cell, Column, Link, Tone
from components.texts import plain, t, term
from db.research_vocabulary import Answer, DockingStage, MeetingStage
from domain import calendar_files, clock, topics
from domain.calendar_files import Entry
from domain.queries.docking import Coming, DayLine, DayShown, Met
from domain.queries.docking_met import Cancelled

PAGE, PATH = "pages/research/docking_day.py", "docking-day"
DAYS_PAGE = "pages/research/docking_days.py"
SEEN = (topics.MATCHES, topics.NEEDS, topics.RESULTS)
TONES: dict[DockingStage, Tone] = {
    DockingStage.PLANNING: "orange",
    DockingStage.PUBLISHED: "green",
    DockingStage.OVER: "grey",
}


def link(day_id: int) -> Link:
    """The page of one docking day."""
    return Link(PAGE, PATH, (("id", str(day_id)),))


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
    st.caption(
        t(
            "{slots} slots of {minutes} minutes, {tables} tables",
            slots=shown.slots,
            minutes=shown.slot_minutes,
            tables=shown.tables,
        )
    )


def figures(shown: DayShown) -> None:
    """How good the timetable is."""
    served = sum(1 for each in (*shown.needs, *shown.results) if each.meetings)
    many = len(shown.needs) + len(shown.results)
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("Participants"), f"{many:,}")
        st.metric(t("Meetings"), f"{len(shown.meetings):,}")
        if many:
            st.metric(t("With a meeting"), f"{served} / {many}")
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


def timetable(shown: DayShown) -> None:
    """Slots down, tables across."""
    if not shown.meetings:
        st.info(
            t("There is no timetable yet. Invite participants, then plan it."),
            icon=":material/calendar_month:",
        )
        return
    tables = sorted({met.table for met in shown.meetings})
    cells = {(met.slot, met.table): words_of(met) for met in shown.meetings}
    slots = range(shown.slots)
    st.dataframe(
        {t("Time"): [time_of(shown, slot) for slot in slots]}
        | {
            t("Table {n}", n=table + 1): [cells.get((slot, table), "") for slot in slots]
            for table in tables
        },
        hide_index=True,
        key="docking-timetable",
    )


def personal(shown: DayShown) -> None:
    """The meetings of one participant, to be printed or taken into a calendar."""
    everybody = [each for each in (*shown.needs, *shown.results) if each.meetings]
    if not everybody:
        return
    who = st.selectbox(t("Whose meetings?"), everybody, format_func=_participant, key="docking-who")
    if who is None:
        return
    own = [met for met in shown.meetings if who.record_id == _side(met, who).record_id]
    st.dataframe(
        {
            t("Time"): [time_of(shown, met.slot) for met in own],
            t("Table"): [met.table + 1 for met in own],
            t("With"): [_participant(_other(met, who)) for met in own],
        },
        hide_index=True,
        key="docking-own",
    )
    gone = [each for each in shown.cancelled if who.record_id == _side(each, who).record_id]
    entries = [entry(shown, met, who) for met in (*own, *gone)]
    st.download_button(
        t("Calendar file"),
        calendar_files.written(entries, clock.now()),
        file_name=f"{shown.number}-{who.number}.ics",
        mime=calendar_files.MEDIA_TYPE,
        icon=":material/event_available:",
        key="docking-ics",
        on_click="ignore",
    )


def participants(shown: DayShown) -> None:
    """Who comes, side by side."""
    for column, label, coming in zip(
        st.columns(2, gap="medium"),
        (t("Technical needs"), t("Research results")),
        (shown.needs, shown.results),
        strict=True,
    ):
        with column:
            st.markdown(f"**{label} ({len(coming)})**")
            lines = [
                (
                    Cell(
                        named(each.title, each.title_en),
                        " · ".join(filter(None, _about(each))),
                        link=_record(each),
                    ),
                    _many_of(each),
                )
                for each in coming
            ]
            if lines:
                columns = (Column(label, 5), Column(t("Meetings"), 2, is_said=True))
                wanted = rows.show(columns, lines, key=f"docking-{label}", label=label)
                if wanted:
                    rows.follow(wanted)


def wishes(shown: DayShown) -> None:
    """Who wishes to meet whom, and who must not; a participant sees what their own side has said."""
    if not shown.wishes:
        return
    st.markdown(f"**{t('Wishes and vetoes')} ({len(shown.wishes)})**")
    lines = [
        (
            Cell(title_of(each.need), link=_record(each.need)),
            Cell(title_of(each.result), link=_record(each.result)),
            Cell(
                t("They must not meet") if each.is_veto else t("They wish to meet"),
                tone="red" if each.is_veto else "green",
            ),
            Cell(term(each.voice)),
        )
        for each in shown.wishes
    ]
    columns = (
        Column(t("Technical need"), 4),
        Column(t("Research result"), 4),
        Column(t("Wish"), 2),
        Column(t("Said by"), 2),
    )
    wanted = rows.show(columns, lines, key="docking-wishes", label=t("Wishes and vetoes"))
    if wanted:
        rows.follow(wanted)


def _many_of(each: Coming) -> Cell:
    """How many meetings; of whom has none, why; or that they have not accepted."""
    if each.answer is not Answer.ACCEPTED:
        tone = "red" if each.answer is Answer.DECLINED else "orange"
        return Cell(term(each.answer), each.answer_note, tone=tone)
    why = term(each.meets_nobody) if each.meets_nobody and not each.meetings else ""
    return Cell(str(each.meetings), why, tone="" if each.meetings else "orange")


def _about(each: Coming) -> tuple[str, str, str]:
    """Number, whose it is, and how many speak for it together with others."""
    people = t("People: {n}", n=each.people) if each.people else ""
    return each.number, named(each.owner, each.owner_en), people


def _colour(tone: Tone) -> str:
    return "gray" if tone == "grey" else tone


def _record(each: Coming) -> Link:
    return (research_list.need if each.is_need else research_list.result)(each.record_id)


def time_of(shown: DayShown, slot: int) -> str:
    begins = shown.begins(slot)
    ends = begins + timedelta(minutes=shown.slot_minutes)
    return f"{begins:%H:%M}–{ends:%H:%M}"


def words_of(met: Met) -> str:
    settled = "◆ " if met.is_confirmed else ""
    mark = {MeetingStage.HELD: "✓ ", MeetingStage.MISSED: "✗ "}.get(met.stage, settled)
    need = named(met.need.title, met.need.title_en)
    result = named(met.result.title, met.result.title_en)
    return f"{mark}{need} × {result}"


def _participant(each: Coming) -> str:
    owner = named(each.owner, each.owner_en)
    title = named(each.title, each.title_en)
    return " · ".join(filter(None, (each.number, title, owner)))


def title_of(each: Coming) -> str:
    """Number and title; whose it is stands nowhere that others read."""
    return f"{each.number} {named(each.title, each.title_en)}"


def _side(met: Met | Cancelled, who: Coming) -> Coming:
    return met.need if who.is_need else met.result


def _other(met: Met | Cancelled, who: Coming) -> Coming:
    return met.result if who.is_need else met.need


def entry(shown: DayShown, met: Met | Cancelled, who: Coming) -> Entry:
    """What stands in a calendar; a meeting that was cancelled is struck out there."""
    begins = shown.begins(met.slot)
    table = t("Table {n}", n=met.table + 1)
    return Entry(
        uid=f"meeting-{met.need.record_id}-{met.result.record_id}@{shown.number}",
        begins=begins,
        ends=begins + timedelta(minutes=shown.slot_minutes),
        title=title_of(_other(met, who)),
        place=" · ".join(filter(None, (shown.place, table))),
        text=shown.name,
        sequence=met.sequence,
        is_cancelled=isinstance(met, Cancelled),
    )
