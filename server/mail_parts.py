"""What a mail carries beside its text: a picture, an activity for the calendar, the way out of being written to."""

from dataclasses import dataclass
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import make_msgid
from html import escape

from db.models import Expert, Organisation
from db.settings import settings
from domain.calendar_files import Method, Party

INVITATION = "invite.ics"


@dataclass(frozen=True)
class Letter:
    """What fills a mail, and what goes with it; empty where nothing does."""

    values: dict[str, str]
    picture: str = ""  # where it leads
    calendar: str = ""
    method: Method | None = None
    further: tuple[tuple[str, Method], ...] = ()  # other entries of which the same is told


class AddressHeader(UnstructuredHeader):
    """An address on one line, however long it is: broken or encoded no mailbox would understand it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", AddressHeader)
POLICY = SMTP.clone(header_factory=_headers)  # of every mail


def named(row: Organisation | Expert, language: str) -> str:
    """The name in the language of the mail, where there is one."""
    return (language == "en" and row.name_en) or row.name


def sender(house: Organisation, language: str) -> Party:
    """The organisation that holds something, with the platform's own address."""
    return Party(named(house, language), settings().mail_from)


def add_calendar(mail: EmailMessage, text: str, method: Method) -> None:
    """The same once more, as calendars understand it (RFC 6047), and as a file for mailboxes that show none.

    Gmail and Outlook act on the alternative; what opens by hand is an attachment with a name, of a type of its own, so
    that no mailbox enters it twice.
    """
    params = {"method": method.value, "component": "VEVENT"}
    mail.add_alternative(text, subtype="calendar", params=params)
    mail.add_attachment(text.encode(), "application", "ics", filename=INVITATION)


def attach_calendars(mail: EmailMessage, entries: tuple[tuple[str, Method], ...]) -> None:
    """More of the same, one file for each: a message to calendars speaks of one entry only (RFC 5546)."""
    for n, (text, method) in enumerate(entries, start=2):
        params = {"method": method.value, "component": "VEVENT"}
        mail.add_attachment(text, subtype="calendar", filename=f"{n}.ics", params=params)


def offer_way_out(mail: EmailMessage, address: str) -> None:
    """What mailboxes offer beside the subject (RFC 8058)."""
    mail["List-Unsubscribe"] = f"<{address}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def show(mail: EmailMessage, text: str, picture: bytes, told: str) -> None:
    """The same text once more with the picture in it; a mailbox that shows no picture shows the text alone."""
    name = make_msgid(domain=Address(addr_spec=settings().mail_from).domain)
    lines = "<br>\n".join(map(escape, text.split("\n")))
    shown = f'<img src="cid:{name[1:-1]}" alt="{escape(told)}" style="max-width: 100%">'
    mail.add_alternative(f"<p>{lines}</p>\n<p>{shown}</p>\n", subtype="html")
    page = mail.get_payload()[1]
    page.add_related(
        picture, "image", "png", cid=name, disposition="inline", filename="figures.png"
    )
