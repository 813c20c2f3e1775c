"""A service product, as an HSDS service; and the place where it is had, as a service at location."""

from db.vocabulary import PriceKind
from domain.hsds import organisations, parts
from domain.hsds.facts import Service, both, day, filled, moment
from domain.hsds.identity import named
from domain.hsds.taxonomies import FIELDS, SIZES, own, own_terms, word

ACTIVE, HELD_BACK, RETIRED = "active", "temporarily closed", "inactive"
ALERT = (
    "机构所需资质已到期或尚未核验，暂停推荐。"
    " Held back: the provider's qualification for this service has expired or is not on record."
)


def service_id(service: Service) -> str:
    return named("service", service.row.id)


def place_id(service: Service) -> str:
    return named("service_at_location", service.row.id)


def brief(service: Service) -> dict:
    """The service's own fields and its organisation's, as lists show it."""
    return _own(service) | {"organization": organisations.brief(service.provider)}


def whole(service: Service) -> dict:
    """The service with everything nested in it."""
    row, id = service.row, service_id(service)
    place = at_location(service)
    return _own(service) | filled(
        phones=parts.phones(service.provider, of="service", id=id),
        schedules=parts.schedules(row.opening_times, of="service", id=id),
        service_areas=_areas(service, id),
        service_at_locations=[place] if place else [],
        languages=[
            {
                "id": named("language", id, "zh"),
                "service_id": id,
                "name": "中文 Chinese",
                "code": "zh",
            }
        ],
        organization=organisations.whole(service.provider),
        cost_options=_costs(service, id),
        required_documents=_documents(service, id),
        attributes=_attributes(service, id),
        metadata=parts.checks(row.checked_at, service.provider.publisher, of="service", id=id),
    )


def at_location(service: Service) -> dict | None:
    """The service at its provider's address; nothing where no address is known."""
    location = parts.location(service.provider)
    return at_location_brief(service) | {"location": location} if location else None


def at_location_brief(service: Service) -> dict:
    """Which service, and where."""
    return {
        "id": place_id(service),
        "service_id": service_id(service),
        "location_id": parts.location_id(service.provider),
    }


def minimal(service: Service) -> dict:
    """Its number and when it changed, for readers who keep a copy."""
    return filled(id=service_id(service), modified_date=moment(service.modified_at))


def _own(service: Service) -> dict:
    row, provider = service.row, service.provider
    checked = row.checked_at
    return filled(
        id=service_id(service),
        organization_id=organisations.organization_id(provider),
        name=row.name,
        alternate_name=row.name_en,
        description=both(row.summary, row.summary_en),
        url=parts.page_of(provider),
        email=parts.office_email(provider.row.email),
        status=service.status,
        application_process=row.how_to_apply,
        fees_description=_fees(service),
        accreditations=organisations.accreditations(provider.valid),
        eligibility_description=_eligibility(service),
        assured_date=day(checked),
        assurer_email=provider.publisher.email if checked else None,
        alert=ALERT if service.status == HELD_BACK else None,
        last_modified=moment(service.modified_at),
    )


def _fees(service: Service) -> str:
    row = service.row
    return ": ".join(part for part in (word(row.price_kind), row.price) if part)


def _eligibility(service: Service) -> str:
    tags = "、".join(service.row.for_tags)
    asked = f"须具备其一 One of: {tags}" if tags else ""
    return both(service.row.eligibility, asked)


def _areas(service: Service, id: str) -> list[dict]:
    areas = [(area.code, area.name, area.name_en) for area in service.areas]
    return [
        {
            "id": named("service_area", id, code),
            "service_id": id,
            "name": name,
            "description": name_en,
            "extent_type": "text",
            "extent": code,  # GB/T 2260
        }
        for code, name, name_en in areas or [("330300", parts.CITY, parts.CITY_EN)]
    ]


def _costs(service: Service, id: str) -> list[dict]:
    row = service.row
    is_free = row.price_kind in (PriceKind.PUBLIC_BENEFIT, PriceKind.FREE_FIRST)
    return [
        filled(
            id=named("cost_option", id),
            service_id=id,
            option=word(row.price_kind),
            currency="CNY",
            amount_description=row.price,
        )
        | ({"amount": 0} if is_free else {})
    ]


def _documents(service: Service, id: str) -> list[dict]:
    return [
        {"id": named("required_document", id, n), "service_id": id, "document": document}
        for n, document in enumerate(parts.lines(service.row.documents, r"[\n；;]"))
    ]


def _attributes(service: Service, id: str) -> list[dict]:
    row, of = service.row, {"of": "service", "id": id}
    found = [parts.attribute(own(FIELDS, row.field), why="service_field", **of)]
    found += [
        parts.attribute(service.industries[code], why="for_industry", **of)
        for code in row.for_industries
        if code in service.industries
    ]
    found += [
        parts.attribute(own(SIZES, size), why="for_size", **of)
        for size in row.for_sizes
        if named("term", SIZES, size) in own_terms()
    ]
    return found
