"""Registering for an activity without an account or for one's enterprise, and what the link to a registration shows."""

import streamlit as st

from components import activity_view, attendance_certificate, feedback_form, rows, session
from components import facts as fact_list
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.submitting import attempt, remember, remembered, submit
from components.texts import plain, t, term, told
from db.activity_vocabulary import ActivityStage, RegistrationState
from db.settings import settings
from db.vocabulary import Kind
from domain import qr_codes, rations, registration_mails, registrations
from domain.activity_plans import Question
from domain.errors import Refused
from domain.permissions import Person
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Own
from domain.registrations import Receipt

MOST_PER_HOUR = 30  # an industrial park may share one address
PICTURE, WIDTH = 200, 720  # pixels


def register(person: Person, shown: ActivityShown) -> None:
    """The form while registration is open; in its place what somebody takes away who has just registered."""
    form = f"register-{shown.id}"
    receipt = remembered(form)
    if receipt is not None:
        organiser = plain(named(shown.organiser.name, shown.organiser.name_en))
        _receipt(*receipt, shown.is_keeper, organiser)
        return
    if not shown.window.is_open:
        return
    if shown.is_keeper:  # who comes is what they look for; the form is for whoever telephones
        with st.expander(t("Register somebody"), icon=":material/person_add:"):
            _form(person, shown, form)
        return
    st.subheader(t("Register"), anchor=False)
    with st.container(width=WIDTH):
        _form(person, shown, form)


def by_link(own: Own | None, token: str) -> None:
    """What the link in a mail shows: how the registration stands, the code for the door, and the way out."""
    if own is None:
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    st.markdown(f"**{plain(named(own.title, own.title_en))}**")
    with st.container(horizontal=True, gap="small"):
        tone = activity_view.STATES[own.state]
        st.badge(term(own.state), color="gray" if tone == "grey" else tone)
        if own.stage is ActivityStage.CANCELLED:
            st.badge(term(own.stage), color="red")
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
    _picture(own)
    feedback_form.lead(own.feedback)
    attendance_certificate.button(own, token)
    wanted = st.button(t("See the activity"), icon=":material/event:", key="registration-activity")
    if wanted:
        rows.follow(activity_view.link(own.activity_id))
    if own.can_withdraw:
        _withdrawal(own, token)


def _picture(own: Own) -> None:
    """What is held out at the door, read by the camera of whoever stands there."""
    if own.code:
        path = registration_mails.check_in_path(own.activity_id, own.code)
        st.image(qr_codes.png(f"{settings().public_url.rstrip('/')}{path}"), width=PICTURE)
        st.caption(t("At the door please show this picture, or say the code."))


def _withdrawal(own: Own, token: str) -> None:
    """Asked twice: a seat given up by a slip of the thumb is the next one's."""
    label = t("Withdraw the registration")
    with st.popover(label, icon=":material/cancel:", key="registration-out"):
        st.text(t("To come after all, you would have to register anew."))
        if st.button(label, icon=":material/cancel:", key="registration-withdraw"):
            submit(
                registrations.withdraw,
                own.activity_id,
                done=t("The registration is withdrawn."),
                form=f"withdraw-{own.registration_id}",
                token=token,
            )


def _form(person: Person, shown: ActivityShown, form: str) -> None:
    capacity = shown.plan.capacity
    if capacity is not None and shown.taken >= capacity:
        st.info(
            t("All seats are given. You can join the waiting list; it moves up by itself."),
            icon=":material/hourglass:",
        )
    key = f"{form}-{session.nonce(form)}"
    with st.form(key, border=not shown.is_keeper):
        st.caption(
            t(
                "A telephone number or an e-mail address is needed; the code for the door comes by mail."
            )
        )
        said = {
            "person_name": st.text_input(t("Name"), max_chars=40, key=f"{key}-name", required=True),
            "phone": st.text_input(t("Telephone"), max_chars=40, key=f"{key}-phone"),
            "email": st.text_input(t("E-mail"), max_chars=120, key=f"{key}-email"),
        }
        if person.kind is not Kind.ENTERPRISE:
            said["enterprise_name"] = st.text_input(
                t("Enterprise"),
                max_chars=120,
                key=f"{key}-enterprise",
                required=shown.plan.per_enterprise is not None,
            )
        answers = {each.key: _asked(each, key) for each in shown.questions}
        above = st.container()
        is_sent = st.form_submit_button(t("Register"), type="primary", icon=":material/how_to_reg:")
    if is_sent:
        with above:
            _send(shown, form, said | {"answers": answers})


def _send(shown: ActivityShown, form: str, said: dict) -> None:
    try:
        rations.spend("register", session.client_address_hash(), most=MOST_PER_HOUR, minutes=60)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    is_done, receipt = attempt(
        registrations.register, shown.id, form=form, language=session.language(), **said
    )
    if is_done:
        remember(form, (receipt, bool(said["email"].strip())))
        st.rerun()


def _receipt(receipt: Receipt, has_email: bool, is_keeper: bool, organiser: str) -> None:
    """What somebody reads who has just registered; code and link stand here for those who hold the activity only, so
    that nobody can find out whether a number had registered before."""
    match receipt.state:
        case RegistrationState.REGISTERED:
            st.success(t("You are registered."), icon=":material/check_circle:")
        case RegistrationState.WAITING:
            st.info(
                t("You are number {n} on the waiting list.", n=receipt.ahead + 1),
                icon=":material/hourglass:",
            )
        case _:
            st.info(
                t("The organisers look at your registration and tell you by mail."),
                icon=":material/schedule:",
            )
    if not is_keeper:
        st.markdown(_by_mail() if has_email else _by_telephone(receipt, organiser))
        return
    if receipt.state is RegistrationState.REGISTERED:
        st.markdown(t("At the door please say this code: **{code}**", code=receipt.code))
    st.caption(t("With this link you can see how it stands, or withdraw. Please keep it:"))
    st.page_link(
        "pages/public/registration.py",
        label=t("My registration"),
        icon=":material/confirmation_number:",
        query_params={"t": receipt.token},
    )


def _by_mail() -> str:
    return t(
        "A mail brings your code for the door and the link to see how it stands or withdraw. If this number "
        "or address had registered before, the mail goes to the address that was left then."
    )


def _by_telephone(receipt: Receipt, organiser: str) -> str:
    """How whoever left no address hears of it."""
    if receipt.state is RegistrationState.REGISTERED:
        return t(
            "At the door please give your name and telephone number. To withdraw, please call {organiser} with "
            "both; with an e-mail address you would get a code and a link.",
            organiser=organiser,
        )
    return t(
        "Without an e-mail address nothing can be sent to you: to hear how it stands, or to withdraw, please call "
        "{organiser} with your name and telephone number.",
        organiser=organiser,
    )


def _asked(question: Question, key: str) -> str:
    label, key = plain(question.text), f"{key}-answer-{question.key}"
    if question.choices:
        chosen = st.selectbox(
            label, question.choices, index=None, key=key, required=question.is_required
        )
        return chosen or ""
    return st.text_input(label, max_chars=400, key=key, required=question.is_required)


def _ahead(own: Own) -> str:
    return str(own.ahead) if own.state is RegistrationState.WAITING else ""
