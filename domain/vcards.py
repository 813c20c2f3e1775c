"""Electronic visiting cards: how to reach an organisation, as address books read it.

vCard 4.0, RFC 6350; telephone numbers as addresses of RFC 3966.
"""

import uuid
from dataclasses import dataclass

from db.settings import settings

MOST_OCTETS = 75  # of a line, its end aside (RFC 6350, 3.2)
MEDIA_TYPE = "text/vcard"


@dataclass(frozen=True)
class Card:
    """What one card says; with a person's name it is that person's at the organisation."""

    organisation_id: int
    organisation: str
    person: str = ""
    phone: str = ""  # as it is kept
    email: str = ""
    address: str = ""
    area: str = ""
    website: str = ""


def written(card: Card) -> str:
    """The card as the text of a .vcf file."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"KIND:{'individual' if card.person else 'org'}",
        f"UID:{_uid(card)}",
        f"FN:{_text(card.person or card.organisation)}",
        f"ORG:{_text(card.organisation)}",
    ]
    if card.phone:
        lines.append(f"TEL;VALUE=uri;TYPE=work:{_dialling(card.phone)}")
    if card.email:
        lines.append(f"EMAIL;TYPE=work:{_text(card.email)}")
    if card.address or card.area:
        lines.append(f"ADR;TYPE=work:;;{_text(card.address)};{_text(card.area)};;;")
    if card.website:
        lines.append(f"URL:{_line(card.website)}")
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _uid(card: Card) -> str:
    """The same for the same organisation of the same platform, so that a card taken twice is one contact."""
    said = f"{settings().public_url}/organisation?id={card.organisation_id}&person={card.person}"
    return uuid.uuid5(uuid.NAMESPACE_URL, said).urn


def _dialling(number: str) -> str:
    """+8657788886666x801 as tel:+8657788886666;ext=801; a number that is dialled within the country says so."""
    main, _, extension = number.partition("x")
    where = "" if main.startswith("+") else ";phone-context=+86"
    return f"tel:{main}{f';ext={extension}' if extension else ''}{where}"


def _text(text: str) -> str:
    """With the signs that part the values of a line made harmless (RFC 6350, 3.4)."""
    level = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ",", ";"):
        level = level.replace(sign, f"\\{sign}")
    return _line(level.replace("\n", "\\n"))


def _line(text: str) -> str:
    return "".join(each for each in text if each.isprintable())


def _folded(line: str) -> str:
    """In pieces of so many octets, none of which cuts a character in two (RFC 6350, 3.2)."""
    pieces, piece, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > MOST_OCTETS:
            pieces.append(piece)
            piece, octets = "", 1  # the blank that begins the next
        piece += character
        octets += size
    return "\r\n ".join([*pieces, piece])
