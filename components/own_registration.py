"""A registration as whoever registered sees it: behind its link, on the activity's page, in the list of one's own."""

import streamlit as st

from components import (
    activity_view,
    attendance_certificate,
    door_code,
    feedback_form,
    registration_correcting,
    rows,
)
from components import facts as fact_list
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.reading import read
from components.submitting import asked_twice
from components.texts import plain, t, term
from db.activity_vocabulary import ActivityStage, RegistrationState
from domain import clock, registration_mails, registrations, topics
from domain.permissions import Person
from domain.queries import registrations as query
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Own


def by_link(own: Own | None, token: str) -> None:
    """What the link in a mail shows: how the registration stands, the code for the door, and the way out."""
    if own is None:
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    st.markdown(f"**{plain(named(own.title, own.title_en))}**")
    _states(own)
    fact_list.show(
        [
            Fact(t("Begins"), moment(own.starts_at)),
            Fact(t("Place"), own.place),
            Fact(t("Link"), own.link, own.link),
            Fact(t("Name"), own.person_name),
            Fact(t("Before you on the waiting list"), _ahead(own)),
            Fact(t("Check-in code"), own.code, stands_out=True),
            Fact(t("Reason"), own.cancelled_because or own.refused_because),
        ],
        key="registration-facts",
    )
    if own.code:
        door_code.picture(_door(own))
    feedback_form.lead(own.feedback)
    attendance_certificate.button(own)
    _lead(own)
    registration_correcting.own(own, token)
    _out(own, token)


def here(person: Person, shown: ActivityShown) -> bool:
    """On the activity's page: what the reader or their enterprise has registered; whether there is anything."""
    if person.id is None:
        return False
    found = read(query.own, person, shown.id, topics=activity_view.seen(shown.id))
    stand = [own for own in found if own.state is not RegistrationState.WITHDRAWN]
    for own in stand:
        with st.container(border=True, gap="small"):
            _here(own)
    return bool(stand)


def theirs(person: Person) -> None:
    """What the reader or their enterprise has registered for: what is to come, and folded away what is over."""
    seen = (*activity_view.SEEN, *topics.registered_by(person.organisation_id, person.id))
    found = read(query.own, person, topics=seen)
    if not found:
        return
    st.subheader(t("My registrations"), anchor=False)
    now = clock.now()
    past = [own for own in found if own.ends_at < now]
    for own in found:
        if own.ends_at >= now:
            _line(own)
    if past:
        with st.expander(t("Over: {n}", n=len(past)), icon=":material/history:"):
            for own in past:
                _line(own)


def _here(own: Own) -> None:
    st.markdown(t("**Your registration: {name}**", name=plain(own.person_name)))
    _states(own)
    _join(own)
    if _ahead(own):
        st.caption(f"{t('Before you on the waiting list')}: {_ahead(own)}")
    if own.refused_because:
        st.caption(plain(own.refused_because))
    with st.container(horizontal=True, gap="small"):
        if own.code:
            door_code.folded(own.code, _door(own))
        _out(own)
    registration_correcting.own(own)


def _join(own: Own) -> None:
    if own.link and own.ends_at >= clock.now():
        st.link_button(t("Take part online"), own.link, icon=":material/videocam:", type="tertiary")


def _line(own: Own) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(named(own.title, own.title_en))}**")
        _states(own)
        said = (moment(own.starts_at), own.place, own.person_name)
        st.caption(plain(" · ".join(filter(None, said))))
        feedback_form.lead(own.feedback)
        with st.container(horizontal=True, gap="small"):
            _join(own)
            _lead(own)
            attendance_certificate.button(own)
            _out(own)


def _states(own: Own) -> None:
    with st.container(horizontal=True, gap="small"):
        tone = activity_view.STATES[own.state]
        st.badge(term(own.state), color="gray" if tone == "grey" else tone)
        if own.stage is ActivityStage.CANCELLED:
            st.badge(t("The activity is cancelled"), color="red")


def _door(own: Own) -> str:
    return registration_mails.check_in_path(own.activity_id, own.code)


def _lead(own: Own) -> None:
    key = f"registration-activity-{own.registration_id}"
    if st.button(t("See the activity"), icon=":material/event:", key=key):
        rows.follow(activity_view.link(own.activity_id))


def _out(own: Own, token: str = "") -> None:
    """Withdrawing it, asked twice."""
    if not own.can_withdraw:
        return
    form = f"withdraw-{own.registration_id}"
    asked_twice(
        t("Withdraw the registration"),
        t("A seat goes to who waits; whoever registers again comes last."),
        t("Yes, withdraw"),
        registrations.withdraw,
        own.activity_id,
        done=t("The registration is withdrawn."),
        form=form,
        token=token,
        registration_id=own.registration_id,
    )


def _ahead(own: Own) -> str:
    return str(own.ahead) if own.state is RegistrationState.WAITING else ""
