"""What an administrator does to the office calendar: one day, a whole notice, and taking the last change back."""

from datetime import date

import streamlit as st

from components import rows, window, year_calendar
from components.moments import day as day_words
from components.moments import moment
from components.rows import Cell, Column
from components.session import nonce
from components.submitting import attempt, submit, tell
from components.texts import listed, plain, t, told
from domain import holiday_notice, office_days
from domain.errors import Refused
from domain.queries import office_days as queries
from domain.queries.office_days import CalendarChange, DayKind, DayShown, Standing, YearShown

NAME = "day"  # in the address


def chosen(year: YearShown, clicked: DayShown | None) -> DayShown | None:
    """The day whose window is open."""
    if clicked:
        window.turn_to(NAME, clicked.day.isoformat())
    asked = window.opened(NAME)
    return next((each for each in year.days if each.day.isoformat() == asked), None)


def one_day(day: DayShown) -> None:
    """A window: enter this day otherwise than it counts."""
    window.show(NAME, day_words(day.day), _one_day, day)


def notice(year: YearShown) -> None:
    """Folded away unless it is missing: a year's notice, shown as it would count before it is entered."""
    label = t("Enter the holiday notice of {year}", year=year.number)
    is_missing = year.standing is Standing.PROVISIONAL
    with st.expander(label, icon=":material/newspaper:", expanded=is_missing):
        _notice(year)


def history(year: YearShown) -> None:
    """Who changed what and why, the newest first, and taking the last change back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("Changes of {year}", year=year.number), anchor=False)
        if year.can_undo:
            _undo(year)
    if not year.changes:
        st.caption(t("Nobody has changed this year."))
        return
    columns = (
        Column(t("Change"), 5),
        Column(t("Reason"), 4),
        Column(t("By"), 2),
        Column(t("When"), 3),
    )
    lines = [_line(each) for each in year.changes]
    rows.show(columns, lines, key=f"calendar-changes-{year.number}", label=t("Changes"))


def _one_day(day: DayShown) -> None:
    st.text(year_calendar.told(day))
    if day.is_provisional:
        st.caption(t("The notice of this year is not known: the day follows the week for now."))
    form = f"office-day-{day.day}"
    with st.form(f"{form}-{nonce(form)}", border=False):
        words = {True: t("Working day"), False: t("Day of rest")}
        works = st.segmented_control(
            t("Counts as"), [True, False], default=not day.is_working, format_func=words.get
        )
        reason = st.text_input(
            t("Reason"), max_chars=office_days.REASON, placeholder=t("Such as: typhoon, by order")
        )
        st.caption(t("The clocks of open demands are counted anew with it."))
        if st.form_submit_button(t("Enter"), type="primary", icon=":material/edit_calendar:"):
            is_done, _ = attempt(
                office_days.enter_day, form=form, day=day.day, is_working=works, reason=reason
            )
            if is_done:
                window.close(NAME)
                tell(t("Entered; the dates are counted anew."))
                st.rerun()


@st.fragment
def _notice(year: YearShown) -> None:
    form = f"office-year-{year.number}"
    number = nonce(form)
    st.caption(
        t(
            "Paste the notice of the State Council as it is, or write one day or span to a line: "
            "2027-05-01..2027-05-05 rest Labour Day; 2027-05-08 work."
        )
    )
    text = st.text_area(
        t("Holiday notice"),
        key=f"{form}-text-{number}",
        height=180,
        max_chars=holiday_notice.MOST,
        label_visibility="collapsed",
        placeholder=t("1. New Year: …"),
    )
    if not st.button(t("Show what it says"), icon=":material/preview:") and not text:
        return
    try:
        understood, drawn = queries.draft(year, text or "")
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    st.text(
        t(
            "Understood: {rest} days of rest and {work} working days at weekends.",
            rest=understood.rest,
            work=understood.make_up,
        )
    )
    if understood.left_out:
        left_out = " · ".join(understood.left_out)
        st.caption(t("Left out: {sentences}", sentences=plain(left_out)))
    year_calendar.show(drawn, key=f"{form}-draft", is_choosable=False)
    is_sure = _compared(year, drawn, key=f"{form}-sure-{number}")
    source = st.text_input(
        t("Notice cited as"),
        key=f"{form}-source-{number}",
        max_chars=office_days.REASON,
        placeholder=t("Number and date of the notice"),
    )
    st.caption(
        t(
            "It replaces the calendar of {year}; the year is provisional no longer.",
            year=year.number,
        )
    )
    is_sent = st.button(
        t("Enter the year"), type="primary", icon=":material/event_available:", key=f"{form}-send"
    )
    if is_sent and not is_sure:
        st.error(
            t("Please confirm that the days named above are to follow the week again."),
            icon=":material/error:",
        )
    elif is_sent:
        submit(
            office_days.enter_year,
            form=form,
            done=t("The year is entered; the dates are counted anew."),
            year=year.number,
            text=text or "",
            source=source or "",
        )


def _compared(year: YearShown, drawn: YearShown, *, key: str) -> bool:
    """What the notice would change in the year; whether it may be entered: days it gives up are to be confirmed."""
    counts = {
        "before": year.count(DayKind.HOLIDAY),
        "after": drawn.count(DayKind.HOLIDAY),
        "work_before": year.count(DayKind.MAKE_UP),
        "work_after": drawn.count(DayKind.MAKE_UP),
    }
    st.text(
        t(
            "Days of rest by the notice: {before} now, {after} afterwards. "
            "Working days at weekends: {work_before} now, {work_after} afterwards.",
            **counts,
        )
    )
    given_up = queries.given_up(year, drawn)
    if not given_up:
        return True
    spans = year_calendar.spans(tuple((each.day, each.is_working) for each in given_up))
    days = listed(_span(*each) for each in spans)
    st.warning(
        t("These days are ruled on now and would follow the week again: {days}", days=plain(days)),
        icon=":material/event_busy:",
    )
    return st.checkbox(t("Yes, these days are to follow the week again"), key=key)


def _undo(year: YearShown) -> None:
    form = f"office-undo-{year.number}"
    number = nonce(form)
    with st.popover(t("Take the last change back"), icon=":material/undo:"):
        reason = st.text_input(t("Reason"), key=f"{form}-{number}", max_chars=office_days.REASON)
        if st.button(t("Take back"), key=f"{form}-send-{number}", type="primary"):
            submit(
                office_days.undo,
                year.number,
                form=form,
                done=t("Taken back; the dates are counted anew."),
                reason=reason or "",
            )


def _line(change: CalendarChange) -> tuple[Cell, ...]:
    names = {
        "day_entered": t("Day entered"),
        "year_entered": t("Notice entered"),
        "undone": t("Change taken back"),
    }
    what = names[change.action]
    if change.is_undone:
        what = t("{change} (taken back later)", change=what)
    spans = [_span(*each) for each in year_calendar.spans(change.days)]
    return (
        Cell(what, "; ".join(spans)),
        Cell(change.reason),
        Cell(change.who),
        Cell(moment(change.at)),
    )


def _span(first: date, last: date, works: bool | None) -> str:
    days = f"{first:%m-%d}" if first == last else f"{first:%m-%d}–{last:%m-%d}"
    if works is None:
        return t("{days} nothing entered", days=days)
    return t("{days} work", days=days) if works else t("{days} rest", days=days)
