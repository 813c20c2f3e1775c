"""Adding times to an offer of a service menu, as they are typed: days of its month, and hours."""

from datetime import date, datetime, time

import streamlit as st

from components import office_gaps, record_window, window
from components.reading import read
from components.record_window import form, sent
from components.submitting import attempt, tell
from components.texts import t, told
from domain import topics
from domain.clock import LOCAL
from domain.errors import Missing, Refused, Unreadable
from domain.indicators.periods import last_of_month
from domain.menu import menus
from domain.permissions import Person
from domain.queries import office_days
from domain.queries.menus import MenuShown, OfferShown


def add(person: Person, shown: MenuShown, offer: OfferShown) -> None:
    """Days and times as they are typed; each day gets each of the times."""
    name = f"times-{offer.id}"
    with form(name) as key:
        some, hours = t("5, 6, 12-16"), "09:00 09:45 14:00"
        days = st.text_input(t("Days"), placeholder=some, help=some, max_chars=120, key=key("days"))
        times = st.text_input(
            t("Times"), placeholder=hours, help=hours, max_chars=200, key=key("times")
        )
        skips = st.checkbox(t("Leave out days on which the offices rest"), True, key=key("skips"))
        office_gaps.caption(person, shown.month, last_of_month(shown.month))
        if sent(t("Add times"), icon="more_time"):
            try:
                chosen, each_day = _days(shown.month, days), _times(times)
            except Refused as refusal:
                st.error(told(refusal), icon=":material/error:")
                return
            left_out = _rest(person, shown.month) if skips else frozenset()
            starts = tuple(
                datetime.combine(on, at, LOCAL)
                for on in chosen
                if on not in left_out
                for at in each_day
            )
            if not starts:
                said = t("The offices rest on these days. Without the tick they are offered too.")
                st.error(said, icon=":material/event_busy:")
                return
            is_done, new = attempt(
                menus.add_slots, shown.id, form=name, offer_id=offer.id, starts=starts
            )
            if is_done:
                window.close(record_window.NAME)
                tell(t("New times: {n}.", n=new))
                st.rerun()


def _rest(person: Person, month: date) -> frozenset[date]:
    """The days of the month on which the offices rest, by the office calendar: holidays, and no make-up days."""
    return read(office_days.rest, person, month, last_of_month(month), topics=(topics.RULES,))


def _days(month: date, typed: str) -> tuple[date, ...]:
    """The days of the month that were typed, one by one or as a range. Raises Missing, Unreadable."""
    if not typed.strip():
        raise Missing(field="Days")
    found: list[date] = []
    try:
        for each in typed.replace("，", ",").split(","):
            first, _, last = each.strip().partition("-")
            found += (month.replace(day=n) for n in range(int(first), int(last or first) + 1))
    except ValueError:
        raise Unreadable(field="Days", line=typed) from None
    return tuple(found)


def _times(typed: str) -> tuple[time, ...]:
    """The times of a day that were typed. Raises Missing, Unreadable."""
    words = typed.replace("：", ":").replace("，", " ").replace(",", " ").split()
    if not words:
        raise Missing(field="Times")
    found = []
    try:
        for each in words:
            hour, _, minute = each.partition(":")
            found.append(time(int(hour), int(minute)))
    except ValueError:
        raise Unreadable(field="Times", line=typed) from None
    return tuple(found)
