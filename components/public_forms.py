"""The public page's form: an enterprise asks for help without signing in, and takes number and secret away."""

import streamlit as st

from components import loop_steps, receipt, session
from components.area_choice import area_choice
from components.page_list import FOLDER
from components.reading import read
from components.session import client_address_hash, language
from components.texts import t, told
from db.vocabulary import Kind, LoopStep
from domain import attachments, demands, rations, topics
from domain.command import perform
from domain.errors import AlreadyDone, Refused
from domain.permissions import Person
from domain.queries import enterprises
from domain.queries.enterprises import Enterprise

ASK = "ask"
MOST_PER_HOUR = 30  # an industrial park may share one address
MOST_FILES = 3


class ConsentNeeded(Refused):
    message = "Please agree that the units which handle your demand may see these details."


class TooManyFiles(Refused):
    message = "At most {most} files can be sent with a demand."


def ask(person: Person) -> None:
    """The form; what is wrong with it is said above its button."""
    number = session.nonce(ASK)
    known = _own(person)
    with st.form(f"ask-{number}", border=False):
        said = _who(person, known, number) | _what(number)
        files = st.file_uploader(
            t("Files, at most {n} of 20 MB each (optional)", n=MOST_FILES),
            type=attachments.SUFFIXES,
            accept_multiple_files=True,
            key=f"ask-files-{number}",
        )
        agrees = st.checkbox(
            t("I agree that the units which handle this demand may see these details."),
            key=f"ask-consent-{number}",
        )
        above = st.container()
        is_sent = st.form_submit_button(t("Send"), type="primary", icon=":material/send:")
    if is_sent:
        with above:
            _send(person, number, said, files, agrees)


def thanks(made: demands.Receipt) -> None:
    """Number and secret to be kept, and what happens next."""
    st.success(t("We have received your demand."), icon=":material/check_circle:")
    receipt.show(made)
    st.warning(
        t("Keep both: only with them you can follow your demand. The secret is shown only here."),
        icon=":material/key:",
    )
    with st.container(horizontal=True):
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
    return read(
        enterprises.one, person, person.organisation_id, topics=(topics.ORGANISATIONS,)
    )


def _who(person: Person, known: Enterprise | None, number: str) -> dict:
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
        autocomplete="tel",
    )
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
    return {
        "enterprise_name": name,
        "enterprise_code": code,
        "contact_name": contact,
        "contact_phone": phone,
        "contact_email": email,
        "area_code": area,
    }


def _what(number: str) -> dict:
    st.subheader(t("Your demand"), anchor=False)
    title = st.text_input(
        t("Subject"),
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
    receipt.expected(ASK)
    try:
        checked = _checked(files, agrees)
        rations.spend("ask", client_address_hash(), most=MOST_PER_HOUR, minutes=60)
        _make(person, number, said)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    made = receipt.by_number(number)
    for position, file in enumerate(checked):
        _add_file(made.demand_id, f"{number}-f{position}", file)
    session.renew_nonce(ASK)
    st.rerun()
