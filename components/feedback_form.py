"""The questions to those who came to an activity or a booked service, and the way to them."""

import streamlit as st

from components import origin_forms, session
from components.moments import moment
from components.naming import named
from components.reading import read
from components.submitting import submit
from components.texts import declared, plain, t
from db.activity_vocabulary import Mark
from domain import activity_feedback
from domain.activity_feedback import OF_SERVICE, QUESTIONS
from domain.menu import feedback
from domain.permissions import PUBLIC, Person
from domain.queries import activity_feedback as query
from domain.queries.activity_feedback import FEWEST, Asked

PAGE = "pages/public/feedback.py"


def by_link(asked: Asked | None, token: str) -> None:
    """What a link shows: the questions, or in one sentence why there are none."""
    if asked is None:
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    st.markdown(f"**{plain(named(asked.title, asked.title_en))}**")
    st.caption(" · ".join(filter(None, (asked.number, moment(asked.starts_at)))))
    if asked.is_used:
        st.success(
            t("Thank you. What you said is kept without your name."), icon=":material/check_circle:"
        )
        st.caption(
            t(
                "Did a wish or a problem come up? A desk of the city looks after it, under your name."
            )
        )
        origin_forms.ask_link(asked.activity_id)
    elif not asked.is_open:
        st.info(
            t("The time to say how it was is over. Thank you for having come."),
            icon=":material/event_busy:",
        )
    else:
        _ask(asked, token)


def way(person: Person, activity_id: int, topics: tuple[str, ...]) -> None:
    """The way to the questions, for somebody with an account who came."""
    if person.id is not None:
        lead(read(query.own_token, person, activity_id, topics=topics))


def lead(token: str) -> None:
    """A link to the questions, where there is something to be said still."""
    if token:
        st.page_link(
            PAGE,
            label=t("Say how it was"),
            icon=":material/rate_review:",
            query_params={"t": token},
        )


def _ask(asked: Asked, token: str) -> None:
    st.caption(
        t(
            "One minute, open until {at}. Nobody sees who said what: answers are kept without name and time, "
            "and told only when there are at least {few}.",
            at=moment(asked.closes_at),
            few=FEWEST,
        )
    )
    is_service = asked.menu_id is not None
    command, of = activity_feedback.answer, asked.activity_id
    if is_service:
        command, of = feedback.answer, asked.menu_id
    questions = QUESTIONS | (OF_SERVICE if is_service else {})
    form = f"feedback-{of}"
    key = f"{form}-{session.nonce(form)}"
    with st.form(key, border=True):
        marks = {
            mark.value: st.pills(
                declared(questions[mark]),
                [1, 2, 3, 4, 5],
                key=f"{key}-{mark.value}",
            )
            for mark in Mark
        }
        st.caption(t("1 is poor, 5 is very good. Leave out what you cannot say."))
        wanted = st.text_area(
            t("Next time I would like"), max_chars=1000, height=80, key=f"{key}-wanted"
        )
        words = st.text_area(t("In your own words"), max_chars=1000, height=80, key=f"{key}-words")
        came_up = st.checkbox(
            t("A wish or a problem came up that the platform could look after"),
            key=f"{key}-came-up",
        )
        above = st.container()
        is_sent = st.form_submit_button(t("Send"), type="primary", icon=":material/send:")
    if is_sent:
        with above:
            submit(
                command,
                of,
                done=t("Thank you. What you said is kept without your name."),
                form=form,
                actor=PUBLIC,
                token=token,
                marks=marks,
                wanted=wanted,
                words=words,
                came_up=came_up,
            )
