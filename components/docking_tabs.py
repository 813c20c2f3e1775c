"""The parts of a docking day's page, one behind the other: only the open one is drawn, long lists page by page."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import docking_print, docking_said_view, research_list, rows, timetable
from components.docking_papers import Papers, Speaker, papers, records, speakers
from components.docking_view import (
    TONE_OF_ANSWER,
    marks_of,
    number_beside_title,
    owner_of,
    page_of,
    participant_of,
    time_of,
    title_of,
    words_of,
)
from components.naming import named
from components.rows import Cell, Column, Link
from components.texts import listed, t, term
from components.timetable import Meeting, Slot
from db.research_vocabulary import Answer, DockingStage
from domain import calendar_files, docking_sheets
from domain.queries.docking import Coming, DayShown
from domain.queries.docking_met import Met


def show(shown: DayShown) -> None:
    """As tabs; the address may name one."""
    parts: dict[str, tuple[str, Callable[[DayShown], None]]] = {
        "timetable": (t("Timetable"), _timetable),
        "personal": (t("For each participant"), _personal),
        "participants": (t("Participants"), _participants),
    }
    if shown.wishes:
        parts["wishes"] = (t("Wishes and vetoes"), _wishes)
    if shown.sees_all and (shown.cancelled or any(met.said for met in shown.meetings)):
        parts["after"] = (t("What became of it"), _after)
    asked = parts.get(st.query_params.get("part", ""))
    tabs = st.tabs(
        [label for label, _ in parts.values()],
        default=asked[0] if asked else None,
        key=f"docking-parts-{shown.id}",
        on_change="rerun",
    )
    for tab, (_, draw) in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(shown)


def _timetable(shown: DayShown) -> None:
    """Slots down, tables across."""
    if not shown.meetings:
        if shown.stage is not DockingStage.CALLED_OFF:
            st.info(
                t("There is no timetable yet. Invite participants, then plan it.")
                if shown.may_plan
                else t("There is no timetable yet. It stands here once it is published."),
                icon=":material/calendar_month:",
            )
        return
    tables = sorted({met.table for met in shown.meetings})
    met_at = {(met.slot, met.table): Meeting(*words_of(met)) for met in shown.meetings}
    taken = [met.slot for met in shown.meetings]
    slots = range(shown.slots) if shown.sees_all else range(min(taken), max(taken) + 1)
    timetable.show(
        [t("Table {n}", n=table + 1) for table in tables],
        [
            Slot(time_of(shown, slot), tuple(met_at.get((slot, table)) for table in tables))
            for slot in slots
        ],
        key="docking-timetable",
        label=t("Timetable"),
        corner=t("Time"),
    )
    if marks := marks_of(shown.meetings):
        st.caption(marks)
    docking_print.sheets(shown)


def _after(shown: DayShown) -> None:
    docking_said_view.cancelled(shown)
    docking_said_view.feedback(shown)


def _personal(shown: DayShown) -> None:
    """The meetings of one person, one record or one table, to be printed or taken into a calendar."""
    made = papers(shown)
    served = {each.key for met in _all(shown) for each in _two(met)}
    choices: dict[str, Speaker | int] = {
        each.key: each
        for each in (*speakers(shown), *records(shown))
        if any(one.key in served for one in each.members)
    }
    if shown.sees_all:
        choices |= {f"table-{n}": n for n in sorted({met.table for met in shown.meetings})}
    if not choices:
        st.caption(t("No meetings."))
        return

    def word(key: str) -> str:
        of = choices[key]
        if isinstance(of, int):
            return made.table(of)
        if len(of.members) == 1:
            return participant_of(of.members[0])
        whose = listed(list(dict.fromkeys(owner_of(each) for each in of.members)))
        return t("One person of {whose}: {numbers}", whose=whose, numbers=made.of(of))

    key = st.selectbox(t("Whose meetings?"), list(choices), format_func=word, key="docking-who")
    if key is None:
        return
    chosen = choices[key]
    if isinstance(chosen, int):
        _one_table(shown, made, chosen)
    else:
        _one_speaker(shown, made, chosen)


def _one_speaker(shown: DayShown, made: Papers, who: Speaker) -> None:
    lines = [line for line in made.lines(who) if isinstance(line[0], Met)]
    are_many = len(who.members) > 1
    columns = [Column(t("Time"), 3), Column(t("Table"), 2, is_said=True)]
    columns += [Column(t("For"), 5, is_said=True)] if are_many else []
    columns += [Column(t("With"), 6, is_said=True)]
    cells = [
        (
            Cell(time_of(shown, met.slot)),
            Cell(str(met.table + 1)),
            *([Cell(*_two_lines(own))] if are_many else []),
            Cell(*_two_lines(other)),
        )
        for met, own, other in lines
    ]
    rows.show(columns, cells, key="docking-own", label=t("Whose meetings?"))
    name = f"{shown.number}-{who.number}"
    with st.container(horizontal=True, gap="small"):
        _calendar(name, lambda: made.calendar(who))
        st.download_button(
            t("Sheet to print"),
            lambda: made.sheets_of([who]),
            file_name=f"{name}.html",
            mime=docking_sheets.MEDIA_TYPE,
            icon=":material/print:",
            key="docking-sheet",
            on_click="ignore",
        )


def _one_table(shown: DayShown, made: Papers, table: int) -> None:
    found = [met for met in shown.meetings if met.table == table]
    columns = (
        Column(t("Time"), 2),
        Column(t("Technical need"), 5),
        Column(t("Result or team"), 5),
    )
    cells = [
        (
            Cell(time_of(shown, met.slot)),
            Cell(*_two_lines(met.need)),
            Cell(*_two_lines(met.result)),
        )
        for met in found
    ]
    rows.show(columns, cells, key="docking-of-table", label=made.table(table))
    _calendar(f"{shown.number}-table-{table + 1}", lambda: made.calendar_of_table(table))


def _calendar(name: str, make: Callable[[], str]) -> None:
    st.download_button(
        t("Calendar file"),
        make,
        file_name=f"{name}.ics",
        mime=calendar_files.MEDIA_TYPE,
        icon=":material/event_available:",
        key="docking-ics",
        on_click="ignore",
    )


def _participants(shown: DayShown) -> None:
    """Who comes, side by side."""
    page = page_of("participants", max(len(shown.needs), len(shown.results)), shown)
    for column, label, coming in zip(
        st.columns(2, gap="medium"),
        (t("Technical needs"), t("Results and teams")),
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
                for each in coming[page]
            ]
            if lines:
                columns = (Column(label, 5), Column(t("Meetings"), 2, is_said=True))
                wanted = rows.show(columns, lines, key=f"docking-{label}", label=label)
                if wanted:
                    rows.follow(wanted)


def _wishes(shown: DayShown) -> None:
    """Who wishes to meet whom, and who must not; a participant sees what their own side has said."""
    st.markdown(f"**{t('Wishes and vetoes')} ({len(shown.wishes)})**")
    page = page_of("wishes", len(shown.wishes), shown)
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
        for each in shown.wishes[page]
    ]
    columns = (
        Column(t("Technical need"), 4),
        Column(t("Result or team"), 4),
        Column(t("Wish"), 2),
        Column(t("Said by"), 2),
    )
    wanted = rows.show(columns, lines, key="docking-wishes", label=t("Wishes and vetoes"))
    if wanted:
        rows.follow(wanted)


def _many_of(each: Coming) -> Cell:
    """How many meetings; of whom has none, why; or that they have not accepted."""
    if each.answer is not Answer.ACCEPTED:
        return Cell(term(each.answer), each.answer_note, tone=TONE_OF_ANSWER[each.answer])
    why = term(each.meets_nobody) if each.meets_nobody and not each.meetings else ""
    return Cell(str(each.meetings), why, tone="" if each.meetings else "orange")


def _about(each: Coming) -> tuple[str, str, str]:
    """Number, whose it is, and how many speak for it together with others."""
    people = t("People: {n}", n=each.people) if each.people else ""
    return number_beside_title(each), named(each.owner, each.owner_en), people


def _two_lines(each: Coming) -> tuple[str, str]:
    """What it is, and below it which and whose."""
    owner = named(each.owner, each.owner_en)
    number = number_beside_title(each)
    return named(each.title, each.title_en), " · ".join(filter(None, (number, owner)))


def _record(each: Coming) -> Link:
    if each.is_team:
        return rows.organisation(each.house_id)
    return (research_list.need if each.is_need else research_list.result)(each.record_id)


def _all(shown: DayShown) -> Sequence:
    return (*shown.meetings, *shown.cancelled)


def _two(met) -> tuple[Coming, Coming]:
    return met.need, met.result
