"""The smaller objects of HSDS that organisations and services share: telephones, places, times, marks, checks."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

from domain.hsds import hours
from domain.hsds.facts import Provider, Publisher, day, filled
from domain.hsds.identity import named
from domain.hsds.taxonomies import Term
from domain.identifiers import is_mobile

# The city that this platform serves; records carry their area within it [seed].
CITY, PROVINCE, COUNTRY = "温州市", "浙江省", "CN"
CITY_EN = "All of Wenzhou"

_MOBILE = re.compile(r"1[3-9]\d{9}")


def office_phone(kept: str | None) -> tuple[str, int | None] | None:
    """Number and extension of an office; nothing where the number is one person's own."""
    main, _, extension = (kept or "").partition("x")
    digits = re.sub(r"\D", "", main)
    if not digits or is_mobile(kept or "") or _MOBILE.fullmatch(digits.removeprefix("86")):
        return None
    return main, int(extension) if extension.isdigit() else None


def office_email(kept: str | None) -> str | None:
    """An address that does not tell somebody's mobile number."""
    return None if not kept or _MOBILE.search(kept) else kept


def web_address(kept: str | None) -> str | None:
    """A website as a URI of letters that every reader takes; nothing where it cannot be one."""
    typed = (kept or "").strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"http://{typed}")
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        return None
    path, query = (
        quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
        quote(parts.query, safe="/%?:@!$&'()*+,;=~-._"),
    )
    return f"{parts.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")


def page_of(provider: Provider) -> str | None:
    """The organisation's page on the platform, open to everybody, where its services are applied for."""
    address = provider.publisher.address
    return f"{address.rstrip('/')}/organisation?id={provider.row.id}" if address else None


def phones(provider: Provider, *, of: str, id: str) -> list[dict]:
    """The office's telephone, for `of`: organization or service."""
    found = office_phone(provider.row.phone)
    if found is None:
        return []
    number, extension = found
    told = filled(id=named("phone", id), number=number, extension=extension, type="voice")
    return [told | {f"{of}_id": id}]


def location(provider: Provider) -> dict | None:
    """Where an organisation is; nothing where that is not known."""
    row = provider.row
    if not row.address:
        return None
    id = location_id(provider)
    address = {
        "id": named("address", row.id),
        "location_id": id,
        "address_1": row.address,
        "city": CITY,
        "state_province": PROVINCE,
        "postal_code": "",  # asked for by the specification, kept by nobody here
        "country": COUNTRY,
        "address_type": "physical",
    }
    if provider.area:
        address["region"] = provider.area.name
    return filled(
        id=id,
        location_type="physical",
        organization_id=named("organization", row.id),
        name=row.name,
        alternate_name=row.name_en,
        addresses=[address],
        schedules=schedules(row.opening_hours or "", of="location", id=id),
    )


def location_id(provider: Provider) -> str:
    return named("location", provider.row.id)


def schedules(text: str, *, of: str, id: str) -> list[dict]:
    """Opening times as written, and as weekly rules where they can be read for certain."""
    if not text:
        return []
    found = hours.openings(text)
    if not found:
        return [{"id": named("schedule", id, 0), f"{of}_id": id, "description": text}]
    return [
        {
            "id": named("schedule", id, n),
            f"{of}_id": id,
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(opening.days),
            "timezone": 8,
            "opens_at": opening.opens,
            "closes_at": opening.closes,
            "description": text,
        }
        for n, opening in enumerate(found)
    ]


def attribute(
    term: Term, *, of: str, id: str, why: str, value: str = "", label: str = "", key: str = ""
) -> dict:
    """That a term applies to a record (`of`: its table), and why it is said."""
    return filled(
        id=named("attribute", id, term.id, key),
        link_id=id,
        link_entity=of,
        link_type=why,
        taxonomy_term_id=term.id,
        taxonomy_term=term.told(),
        value=value,
        label=label,
    )


def checks(at: datetime | None, publisher: Publisher, *, of: str, id: str) -> list[dict]:
    """That the platform compared the record with the facts; never who of its people did."""
    if at is None:
        return []
    return [
        {
            "id": named("metadata", id, "checked"),
            "resource_id": id,
            "resource_type": of,
            "last_action_date": day(at),
            "last_action_type": "checked",
            "field_name": "assured_date",
            "previous_value": "",
            "replacement_value": day(at),
            "updated_by": publisher.name,
        }
    ]


def lines(text: str, splitter: str) -> Sequence[str]:
    return [part.strip() for part in re.split(splitter, text) if part.strip()]
