"""An organisation that serves enterprises, as an HSDS organization."""

from collections.abc import Iterable

from db.models import Qualification
from domain.hsds.facts import Offered, Provider, both, day, filled
from domain.hsds.identity import named
from domain.hsds.parts import attribute, checks, location, office_email, phones, web_address
from domain.hsds.taxonomies import QUALIFICATIONS, RATINGS, SATISFIED, own, word


def organization_id(provider: Provider) -> str:
    return named("organization", provider.row.id)


def brief(provider: Provider) -> dict:
    """The fields of the organisation itself, as lists show it."""
    row = provider.row
    return filled(
        id=organization_id(provider),
        name=row.name,
        alternate_name=row.name_en,
        description=both(row.summary, row.summary_en) or row.products or word(row.kind),
        email=office_email(row.email),
        website=web_address(row.website),
        year_incorporated=row.founded_on.year if row.founded_on else None,
        legal_status=word(row.kind),
    )


def whole(provider: Provider, offered: Iterable[Offered] | None = None) -> dict:
    """The organisation with all that is nested in it; its services where they are given."""
    id = organization_id(provider)
    place = location(provider)
    told = brief(provider) | filled(
        phones=phones(provider, of="organization", id=id),
        locations=[place] if place else [],
        organization_identifiers=_identifiers(provider, id),
        attributes=_attributes(provider, id),
        metadata=checks(provider.checked_at, provider.publisher, of="organization", id=id),
    )
    if offered is not None:
        told["services"] = [
            {"id": named("service", each.id), "name": each.name, "status": each.status}
            for each in offered
        ]
    return told


def accreditations(qualifications: Iterable[Qualification]) -> str:
    return "; ".join(f"{each.name} ({certified(each)})" for each in qualifications)


def certified(qualification: Qualification) -> str:
    """By whom, under which number, until when."""
    until = day(qualification.valid_until)
    parts = (qualification.issuer, qualification.number, f"until {until}" if until else "")
    return ", ".join(part for part in parts if part)


def _identifiers(provider: Provider, id: str) -> list[dict]:
    """The unified social credit code; org-id.guide knows no scheme of its own for it, so the type names it."""
    if not provider.row.credit_code:
        return []
    return [
        {
            "id": named("identifier", provider.row.id, "credit_code"),
            "organization_id": id,
            "identifier_type": "统一社会信用代码 Unified social credit code (GB 32100-2015)",
            "identifier": provider.row.credit_code,
        }
    ]


def _attributes(provider: Provider, id: str) -> list[dict]:
    row, of = provider.row, {"of": "organization", "id": id}
    found = [attribute(provider.industry, why="industry", **of)] if provider.industry else []
    found += [
        attribute(
            own(QUALIFICATIONS, each.type),
            why="qualification",
            label=each.name,
            value=certified(each),
            key=str(each.id),
            **of,
        )
        for each in provider.valid
    ]
    if row.rating_n:
        value = f"{row.rating_good} of {row.rating_n}"
        found.append(attribute(own(RATINGS, SATISFIED), why="rating", value=value, **of))
    return found
