"""Number and secret of a demand just taken down: large, to be kept or read out."""

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
    """The receipt of what this form made last; none while it is being sent."""
    sent = remembered(f"sent-{form}")
    return by_number(sent) if sent and sent != session.nonce(form) else None


def by_number(sent: str) -> Receipt | None:
    """The receipt of the form of this number: told from the number, so a second click gets the same."""
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


def _grouped(secret: str) -> str:
    """In groups, as one reads it out: abcde fghij."""
    return f"{secret[:5]} {secret[5:]}"
