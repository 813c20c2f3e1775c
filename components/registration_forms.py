"""Registering for an activity: without an account, for one's enterprise, or for whoever calls."""

import streamlit as st

from components import (
    enterprise_finder,
    own_registration,
    public_rations,
    registration_fields,
    session,
)
from components.filling import misread, missing
from components.moments import moment
from components.naming import named
from components.submitting import attempt, remember, remembered
from components.texts import listed, plain, sentences, t, term
from db.activity_vocabulary import ActivityStage, RegistrationState
from db.vocabulary import Kind
from domain import identifiers, registrations
from domain.activity_seats import Room
from domain.permissions import Person
from domain.queries.activity import ActivityShown
from domain.registrations import Receipt

WIDTH = 720  # pixels


def register(person: Person, shown: ActivityShown) -> None:
    """The form while registration is open, else why there is none; in its place what somebody takes away who has just
    registered. Those who hold the activity register whoever calls."""
    form = f"register-{shown.id}"
    receipt = remembered(form)
    if receipt is not None:
        _receipt(person, shown, *receipt)
        return
    if shown.is_keeper:  # who comes is what they look for; the form is for whoever telephones
        if shown.window.is_open:
            with st.expander(t("Register somebody"), icon=":material/person_add:"):
                _for_caller(person, shown, form)
        return
    has_registered = own_registration.here(person, shown)
    if shown.stage is not ActivityStage.PUBLISHED:
        return
    if reason := _why_not(person, shown):
        st.info(reason, icon=":material/event_busy:")
        return
    title = t("Register somebody else") if has_registered else t("Register")
    st.subheader(title, anchor=False)
    _hint(person, shown)
    with st.container(width=WIDTH):
        _form(
            shown,
            form,
            is_public=True,
            asks_enterprise=person.kind is not Kind.ENTERPRISE,
            has_account=person.id is not None,
        )


def _why_not(person: Person, shown: ActivityShown) -> str:
    """Why this reader cannot register now; empty where they can."""
    if shown.window.is_ahead:
        return t("Registration opens: {at}.", at=moment(shown.window.opens_at))
    if not shown.window.is_open:
        return t("Registration is closed.")
    whom = shown.whom
    if not (whom.binds and whom.missed):
        return ""
    if person.kind is Kind.ENTERPRISE:
        return t(
            "Only those may register for whom the activity is. As far as the directory knows, your enterprise does "
            "not fit by: {conditions}.",
            conditions=listed(map(term, whom.missed)),
        )
    return t(
        "Only enterprises may register for whom the activity is. Please sign in with your enterprise's account, or "
        "call {organiser}.",
        organiser=plain(named(shown.organiser.name, shown.organiser.name_en)),
    )


def _hint(person: Person, shown: ActivityShown) -> None:
    """Of an audience that does not bind, an enterprise hears before the form that it is another."""
    if person.kind is Kind.ENTERPRISE and shown.whom.missed:
        st.info(
            t(
                "This activity is meant for others: as far as the directory knows, your enterprise does not fit by "
                "{conditions}. You can register all the same.",
                conditions=listed(map(term, shown.whom.missed)),
            ),
            icon=":material/groups:",
        )


@st.fragment
def _for_caller(person: Person, shown: ActivityShown, form: str) -> None:
    whose = enterprise_finder.field(person, key=f"{form}-whose", reset=session.nonce(form))
    _form(shown, form, is_public=False, asks_enterprise=False, known=whose)


def _form(
    shown: ActivityShown,
    form: str,
    *,
    is_public: bool,
    asks_enterprise: bool,
    has_account: bool = False,
    known: dict | None = None,
) -> None:
    """The fields and what becomes of them; `known`: what is said of the enterprise already."""
    if shown.room is Room.FULL:
        st.info(
            t("All seats are given. You can join the waiting list; it moves up by itself."),
            icon=":material/hourglass:",
        )
    key = f"{form}-{session.nonce(form)}"
    with st.form(key, border=is_public):
        st.caption(
            t(
                "A telephone number or an e-mail address is needed; the code for the door comes by mail."
            )
        )
        said = (known or {}) | {
            "person_name": st.text_input(t("Name"), max_chars=40, key=f"{key}-name", required=True),
            "phone": st.text_input(t("Telephone"), max_chars=40, key=f"{key}-phone"),
            "email": st.text_input(t("E-mail"), max_chars=120, key=f"{key}-email"),
        }
        if is_public and not has_account:  # with one, all of it stands inside
            st.caption(_without_mail(shown))
        if asks_enterprise:
            said["enterprise_name"] = st.text_input(
                t("Enterprise"),
                max_chars=120,
                key=f"{key}-enterprise",
                required=shown.plan.per_enterprise is not None,
            )
        answers = registration_fields.answers([(each, "") for each in shown.questions], key)
        if is_public:
            st.caption(t("Only those who hold the activity may see these details."))
        above = st.container()
        is_sent = st.form_submit_button(t("Register"), type="primary", icon=":material/how_to_reg:")
    if is_sent:
        with above:
            _send(shown, form, said | {"answers": answers})


def _send(shown: ActivityShown, form: str, said: dict) -> None:
    wrong = sentences(
        missing({t("Name"): said["person_name"]}),
        misread((identifiers.phone, said["phone"]), (identifiers.email, said["email"])),
    )
    if wrong:
        st.error(wrong, icon=":material/error:")
        return
    reached = {"phone": said["phone"], "email": said["email"]}
    if not public_rations.is_left("register", shown.id, is_keeper=shown.is_keeper, **reached):
        return
    is_done, receipt = attempt(
        registrations.register, shown.id, form=form, language=session.language(), **said
    )
    if is_done:
        remember(form, (receipt, bool(said["email"].strip())))
        st.rerun()


def _receipt(person: Person, shown: ActivityShown, receipt: Receipt, has_email: bool) -> None:
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
    if not shown.is_keeper:
        organiser = plain(named(shown.organiser.name, shown.organiser.name_en))
        stands_here = own_registration.here(person, shown)  # with the code and the way out
        if has_email or not stands_here:
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


def _without_mail(shown: ActivityShown) -> str:
    """What happens instead for whoever leaves a telephone number only."""
    return t(
        "Without an e-mail address there is no code, no link to withdraw and no reminder: at the door you give name "
        "and telephone number, to withdraw you call {organiser}, and they call you if something changes.",
        organiser=plain(named(shown.organiser.name, shown.organiser.name_en)),
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
