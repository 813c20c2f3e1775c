"""Who comes to the services that the reader gives or keeps: by the code they show, by days; and what goes on after."""

from datetime import datetime
from itertools import groupby

import streamlit as st

from components import address, booking_after, door_code, menu_view
from components.booking_view import TONES
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.submitting import submit
from components.texts import plain, t, term
from db.service_vocabulary import BookingState
from domain import clock
from domain.clock import LOCAL
from domain.menu import door
from domain.permissions import Person
from domain.queries import service_days as query
from domain.queries.service_days import MOST, Coming

S = BookingState
DAY, AHEAD, FOLLOW = "day", "ahead", "follow"


def code(person: Person) -> None:
    """Whose code was read or typed in, with one button that notes that they came."""
    typed = door_code.typed()
    if not typed:
        return
    whose = read(query.by_code, person, typed, topics=menu_view.SEEN)
    if whose is None:
        door_code.unknown()
        return
    with st.container(border=True, gap="small"):
        st.subheader(plain(whose.enterprise), anchor=False)
        st.markdown(f"**{moment(whose.starts_at)}** · {plain(named(whose.title, whose.title_en))}")
        _about(whose)
        _answer(whose, typed)


def everybody(person: Person) -> None:
    """Who comes on the day that the address names, or in the next two weeks; or what is to be followed up."""
    _unnoted(person)
    names = {DAY: t("One day"), AHEAD: t("The next two weeks"), FOLLOW: t("To be followed up")}
    views = {DAY: _of_day, AHEAD: _ahead, FOLLOW: _followed}
    views[address.segment("view", t("Which bookings"), list(names), names.get)](person)


def _of_day(person: Person) -> None:
    """Today unless the address names another day."""
    today = clock.now().astimezone(LOCAL).date()
    on = address.day("on", t("On"), today) or today
    found = _shown(read(query.day, person, on, topics=menu_view.SEEN))
    st.subheader(day(on), anchor=False)
    if not found:
        st.info(t("Nobody has booked for this day."), icon=":material/event:")
    for each in found:
        with st.container(border=True, gap="small"):
            _line(each)
            booking_after.became(each)
            _note(each)
    booking_after.window(person, found)


def _followed(person: Person) -> None:
    """What goes on, most urgent first, with how to reach whom it is about."""
    found = _shown(read(query.followed, person, topics=menu_view.SEEN))
    if not found:
        st.info(t("Nothing is to be followed up."), icon=":material/task_alt:")
    for each in found:
        with st.container(border=True, gap="small"):
            st.caption(day(each.starts_at.date()))
            _line(each)
            booking_after.became(each)
            with st.container(horizontal=True, gap="small"):
                booking_after.buttons(each)
    booking_after.window(person, found)


def _unnoted(person: Person) -> None:
    """What is over and was not noted, and the way to the first day of it."""
    found = read(query.unnoted, person, topics=menu_view.SEEN)
    if not found.count:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(
            t("Not noted yet who came: {n}", n=found.count),
            color="orange",
            icon=":material/pending_actions:",
        )
        if st.button(day(found.first), key="unnoted-first", icon=":material/event:"):
            st.query_params["on"] = found.first.isoformat()
            st.query_params.pop("view", None)
            st.rerun()


def _ahead(person: Person) -> None:
    """Day by day; how to reach whoever comes stands with the day."""
    found = _shown(read(query.ahead, person, topics=menu_view.SEEN))
    if not found:
        st.info(t("Nobody has booked for the next two weeks."), icon=":material/event:")
    for on, coming in groupby(found, lambda each: each.starts_at.date()):
        st.subheader(day(on), anchor=False)
        for each in coming:
            with st.container(border=True, gap="small"):
                _line(each, with_contact=False)


def _shown(found: tuple[Coming, ...]) -> tuple[Coming, ...]:
    """As many as a page holds; that there are more is said."""
    if len(found) > MOST:
        st.caption(t("Only the first {n} are shown.", n=MOST))
    return found[:MOST]


def _line(each: Coming, *, with_contact: bool = True) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"{_span(each.starts_at, each.ends_at)} **{plain(each.enterprise)}**")
        st.badge(term(each.state), color=TONES[each.state])
    provider = named(each.provider.name, each.provider.name_en)
    st.caption(plain(f"{named(each.title, each.title_en)} · {provider}"))
    _about(each, with_contact=with_contact)


def _about(each: Coming, *, with_contact: bool = True) -> None:
    """Who comes, and what they wish to talk about."""
    if with_contact:
        st.caption(plain(" · ".join(filter(None, (each.person_name, each.phone)))))
    if each.subject:
        st.text(each.subject)


def _answer(whose: Coming, typed: str) -> None:
    name = plain(whose.person_name)
    if whose.state is S.ATTENDED:
        st.success(t("{name} is checked in already.", name=name), icon=":material/check_circle:")
    elif whose.state in (S.WITHDRAWN, S.CALLED_OFF):
        st.error(t("This booking was withdrawn or called off."), icon=":material/block:")
    elif not whose.can_let_in:
        at = moment(whose.starts_at)
        st.warning(t("This booking is for {at}.", at=at), icon=":material/schedule:")
    elif door_code.lets_in():
        done = t("{name} is checked in.", name=name)
        said = {"form": f"booking-code-{whose.id}", "done": done}
        submit(door.note, whose.menu_id, came=True, code=typed, **said)


def _note(each: Coming) -> None:
    """What can be noted of a booking, in the order in which it is needed."""
    with st.container(horizontal=True, gap="small"):
        if each.can_let_in and _pressed("came", each, t("They came"), "how_to_reg"):
            _send(door.note, each, "came", came=True)
        if each.can_miss and _pressed("missed", each, t("Did not come"), "person_off"):
            _send(door.note, each, "missed", came=False)
        if each.can_take_back and _pressed("back", each, t("Take back"), "undo", "tertiary"):
            _send(door.take_back, each, "back")
        booking_after.buttons(each)


def _pressed(what: str, each: Coming, label: str, icon: str, look: str = "secondary") -> bool:
    return st.button(label, icon=f":material/{icon}:", type=look, key=f"{what}-{each.id}")


def _send(command, each: Coming, what: str, **said) -> None:
    form = f"{what}-{each.id}"
    submit(command, each.menu_id, done=t("Noted."), form=form, booking_id=each.id, **said)


def _span(starts: datetime, ends: datetime) -> str:
    return f"{starts:%H:%M}–{ends:%H:%M}"
