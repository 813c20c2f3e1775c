"""The public page's form: an enterprise asks for help without signing in, and takes number and secret away."""

from contextlib import suppress

import streamlit as st

from components import catalogue_view, handed_in, loop_steps, origin_asked, receipt, session
from components.area_choice import area_choice
from components.filling import missing
from components.place import FOLDER
from components.reading import read
from components.session import client_address_hash, language
from components.submitting import tell
from components.texts import sentences, t, told
from db.vocabulary import Kind, LoopStep
from domain import demands, rations, topics
from domain.command import perform
from domain.errors import AlreadyDone, Refused
from domain.permissions import Person
from domain.queries import enterprises
from domain.queries.enterprises import Enterprise

ASK = "ask"
MOST_PER_HOUR = 30  # an industrial park may share one address


def welcome() -> None:
    st.markdown(
        t(
            "Tell us what your enterprise needs. A desk of the city reads every demand "
            "and sees that it is answered."
        )
    )


def ask(person: Person) -> None:
    """The form; what is wrong with it is said above its button."""
    number = session.nonce(ASK)
    known = _own(person)
    activity = origin_asked.activity(person)
    with st.form(f"ask-{number}", border=False):
        said = _who(person, known, number) | _what(number)
        files = handed_in.field(f"ask-files-{number}")
        agrees = st.checkbox(
            t("I agree that the units which handle this demand may see these details."),
            key=f"ask-consent-{number}",
        )
        above = st.container()
        is_sent = st.form_submit_button(t("Send"), type="primary", icon=":material/send:")
    if is_sent:
        with above:
            at = {"activity_id": activity.id} if activity else {}
            _send(person, number, said | at, files, agrees)


def thanks(made: demands.Receipt) -> None:
    """Number and secret to be kept, and what happens next."""
    st.success(t("We have received your demand."), icon=":material/check_circle:")
    receipt.show(made)
    st.warning(
        t("Keep both: only with them you can follow your demand. The secret is shown only here."),
        icon=":material/key:",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            FOLDER / "public/follow.py", label=t("Follow my demand"), icon=":material/route:"
        )
        if st.button(t("Ask something else"), key="ask-again", type="tertiary"):
            receipt.forget(ASK)
            st.rerun()
    st.subheader(t("What happens next"), anchor=False)
    loop_steps.show(LoopStep.QUESTIONING)


def _own(person: Person) -> Enterprise | None:
    """The signed-in enterprise's own record."""
    if person.kind is not Kind.ENTERPRISE:
        return None
    return read(enterprises.one, person, person.organisation_id, topics=(topics.ORGANISATIONS,))


def _who(person: Person, known: Enterprise | None, number: str) -> dict:
    """Row by row, so that a telephone shows the fields in their order."""
    st.subheader(t("Your enterprise"), anchor=False)
    left, right = st.columns(2)
    name = left.text_input(
        t("Enterprise"),
        known.name if known else "",
        max_chars=120,
        key=f"ask-enterprise-{number}",
        disabled=known is not None,
        autocomplete="organization",
    )
    code = right.text_input(
        t("Credit code (optional)"),
        known.credit_code if known else "",
        max_chars=40,
        key=f"ask-code-{number}",
        disabled=known is not None,
    )
    said = {"enterprise_name": name, "enterprise_code": code}
    return said | _reached(known, number) | _where(person, known, number)


def _reached(known: Enterprise | None, number: str) -> dict:
    left, right = st.columns(2)
    contact = left.text_input(
        t("Contact person"),
        known.contact_name if known else "",
        max_chars=40,
        key=f"ask-contact-{number}",
        autocomplete="name",
    )
    phone = right.text_input(
        t("Phone"),
        known.phone if known else "",
        max_chars=40,
        key=f"ask-phone-{number}",
        type="phone",
        placeholder="13800000000",
        autocomplete="tel",
    )
    return {"contact_name": contact, "contact_phone": phone}


def _where(person: Person, known: Enterprise | None, number: str) -> dict:
    left, right = st.columns(2)
    email = left.text_input(
        t("E-mail (optional, for answers)"),
        known.email if known else "",
        max_chars=120,
        key=f"ask-email-{number}",
        autocomplete="email",
    )
    with right:
        area = area_choice(
            t("Area"), person, known.area_code if known else "", key=f"ask-area-{number}"
        )
    return {"contact_email": email, "area_code": area}


def _what(number: str) -> dict:
    st.subheader(t("Your demand"), anchor=False)
    title = st.text_input(
        t("Subject"),
        catalogue_view.about(st.query_params.get("about", "")),
        max_chars=80,
        key=f"ask-title-{number}",
        placeholder=t("In a few words"),
    )
    body = st.text_area(
        t("What it is about"),
        max_chars=demands.MAX_BODY,
        height=200,
        key=f"ask-body-{number}",
        placeholder=t("What happened, since when, what was tried, what would help"),
    )
    return {"title": title, "body": body}


def _send(person: Person, number: str, said: dict, files: list, agrees: bool) -> None:
    """Make the demand and add its files; a form sent twice makes one demand with each file once."""
    wrong = _missing(person, said, agrees) or handed_in.wrong(files)
    if wrong:
        st.error(wrong, icon=":material/error:")
        return
    receipt.expected(ASK)
    try:
        rations.spend("ask", client_address_hash(), most=MOST_PER_HOUR, minutes=60)
        _make(person, number, said)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    try:
        handed_in.add(receipt.by_number(number).demand_id, files, form=number)
    except Refused as refusal:
        tell(told(refusal))  # the demand is made all the same
    session.renew_nonce(ASK)
    st.rerun()


def _missing(person: Person, said: dict, agrees: bool) -> str:
    """Every field that must be filled in and is not; the consent stands last."""
    is_known = person.kind is Kind.ENTERPRISE  # its name comes with its account
    left_out = missing(
        {
            t("Enterprise"): is_known or said["enterprise_name"],
            t("Contact person"): said["contact_name"],
            t("Phone"): said["contact_phone"],
            t("Area"): said["area_code"],
            t("Subject"): said["title"],
            t("What it is about"): said["body"],
        }
    )
    if agrees:
        return left_out
    consent = t("Please agree that the units which handle your demand may see these details.")
    return sentences(left_out, consent)


def _make(person: Person, number: str, said: dict) -> None:
    who = person if person.id is None else person.id
    with suppress(AlreadyDone):
        perform(who, demands.ask, nonce=number, language=language(), **said)
