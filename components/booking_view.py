"""One's own bookings of services: behind the link of each, and all of them; what a notice tells of one."""

from datetime import datetime

import streamlit as st

from components import door_code, feedback_form, menu_view
from components import facts as fact_list
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Link
from components.submitting import asked_twice
from components.texts import plain, t, term
from db.service_vocabulary import BookingState
from domain.clock import LOCAL
from domain.menu import bookings, mails
from domain.permissions import Person
from domain.queries import booked
from domain.queries.booked import Own

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
        case "booking_reminded":
            return t("A service that you have booked is near: {at}.", at=at)
        case "booking_withdrawn" if said["is_own"]:
            return t("The booking of {at} is withdrawn.", at=at)
        case "booking_withdrawn":
            return t("{enterprise} does not come on {at}: the booking is withdrawn.", **whose)
        case "booking_called_off":
            told = {**whose, "reason": said["reason"]}
            return t("The time of {enterprise} on {at} is called off: {reason}", **told)
        case "booking_changed":
            return t(
                "{enterprise} on {at}: the place, the link or who gives it has changed.", **whose
            )
        case "booking_asked":
            return t("How was the service of {at}? Please say so, without your name.", at=at)
        case "booking_due":
            return t("What goes on with {enterprise} since {at} is to be followed up.", **whose)
    return action


def link(action: str, said: dict) -> Link:
    """Where a notice of a booking leads: to the list of its day, or of what is followed up; who booked to their own."""
    if said["is_own"]:
        return Link(menu_view.LIST_PAGE, "service-menu")
    if action == "booking_due":
        return Link(*DAY, (("view", "follow"),))
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
            Fact(t("Check-in code"), own.code if token else "", stands_out=True),
            Fact(t("Reason"), own.because),
        ],
        key=f"booking-facts-{own.booking_id}",
    )
    feedback_form.lead(own.feedback)
    if own.code and token:
        door_code.picture(mails.door_path(own.code))
    elif own.code:
        door_code.folded(own.code, mails.door_path(own.code))
    _out(own, token)


def theirs(person: Person) -> None:
    """What the reader's enterprise has booked."""
    for each in read(booked.own, person, topics=menu_view.SEEN):
        with st.container(border=True):
            by_link(each)


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
