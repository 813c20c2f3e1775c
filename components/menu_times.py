"""Adding times to an offer of a service menu, as they are typed: days of its month, and hours."""

from datetime import date, datetime, timedelta

import streamlit as st

from components import record_window, window
from components.reading import read
from components.record_window import form, sent
from components.submitting import attempt, tell
from components.texts import t, told
from domain import topics
from domain.clock import LOCAL
from domain.errors import Refused, Unreadable
from domain.menu import menus
from domain.permissions import Person
from domain.queries import office_days
from domain.queries.menus import MenuShown, OfferShown


def add(person: Person, shown: MenuShown, offer: OfferShown) -> None:
    """Days and times as they are typed; each day gets each of the times."""
    name = f"times-{offer.id}"
    with form(name) as key:
        days = st.text_input(
            t("Days"), placeholder=t("5, 6, 12-16"), max_chars=120, key=key("days")
        )
        times = st.text_input(
            t("Times"), placeholder="09:00 09:45 14:00", max_chars=200, key=key("times")
        )
        skips = st.checkbox(t("Leave out days on which the offices rest"), True, key=key("skips"))
        if sent(t("Add times"), icon="more_time"):
            try:
                left_out = _rest(person, shown.month) if skips else frozenset()
                starts = _moments(shown.month, days, times, left_out)
            except Refused as refusal:
                st.error(told(refusal), icon=":material/error:")
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
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return read(office_days.rest, person, month, last, topics=(topics.RULES,))


def _moments(month: date, days: str, times: str, left_out: frozenset[date]) -> tuple[datetime, ...]:
    """Every time on every day that is not left out. Raises Unreadable."""
    found = []
    try:
        for each in days.replace("，", ",").split(","):
            first, _, last = each.strip().partition("-")
            for number in range(int(first), int(last or first) + 1):
                on = month.replace(day=number)
                if on in left_out:
                    continue
                for typed in times.replace("：", ":").replace(",", " ").split():
                    hour, _, minute = typed.partition(":")
                    at = datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=LOCAL)
                    found.append(at)
    except ValueError:
        raise Unreadable(field="Times", line=f"{days} {times}") from None
    return tuple(found)
