"""The three questions after an answer: contacted in time, solved, satisfied."""

import streamlit as st

from components import session
from components.moments import moment
from components.submitting import submit
from components.texts import plain, t, term
from db.vocabulary import Satisfaction, Solved
from domain import surveys
from domain.permissions import Person
from domain.queries.following import Asked

FACES = {
    Satisfaction.VERY_SATISFIED: "sentiment_very_satisfied",
    Satisfaction.SATISFIED: "sentiment_satisfied",
    Satisfaction.BASICALLY_SATISFIED: "sentiment_neutral",
    Satisfaction.DISSATISFIED: "sentiment_dissatisfied",
    Satisfaction.VERY_DISSATISFIED: "sentiment_very_dissatisfied",
}
MARKS = {Solved.YES: "check_circle", Solved.PARTLY: "contrast", Solved.NO: "cancel"}


def by_link(asked: Asked | None) -> None:
    """What a link from a mail shows: the questions, or in one sentence why there are none."""
    if asked is None:
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    if asked.is_over:
        _over(asked)
        return
    st.caption(f"{asked.number} · {plain(asked.enterprise)}")
    st.markdown(f"**{plain(asked.title)}**")
    show(asked, Person(None, "", holds=asked.demand_id))


def show(asked: Asked, actor: Person) -> None:
    """The questions with the answers given so far; whoever answers is the enterprise, known by link or secret."""
    _until(asked)
    form = f"survey-{asked.demand_id}"
    key = f"{form}-{session.nonce(form)}"
    with st.form(key, border=True):
        contacted = st.pills(
            t("Were you contacted in time?"),
            [True, False],
            default=asked.contacted_in_time,
            format_func=_yes_or_no().get,
            key=f"{key}-contacted",
        )
        solved = st.pills(
            t("Is it solved?"),
            list(Solved),
            default=asked.solved,
            format_func=_labels(MARKS).get,
            key=f"{key}-solved",
        )
        satisfaction = st.pills(
            t("How satisfied are you?"),
            list(Satisfaction),
            default=asked.satisfaction,
            format_func=_labels(FACES).get,
            key=f"{key}-satisfaction",
        )
        comment = st.text_area(
            t("Anything else? (optional)"),
            asked.comment,
            max_chars=1000,
            height=100,
            key=f"{key}-comment",
        )
        above = st.container()
        is_sent = st.form_submit_button(
            t("Change my answers") if asked.is_answered else t("Send my answers"),
            type="primary",
            icon=":material/send:",
        )
    if is_sent:
        with above:
            submit(
                surveys.evaluate,
                asked.demand_id,
                done=t("Thank you. Your answers are kept."),
                form=form,
                actor=actor,
                contacted_in_time=contacted,
                solved=solved,
                satisfaction=satisfaction,
                comment=comment,
            )


def _until(asked: Asked) -> None:
    if asked.is_answered:
        until = asked.changeable_until
        st.success(
            t("Thank you for your answers. You can change them until {at}.", at=moment(until)),
            icon=":material/check_circle:",
        )
    else:
        until = asked.expires_at
        st.caption(
            t(
                "Three questions, one minute. Open until {at}. The unit that handled the demand does "
                "not see your answers before the month is published.",
                at=moment(until),
            )
        )


def _over(asked: Asked) -> None:
    if asked.is_answered:
        st.info(t("This link has been used and its answers stand."), icon=":material/check_circle:")
    else:
        st.info(
            t(
                "This survey is over. Thank you; the platform will call you if anything is still open."
            ),
            icon=":material/schedule:",
        )


def _yes_or_no() -> dict[bool, str]:
    return {True: f":material/check: {t('Yes')}", False: f":material/close: {t('No')}"}


def _labels(icons: dict) -> dict:
    return {each: f":material/{icon}: {term(each)}" for each, icon in icons.items()}
