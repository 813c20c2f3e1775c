"""Bookings on their pages: one's own behind its link, and who comes on a day, for those concerned."""

from datetime import datetime

import streamlit as st

from components import address, menu_view, record_window
from components import facts as fact_list
from components.area_choice import area_names
from components.choosing import one
from components.facts import Fact
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.record_window import button, form, send, sent
from components.rows import Link
from components.submitting import asked_twice, submit
from components.texts import plain, t, term
from db.service_vocabulary import BookingState
from domain import clock
from domain.clock import LOCAL
from domain.menu import bookings
from domain.permissions import Person
from domain.queries import booked
from domain.queries import menus as query
from domain.queries.booked import Own
from domain.queries.menus import Coming

DAY = ("pages/activities/service_day.py", "service-day")
TONES = {
    BookingState.BOOKED: "green",
    BookingState.WITHDRAWN: "gray",
    BookingState.CALLED_OFF: "red",
    BookingState.ATTENDED: "blue",
    BookingState.MISSED: "orange",
}


def sentence(action: str, said: dict) -> str:
    """What a notice tells of a booking; plain text in the reader's language."""
    at = moment(datetime.fromisoformat(said["starts_at"]))
    whose = {"enterprise": said["enterprise"], "at": at}
    match action:
        case "booked":
            return t("{enterprise} has booked {at}.", **whose)
        case "booking_withdrawn":
            return t("{enterprise} does not come on {at}: the booking is withdrawn.", **whose)
        case "booking_called_off":
            told = {**whose, "reason": said["reason"]}
            return t("The time of {enterprise} on {at} is called off: {reason}", **told)
    return action


def link(said: dict) -> Link:
    """Where a notice of a booking leads: to the list of its day, and whoever booked to their own bookings."""
    if said["is_own"]:
        return Link(menu_view.LIST_PAGE, "service-menu")
    on = datetime.fromisoformat(said["starts_at"]).astimezone(LOCAL).date()
    return Link(*DAY, (("on", on.isoformat()),))


def by_link(own: Own | None, token: str = "") -> None:
    """What the link in a mail shows, and the way out."""
    if own is None:
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    st.markdown(f"**{plain(named(own.title, own.title_en))}**")
    st.badge(term(own.state), color=TONES[own.state])
    fact_list.show(
        [
            Fact(t("Begins"), moment(own.starts_at)),
            Fact(t("Ends"), f"{own.ends_at.astimezone(LOCAL):%H:%M}"),
            Fact(t("Who provides it"), named(own.provider.name, own.provider.name_en)),
            Fact(t("Expert"), own.expert),
            Fact(t("Place"), own.place),
            Fact(t("Link"), own.link, own.link),
            Fact(t("Enterprise"), own.enterprise),
            Fact(t("Name"), own.person_name),
            Fact(t("What you wish to talk about"), own.subject),
            Fact(t("Reason"), own.because),
        ],
        key=f"booking-facts-{own.booking_id}",
    )
    _out(own, token)


def theirs(person: Person) -> None:
    """What the reader's enterprise has booked."""
    for each in read(booked.own, person, topics=menu_view.SEEN):
        with st.container(border=True):
            by_link(each)


def of_day(person: Person) -> None:
    """Who comes on the day that the address names, today unless it names another."""
    on = address.day("on", t("On")) or clock.now().astimezone(LOCAL).date()
    found = read(query.day, person, on, topics=menu_view.SEEN)
    st.subheader(day(on), anchor=False)
    if not found:
        st.info(t("Nobody has booked for this day."), icon=":material/event:")
    for each in found:
        _coming(each)
    verb, of = record_window.asked()
    wanted = next((each for each in found if each.id == of and each.can_raise), None)
    if verb == "raise" and wanted is not None:
        record_window.show(t("Raise a demand"), _raise, person, wanted)


def _out(own: Own, token: str) -> None:
    """Withdrawing it, asked twice."""
    if not own.can_withdraw:
        return
    form = f"unbook-{own.booking_id}"
    asked_twice(
        t("Withdraw the booking"),
        t("The time is free again for others."),
        t("Yes, withdraw"),
        bookings.withdraw,
        own.menu_id,
        done=t("The booking is withdrawn."),
        form=form,
        token=token,
        booking_id=own.booking_id,
    )


def _coming(each: Coming) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            times = (
                f"{each.starts_at.astimezone(LOCAL):%H:%M}–{each.ends_at.astimezone(LOCAL):%H:%M}"
            )
            st.markdown(f"{times} **{plain(each.enterprise)}**")
            st.badge(term(each.state), color=TONES[each.state])
        provider = named(each.provider.name, each.provider.name_en)
        st.caption(plain(f"{named(each.title, each.title_en)} · {provider}"))
        st.caption(plain(" · ".join(filter(None, (each.person_name, each.phone)))))
        if each.subject:
            st.text(each.subject)
        with st.container(horizontal=True, gap="small"):
            if each.can_note:
                _note(each, True, t("They came"), "how_to_reg")
                _note(each, False, t("Did not come"), "person_off")
            if each.can_raise:
                button("raise", t("Raise a demand"), of=each.id, icon="contact_support")
            if each.demand_id:
                st.badge(t("A demand was raised"), color="blue")


def _note(each: Coming, came: bool, label: str, icon: str) -> None:
    state = BookingState.ATTENDED if came else BookingState.MISSED
    if each.state is state:
        return
    name = f"{'came' if came else 'missed'}-{each.id}"
    if st.button(label, icon=f":material/{icon}:", key=name):
        submit(
            bookings.note,
            each.menu_id,
            done=t("Noted."),
            form=name,
            booking_id=each.id,
            came=came,
        )


def _raise(person: Person, found: Coming) -> None:
    name = f"raise-{found.id}"
    with form(name) as key:
        title = st.text_input(t("Subject"), max_chars=80, key=key("title"))
        body = st.text_area(
            t("What it is about"), found.subject, max_chars=4000, height=120, key=key("body")
        )
        areas = area_names(person)
        area = one(t("Area"), list(areas), None, areas.get, key=key("area"))
        st.caption(t("Without an area it is that of the enterprise, as far as it is known."))
        if sent(t("Raise a demand"), icon="contact_support"):
            send(
                bookings.raise_demand,
                found.menu_id,
                form_name=name,
                done=t("The demand is raised."),
                booking_id=found.id,
                title=title,
                body=body,
                area_code=area or "",
            )
