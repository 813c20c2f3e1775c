"""Putting right what was said with a registration: below it for whoever registered, in a window for the organisers."""

import streamlit as st

from components import (
    activity_view,
    activity_words,
    enterprise_finder,
    happened,
    public_rations,
    record_window,
    registration_fields,
    session,
)
from components.reading import read
from components.record_window import send, sent
from components.submitting import as_first_drawn, submit
from components.texts import t
from domain.permissions import Person
from domain.queries import registrations as query
from domain.queries.activity import ActivityShown
from domain.queries.named import Named
from domain.queries.registrations import Line, Own
from domain.registration_corrections import correct


def own(shown: Own, token: str = "") -> None:
    """For whoever registered. Telephone and e-mail stand nowhere here: whoever was passed the link would read them, and
    a stranger could find out which numbers have registered."""
    if not shown.can_correct:
        return
    form = f"correct-{shown.registration_id}"
    with st.expander(t("Correct the registration"), icon=":material/edit:", key=f"{form}-open"):
        key = f"{form}-{session.nonce(form)}"
        with st.form(key, border=False):
            name = st.text_input(
                t("Name"), shown.person_name, max_chars=40, key=f"{key}-name", required=True
            )
            said: dict = {"person_name": name}
            phone = st.text_input(t("Another telephone number"), max_chars=40, key=f"{key}-phone")
            email = st.text_input(t("Another e-mail address"), max_chars=120, key=f"{key}-email")
            st.caption(_what_becomes())
            if shown.can_name:
                said["enterprise_name"] = st.text_input(
                    t("Enterprise"), shown.enterprise, max_chars=120, key=f"{key}-enterprise"
                )
            if shown.asked:
                said["answers"] = registration_fields.answers(shown.asked, key)
            above = st.container()
            is_sent = st.form_submit_button(t("Save"), type="primary", icon=":material/save:")
    if is_sent:
        with above:
            _send(shown, form, token, said | {"phone": phone, "email": email})


def _what_becomes() -> str:
    return t(
        "Left empty, they stay as they are. A mail with the code and the link goes to another address, and no more "
        "mails to the one before. If a number or address has registered before, it is left as it was, and the mail "
        "goes to the address that was left then."
    )


def _send(shown: Own, form: str, token: str, said: dict) -> None:
    reached = {name: said[name] for name in ("phone", "email")}
    if not public_rations.is_left("register", shown.activity_id, is_keeper=False, **reached):
        return
    submit(
        correct,
        shown.activity_id,
        done=t("The registration is corrected."),
        form=form,
        token=token,
        registration_id=shown.registration_id,
        **(said | {name: each.strip() or None for name, each in reached.items()}),
    )


def may(shown: ActivityShown, each: Line) -> bool:
    """Whether those who hold the activity can put a line right now; the command looks again."""
    return shown.is_keeper and each.can_correct


def by_keepers(person: Person, shown: ActivityShown, each: Line) -> None:
    """The window of one line: everything that was said, to be said anew, and what happened with it."""
    form = f"correct-{each.id}"
    whose: dict = {}
    if each.can_name:
        known = Named(each.enterprise_id, each.enterprise) if each.enterprise_id else None
        whose = enterprise_finder.field(
            person,
            key=f"{form}-whose",
            reset=session.nonce(form),
            typed=each.enterprise,
            meant=known,
        )
    with record_window.form(form) as key:
        was = {
            "person_name": as_first_drawn(key("name"), each.person_name),
            "phone": as_first_drawn(key("phone"), each.phone),
            "email": as_first_drawn(key("email"), each.email),
        }
        answered = dict(each.answers)
        said = {
            "person_name": st.text_input(
                t("Name"), each.person_name, max_chars=40, key=key("name"), required=True
            ),
            "phone": st.text_input(t("Telephone"), each.phone, max_chars=40, key=key("phone")),
            "email": st.text_input(t("E-mail"), each.email, max_chars=120, key=key("email")),
        }
        asked = [(question, answered.get(question.key, "")) for question in shown.questions]
        if asked:
            said["answers"] = registration_fields.answers(asked, key("answers"))
        st.caption(
            t("Another e-mail address gets the mail with code and link; the one before none.")
        )
        if sent(t("Save")):
            send(
                correct,
                shown.id,
                form_name=form,
                done=t("The registration is corrected."),
                registration_id=each.id,
                was=was,
                **whose,
                **said,
            )
    seen = activity_view.seen(shown.id)
    happened.show(read(query.story, person, shown.id, each.id, topics=seen), activity_words)
