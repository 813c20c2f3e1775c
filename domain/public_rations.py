"""How often a public form of an activity, a service menu or a competition may be sent: by whoever, and about whomever.

Those who hold it and enter whoever calls are not counted; the forms do not ask for them.
"""

from domain import rations
from domain.errors import Refused
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone

# Of one network address, to one activity: a hall of some hundred on one Wi-Fi registers within minutes, an industrial
# park or a telephone company's customers share one address all day. Ten a minute is more than such a crowd brings, and
# still far from what would hinder anybody else.
OF_ADDRESS = 600
# Of one telephone number or e-mail address: with room for mistakes; each of them can stand in one activity once, and in
# a menu as often as its enterprise may book.
OF_PERSON = 10
MINUTES = 60


def spend(what: str, of: int, address: str, *, phone: str = "", email: str = "") -> None:
    """Count one attempt at `what`, such as registering for the activity `of`, from a network address. Raises TooOften.

    What cannot be read as a number or an e-mail address is not counted: it is refused as it is.
    """
    rations.spend(what, f"{of}:{address}", most=OF_ADDRESS, minutes=MINUTES)
    for each in _read(phone, email):
        rations.spend(f"{what}-person", f"{of}:{each}", most=OF_PERSON, minutes=MINUTES)


def _read(phone: str, email: str) -> list[str]:
    """Each in the one way in which it is compared, so that another way of writing it is no way around."""
    found = []
    for read, typed in ((read_phone, phone), (read_email, email)):
        try:
            found += [read(typed)] if typed.strip() else []
        except Refused:
            continue
    return found
