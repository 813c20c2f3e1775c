"""A demand as its enterprise follows it: where it stands, what was said, and what it can do now."""

import streamlit as st

from components import files, handed_in, loop_steps, session, survey_form
from components.filling import missing
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.session import client_address_hash
from components.submitting import remember, remembered, submit
from components.texts import plain, t, term, told
from db.vocabulary import Stage
from domain import demands, rations, tokens, topics, work_orders
from domain.errors import Refused
from domain.permissions import PUBLIC, Person
from domain.queries import following
from domain.queries.following import Followed, Told
from domain.workflow import Step

MOST_PER_ADDRESS, MOST_PER_NUMBER = 30, 10
OVER = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)


def opened() -> Followed | None:
    """The demand whose secret this page has been shown."""
    demand_id = remembered("follow-holds")
    if demand_id is None:
        return None
    holder = _holder(demand_id)
    return read(following.demand, holder, demand_id, topics=(topics.DEMANDS,))


def ask_for_secret() -> None:
    """Number and secret, asked for; guessing is rationed, and every wrong pair gets the same sentence."""
    with st.form("follow-open", border=True, width=520):
        number = st.text_input(
            t("Number"), max_chars=20, key="follow-number", placeholder="2026-000123"
        )
        secret = st.text_input(t("Secret"), max_chars=40, key="follow-secret", autocomplete="off")
        above = st.container()
        is_sent = st.form_submit_button(t("Show"), type="primary", icon=":material/search:")
    st.caption(
        t(
            "You have lost the secret? Call 96871: the desk checks who you are and tells you where the demand stands."
        )
    )
    if is_sent:
        with above:
            _open(number, secret)


