"""Service products: what an organisation offers, to whom, for what, and what one has to bring."""

import re
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, delete, select

from db.models import Area, Equipment, Industry, Organisation, ProductArea, ServiceProduct
from db.vocabulary import PriceKind, QualificationType, ServiceField, SizeClass
from domain import entries
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.permissions import keepers
from domain.qualifications import refuse_enterprise
from domain.records import NothingChanged
from domain.written import line, paragraph

MOST_TAGS = 20


class KnownProduct(Refused):
    message = "This organisation offers {name} already."


class RetiredAlready(Refused):
    message = "This is no longer offered."


@command(Organisation, by=keepers)
def add(act: Act, organisation: Organisation, **said) -> int:
    """Add a service product to what an organisation offers; returns its id."""
    refuse_enterprise(organisation)
    values, areas = _read(act.session, **said)
    _refuse_known(act.session, organisation, values["name"])
    product = act.add(ServiceProduct(organisation_id=organisation.id, **values))
    _serve(act.session, product, areas)
    entries.write(act.session, product)
    act.record("product_added", organisation, product_id=product.id, name=product.name)
    return product.id


@command(Organisation, by=keepers)
def change(act: Act, organisation: Organisation, *, product_id: int, **said) -> None:
    """Change a service product; what is said of it replaces all that was said."""
    product = _of(act.session, organisation, product_id)
    values, areas = _read(act.session, **said)
    _refuse_known(act.session, organisation, values["name"], but=product.id)
    now = values | {"areas": areas}
    before = {name: getattr(product, name) for name in values}
    before["areas"] = _areas_of(act.session, product)
    parts = [
        [name, _told(before[name]), _told(now[name])] for name in now if before[name] != now[name]
    ]
    if not parts:
        raise NothingChanged
    if before["areas"] != areas:
        _serve(act.session, product, areas)
    product.sqlmodel_update(values)
    act.session.flush()
    entries.write(act.session, product)
    act.record(
        "product_changed",
        organisation,
        product_id=product.id,
        name=product.name,
        parts=parts,
    )


@command(Organisation, by=keepers)
def retire(act: Act, organisation: Organisation, *, product_id: int, reason: str) -> None:
    """Take a service product out of the offer; it is no longer found."""
    product = _of(act.session, organisation, product_id)
    if not product.is_active:
        raise RetiredAlready
    why = line(reason, most=200, name="Reason")
    product.is_active = False
    act.session.flush()
    entries.write(act.session, product)
    act.record(
        "product_retired", organisation, product_id=product.id, name=product.name, reason=why
    )


@command(Organisation, by=keepers)
def check(act: Act, organisation: Organisation, *, product_id: int) -> None:
    """Say that what is written of a service product has been compared with the provider and holds."""
    product = _of(act.session, organisation, product_id)
    if not product.is_active:
        raise RetiredAlready
    product.checked_at, product.checked_by_id = act.now, act.actor.id
    act.record("product_checked", organisation, product_id=product.id, name=product.name)


def _read(
    session: Session,
    *,
    name: str,
    field: ServiceField,
    price_kind: PriceKind,
    name_en: str = "",
    summary: str = "",
    summary_en: str = "",
    eligibility: str = "",
    for_industries: Iterable[str] = (),
    for_sizes: Iterable[str] = (),
    for_tags: Iterable[str] | str = (),
    price: str = "",
    areas: Iterable[str] = (),
    how_to_apply: str = "",
    documents: str = "",
    opening_times: str = "",
    needs: QualificationType | None = None,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What was typed as columns of the product, and the areas that it serves (none: the whole city)."""
    costs = chosen(PriceKind, price_kind, "What it costs")
    told = line(price, most=120, name="Price", required=False)
    if costs is PriceKind.PRICED and not told:
        raise Missing(field="Price")
    values = {
        "name": line(name, most=120, name="Service"),
        "name_en": line(name_en, most=160, name="Name in English", required=False) or None,
        "field": chosen(ServiceField, field, "Service field"),
        "summary": paragraph(summary, most=2000, name="About", required=False),
        "summary_en": paragraph(summary_en, most=2000, name="About in English", required=False)
        or None,
        "eligibility": paragraph(eligibility, most=1000, name="Who may have it", required=False),
        "for_industries": _codes(session, Industry, for_industries, "Industry"),
        "for_sizes": [chosen(SizeClass, each, "Size").value for each in sorted(set(for_sizes))],
        "for_tags": _tags(for_tags),
        "price_kind": costs,
        "price": told,
        "how_to_apply": paragraph(how_to_apply, most=1000, name="How to apply", required=False),
        "documents": paragraph(documents, most=1000, name="Documents", required=False),
        "opening_times": line(opening_times, most=200, name="Opening hours", required=False),
        "needs": chosen(QualificationType, needs, "Kind of qualification") if needs else None,
    }
    return values, tuple(_codes(session, Area, areas, "Area"))


def _codes(
    session: Session, table: type[Area] | type[Industry], codes: Iterable[str], label: str
) -> list[str]:
    wanted = sorted(set(codes))
    known = session.exec(select(table.code).where(col(table.code).in_(wanted))).all()
    if len(known) < len(wanted):
        raise Unclear(field=label)
    return wanted


def _tags(typed: Iterable[str] | str) -> list[str]:
    parts = re.split(r"[、,，;；\n]", typed) if isinstance(typed, str) else list(typed)
    tags = {line(part, most=30, name="Tags") for part in parts if part.strip()}
    return sorted(tags)[:MOST_TAGS]


def _of(session: Session, organisation: Organisation, product_id: int) -> ServiceProduct:
    product = session.get(ServiceProduct, product_id)
    if product is None or product.organisation_id != organisation.id:
        raise NotFound
    return product


def _told(value: Any) -> str:
    """A part of a product as an event keeps it."""
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, list | tuple) else str(value)


def _areas_of(session: Session, product: ServiceProduct) -> tuple[str, ...]:
    served = select(ProductArea.area_code).where(ProductArea.product_id == product.id)
    return tuple(sorted(session.exec(served)))


def _serve(session: Session, product: ServiceProduct, areas: Iterable[str]) -> None:
    session.exec(delete(ProductArea).where(col(ProductArea.product_id) == product.id))
    session.add_all(ProductArea(product_id=product.id, area_code=code) for code in areas)
    session.flush()


def _refuse_known(
    session: Session, organisation: Organisation, name: str, *, but: int | None = None
) -> None:
    if is_known(session, ServiceProduct, organisation, name, but=but):
        raise KnownProduct(name=name)


def is_known(
    session: Session,
    table: type[ServiceProduct] | type[Equipment],
    organisation: Organisation,
    name: str,
    *,
    but: int | None = None,
) -> bool:
    """Whether an organisation offers something of that name, and not only the record `but`."""
    same = select(table.id).where(
        table.organisation_id == organisation.id,
        table.name == name,
        table.id != but,
        col(table.is_active),
    )
    return session.exec(same).first() is not None
