"""The door of an activity: whose code was shown, the list with a search, and who came without having registered."""

import streamlit as st

from components import (
    activity_view,
    address,
    door_code,
    enterprise_finder,
    follow_up_forms,
    origin_forms,
    record_window,
    rows,
)
from components.moments import moment
from components.naming import named
from components.reading import read
from components.session import nonce
from components.sheet import sheet
from components.submitting import submit
from components.texts import plain, t, term
from db.activity_vocabulary import RegistrationState
from domain import attendance
from domain.permissions import Person
from domain.queries import registrations
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Line

R = RegistrationState
AT_THE_DOOR = (*attendance.LET_IN, R.ATTENDED)


def head(shown: ActivityShown) -> None:
    """Which activity it is, and how many are in."""
    st.title(plain(named(shown.plan.title, shown.plan.title_en)), anchor=False)
    st.caption(plain(" · ".join(filter(None, (moment(shown.plan.starts_at), shown.plan.place)))))
    if st.button(t("See the activity"), icon=":material/event:", type="tertiary", key="door-back"):
        rows.follow(activity_view.link(shown.id))
    counts = shown.counts or {}
    st.markdown(
        t(
            "**{came}** are in; **{missing}** with a seat are still to come.",
            came=counts.get(R.ATTENDED, 0),
            missing=counts.get(R.REGISTERED, 0),
        )
    )


def code(person: Person, shown: ActivityShown) -> None:
    """Whose code was read or typed in, with one button to let them in."""
    typed = door_code.typed()
    if not typed:
        return
    whose = read(
        registrations.by_code, person, shown.id, typed, topics=activity_view.seen(shown.id)
    )
    if whose is None:
        door_code.unknown()
        return
    with st.container(border=True):
        st.subheader(plain(whose.person_name), anchor=False)
        _who(whose)
        _answer(shown, whose, typed)


def everybody(person: Person, shown: ActivityShown) -> None:
    """Those who may come in, page by page, each with one button."""
    st.subheader(t("List at the door"), anchor=False)
    words = address.words(
        "words",
        t("Name, enterprise or telephone"),
        most=60,
        placeholder=t("Name, enterprise or telephone"),
        icon=":material/search:",
    )
    after = address.after("after", of=words)
    page = read(
        registrations.listing,
        person,
        shown.id,
        AT_THE_DOOR,
        words,
        after,
        topics=activity_view.seen(shown.id),
    )
    if not page.lines:
        st.caption(t("Nobody on the list matches.") if words else t("Nobody has registered yet."))
    for each in page.lines:
        _line(shown, each)
    address.turn("after", page.next)


def walk_in(person: Person, shown: ActivityShown) -> None:
    """Somebody came without having registered: noted, and in."""
    with st.expander(t("Somebody without a registration"), icon=":material/directions_walk:"):
        _walk_in(person, shown)


@st.fragment
def _walk_in(person: Person, shown: ActivityShown) -> None:
    name = f"walk-in-{shown.id}"
    whose = enterprise_finder.field(person, key=f"{name}-whose", reset=nonce(name))
    with sheet(name) as drawn:
        said = {
            "person_name": st.text_input(t("Name"), max_chars=40, key=drawn.field("name")),
            "phone": st.text_input(t("Telephone"), max_chars=40, key=drawn.field("phone")),
            "email": st.text_input(t("E-mail"), max_chars=120, key=drawn.field("email")),
        }
        is_sent = drawn.sent(t("Note and let in"), icon="login")
    if is_sent:
        done = t("{name} is checked in.", name=plain(said["person_name"]))
        with drawn.above:
            submit(attendance.walk_in, shown.id, done=done, form=name, **said, **whose)


def _answer(shown: ActivityShown, whose: Line, typed: str) -> None:
    name = plain(whose.person_name)
    if whose.state in attendance.LET_IN:
        if whose.state is R.WAITING:
            st.warning(
                t("Has no seat, but waits for one: comes in if there is room."),
                icon=":material/hourglass:",
            )
        elif whose.state is R.AWAITING_APPROVAL:
            st.warning(
                t("Was not approved yet: comes in if there is room."), icon=":material/hourglass:"
            )
        if door_code.lets_in():
            submit(
                attendance.check_in,
                shown.id,
                done=t("{name} is checked in.", name=name),
                form=f"check-in-{whose.id}",
                code=typed,
            )
    elif whose.state is R.ATTENDED:
        st.success(t("{name} is checked in already.", name=name), icon=":material/check_circle:")
    else:
        st.error(
            t(
                "{name} has no seat: the registration was refused or withdrawn. Whoever comes in all the same is noted "
                "as somebody without a registration.",
                name=name,
            ),
            icon=":material/block:",
        )


def _line(shown: ActivityShown, each: Line) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"{each.ticket}\\. **{plain(each.person_name)}**")
            _who(each)
        origin_forms.buttons(shown, each)
        if each.state is R.ATTENDED:
            record_window.button(
                follow_up_forms.GIVE, t("Give a task"), of=each.id, icon="add_task"
            )
        is_in = each.state is R.ATTENDED
        command = attendance.take_back if is_in else attendance.check_in
        if st.button(
            t("Take back") if is_in else t("Check in"),
            icon=":material/undo:" if is_in else ":material/login:",
            type="tertiary" if is_in else "secondary",
            key=f"door-{each.id}",
        ):
            name = plain(each.person_name)
            submit(
                command,
                shown.id,
                done=t("Taken back: {name} is not in.", name=name)
                if is_in
                else t("{name} is checked in.", name=name),
                form=f"door-{command.name}-{each.id}",
                registration_id=each.id,
            )


def _who(each: Line) -> None:
    said = filter(None, (each.enterprise, each.phone))
    tone = activity_view.STATES[each.state]
    state = f":{'gray' if tone == 'grey' else tone}-badge[{term(each.state)}]"
    st.caption(f"{state} {plain(' · '.join(said))}")