def show(demand: Followed) -> None:
    """The enterprise's own view."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(term(demand.stage), icon=":material/flag:", width="content")
        st.caption(f"{demand.number} · {plain(demand.enterprise)}", width="stretch")
        if st.button(
            t("Follow another"), key="follow-close", icon=":material/swap_horiz:", type="tertiary"
        ):
            remember("follow-holds", None)
            st.rerun()
    st.subheader(plain(demand.title), anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _now(demand)
        _story(demand)
    with right:
        st.markdown(f"**{t('The six steps')}**")
        loop_steps.show(demand.step, is_over=demand.stage in OVER)
        _own_words(demand)
        if Step.WITHDRAW in demand.can:
            _withdraw(demand)


def _holder(demand_id: int) -> Person:
    return Person(None, "", holds=demand_id)


def _open(number: str, secret: str) -> None:
    left_out = missing({t("Number"): number, t("Secret"): secret})
    if left_out:
        st.error(left_out, icon=":material/error:")
        return
    try:
        rations.spend("follow", client_address_hash(), most=MOST_PER_ADDRESS, minutes=15)
        # By address too: nobody else's guesses shut an enterprise out of its own demand.
        tried = f"{number.strip()} {client_address_hash()}"
        rations.spend("follow-number", tried, most=MOST_PER_NUMBER, minutes=30)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    found = _find(number, secret)
    if found is None:
        wrong = t("Number and secret do not fit together. Please compare both.")
        st.error(wrong, icon=":material/error:")
        return
    remember("follow-holds", found)
    st.rerun()


def _find(number: str, secret: str) -> int | None:
    shown = tokens.hashed(tokens.normal_secret(secret))
    return read(following.opened_by, PUBLIC, number.strip(), shown, topics=(topics.DEMANDS,))


def _now(demand: Followed) -> None:
    """What matters now: a question to answer, an answer to judge, or the promised date."""
    if demand.question:
        _question(demand)
    if demand.answer:
        _answer(demand)
    if Step.EVALUATE in demand.can:
        st.subheader(t("Did it help?"), anchor=False)
        survey_form.show(demand.survey, _holder(demand.id))
    elif demand.promised_at and not demand.answer and demand.stage not in OVER:
        st.info(
            t("Answer promised by {at}.", at=moment(demand.promised_at)), icon=":material/event:"
        )
    if demand.round > 1 and demand.stage not in OVER:
        st.info(
            t("The first answer did not settle it: it is done again, one level up."),
            icon=":material/replay:",
        )


def _answer(demand: Followed) -> None:
    with st.container(border=True):
        st.markdown(f"**{t('The answer')}**")
        if demand.answer.code:
            st.badge(term(demand.answer.code), color="green")
        st.text(demand.answer.text)


def _question(demand: Followed) -> None:
    asked = demand.question
    st.warning(
        t(
            "The unit needs something from you by {day}. Until then its time limit is paused.",
            day=day(asked.until),
        ),
        icon=":material/help:",
    )
    st.text(asked.text)
    form = f"follow-supplement-{demand.id}"
    number = session.nonce(form)
    with st.form(f"{form}-{number}"):
        text = st.text_area(
            t("Your answer"), max_chars=4000, height=140, key=f"{form}-text-{number}"
        )
        files = handed_in.field(f"{form}-files-{number}")
        above = st.container()
        is_sent = st.form_submit_button(t("Send"), type="primary", icon=":material/send:")
    if is_sent:
        with above:
            _supplement(demand, form, text, files)


def _supplement(demand: Followed, form: str, text: str, files: list) -> None:
    wrong = handed_in.wrong(files)
    if wrong:
        st.error(wrong, icon=":material/error:")
        return
    if text.strip():
        try:
            handed_in.add(demand.id, files, form=session.nonce(form))
        except Refused as refusal:
            st.error(told(refusal), icon=":material/error:")
            return
    submit(
        work_orders.supplement,
        demand.id,
        done=t("Thank you. The unit goes on."),
        form=form,
        actor=_holder(demand.id),
        text=text,
    )


def _withdraw(demand: Followed) -> None:
    form = f"follow-withdraw-{demand.id}"
    number = session.nonce(form)
    with (
        st.expander(t("Withdraw the demand"), icon=":material/undo:"),
        st.form(f"{form}-{number}", border=False),
    ):
        text = st.text_input(
            t("Reason"),
            max_chars=200,
            key=f"{form}-text-{number}",
            placeholder=t("Settled already?"),
        )
        above = st.container()
        is_sent = st.form_submit_button(t("Withdraw it now"), icon=":material/undo:")
    if is_sent:
        with above:
            submit(
                demands.withdraw,
                demand.id,
                done=t("Your demand is withdrawn."),
                form=form,
                actor=_holder(demand.id),
                text=text,
            )


def _own_words(demand: Followed) -> None:
    with st.expander(t("What you asked"), icon=":material/chat:"):
        st.text(demand.body)
        if demand.files:
            files.show(demand.files, demand.id, is_holder=True)


def _story(demand: Followed) -> None:
    """What has happened, the newest first."""
    st.subheader(t("What has happened"), anchor=False)
    for each in demand.told:
        with st.container(gap=None):
            st.caption(moment(each.at))
            st.markdown(_sentence(each))
            if each.text and each.action != "approved":
                st.text(each.text)


def _sentence(each: Told) -> str:
    unit = plain(named(each.unit, each.unit_en))
    match each.action:
        case "submitted":
            return t("Your demand arrived.")
        case "accepted":
            return t("The desk has accepted it.")
        case "declined":
            return t("It could not be accepted, for this reason:")
        case "merged":
            return t("It is handled together with demand {number}.", number=each.number)
        case "dispatched":
            return t("It was given to {unit}.", unit=unit)
        case "return_ruled":
            return t("It is handled by {unit}.", unit=unit)
        case "signed":
            return t("The unit has signed for it and works on it.")
        case "contacted":
            return t("The unit has noted that it spoke with you.")
        case "noted":
            return t("The unit tells you:")
        case "asked":
            return t("The unit asked you:")
        case "attached":
            return t("A file was added:")
        case "took_back_file":
            return t("A file was taken back.")
        case "supplemented":
            return t("You answered:")
        case "resumed":
            return t("The date for your answer has passed; the unit goes on with what it has.")
        case "approved":
            return t("The answer was given.")
        case "evaluated":
            return t("You said how it went.")
        case "redone":
            return t("It is done again, one level up.")
        case "survey_frozen":
            return t("Your answers stand.")
        case "closed":
            return t("The demand is closed: {code}.", code=term(each.code)) if each.code else ""
    return t("The demand was withdrawn:")
