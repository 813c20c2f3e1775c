"""Number and secret of a demand just taken down: large, to be kept or read out."""

import streamlit as st

from components import session
from components.browser import component
from components.reading import read
from components.submitting import remember, remembered
from components.texts import t
from domain import tokens, topics
from domain.demands import Receipt
from domain.queries import following

_mount = component("keepsake", "keepsake", style="keepsake")


def expected(form: str) -> None:
    """To be called before the form's command: a click that is lost half-way still finds its receipt."""
    remember(f"sent-{form}", session.nonce(form))


def of(form: str) -> Receipt | None:
    """The receipt of what this form made last; told from the form's own number, so a second click gets the same."""
    sent = remembered(f"sent-{form}")
    if not sent:
        return None
    made = read(following.receipt_of, session.visitor(), sent, topics=(topics.DEMANDS,))
    if made is None:
        return None
    number, demand_id = made
    return Receipt(demand_id, number, tokens.spoken_secret(sent))


def forget(form: str) -> None:
    remember(f"sent-{form}", None)


def show(receipt: Receipt) -> None:
    """Number and secret, each with a button that copies it."""
    _mount(
        key=f"keepsake-{receipt.number}",
        data={
            "rows": [
                {"label": t("Number"), "value": receipt.number, "said": receipt.number},
                {"label": t("Secret"), "value": receipt.secret, "said": _grouped(receipt.secret)},
            ],
            "copy": t("Copy"),
            "copied": t("Copied"),
        },
    )


def forget_button(form: str, label: str) -> None:
    """A button that clears the receipt away, for the next one."""
    if st.button(label, key=f"{form}-next", type="primary", icon=":material/add:"):
        forget(form)
        st.rerun()


def _grouped(secret: str) -> str:
    """In groups, as one reads it out: abcde fghij."""
    return f"{secret[:5]} {secret[5:]}"
