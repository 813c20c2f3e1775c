"""What is handed out in HSDS: which organisations and services, filtered, counted and paged by the database.

Handed out is who serves enterprises and what they offer; enterprises never are. A service whose provider lacks the
qualification that it needs is told as closed for the time being, a retired one as inactive, so that readers who keep a
copy learn of it; the services of a closed record are gone with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, false, or_
from sqlmodel import Session, col, func, select

from db.models import (
    DirectoryEntry,
    Event,
    Industry,
    Organisation,
    Qualification,
    ServiceProduct,
)
from db.search import condition_of, mark, tokens
from db.vocabulary import EntryKind, Kind
from domain import clock, concepts
from domain.entries import INDUSTRY
from domain.hsds import taxonomies
from domain.hsds.identity import named
from domain.hsds.taxonomies import Term, industry_terms
from domain.offers import valid

OTHERS = tuple(kind for kind in Kind if kind is not Kind.ENTERPRISE)
BATCH = 200  # records told at a time where all are


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for."""

    search: str = ""
    term: Term | None = None
    taxonomy: str = ""  # its key
    organisation_id: int | None = None
    modified_after: datetime | None = None
    nothing: bool = False  # what is asked for cannot be there: an organisation that nobody knows


EVERYTHING = Wanted()


def provided() -> ColumnElement[bool]:
    """The condition on `organisation` that it is handed out: it serves, or offers something."""
    offers = select(ServiceProduct.id).where(ServiceProduct.organisation_id == Organisation.id)
    return (
        col(Organisation.kind).in_(OTHERS)
        & col(Organisation.is_active)
        & or_(
            Organisation.kind == Kind.SERVICE_ORGANISATION, offers.correlate(Organisation).exists()
        )
    )


def services_wanted(session: Session, wanted: Wanted, *, with_place: bool = False) -> list:
    """The conditions on `service_product`; `with_place`: only where the provider's address is known."""
    provider = select(Organisation.id).where(
        Organisation.id == ServiceProduct.organisation_id,
        col(Organisation.is_active),
        col(Organisation.kind).in_(OTHERS),
    )
    if with_place:
        provider = provider.where(col(Organisation.address) != "")
    where = [provider.correlate(ServiceProduct).exists()]
    if wanted.nothing:
        where.append(false())
    if wanted.organisation_id is not None:
        where.append(ServiceProduct.organisation_id == wanted.organisation_id)
    if wanted.search:
        found = _found(session, wanted.search, (EntryKind.SERVICE_PRODUCT,))
        where.append(col(ServiceProduct.id).in_(select(DirectoryEntry.subject_id).where(*found)))
    if wanted.term:
        where.append(_service_has(wanted.term))
    if wanted.taxonomy:
        where.append(_service_is_in(wanted.taxonomy))
    if wanted.modified_after:
        where.append(_service_changed(wanted.modified_after))
    return where


def organisations_wanted(session: Session, wanted: Wanted) -> list:
    """The conditions on `organisation`."""
    where = [provided()]
    if wanted.nothing:
        where.append(false())
    if wanted.organisation_id is not None:
        where.append(Organisation.id == wanted.organisation_id)
    if wanted.search:
        kinds = (EntryKind.SERVICE_PRODUCT, *(EntryKind(kind) for kind in OTHERS))
        found = _found(session, wanted.search, kinds)
        where.append(col(Organisation.id).in_(select(DirectoryEntry.organisation_id).where(*found)))
    if wanted.term:
        where.append(_organisation_has(wanted.term))
    if wanted.taxonomy:
        where.append(_organisation_is_in(wanted.taxonomy))
    if wanted.modified_after:
        where.append(col(Organisation.id).in_(_changed_since(wanted.modified_after)))
    return where


def ids_of(
    table: type[Organisation] | type[ServiceProduct],
    where: list,
    *,
    limit: int,
    offset: int = 0,
    after: int = 0,
) -> Select:
    """The keys of one page, in the order of the key; `after`: only those beyond it."""
    keys = select(table.id).where(*where)
    if after:
        keys = keys.where(table.id > after)
    return keys.order_by(col(table.id)).limit(limit).offset(offset)


def count_of(table: type[Organisation] | type[ServiceProduct], where: list) -> Select:
    return select(func.count()).select_from(table).where(*where)


def in_turn(
    session: Session, table: type[Organisation] | type[ServiceProduct], where: list
) -> Iterator[list[int]]:
    """All keys in batches, each found beyond the last: the thousandth batch costs what the first did."""
    last = 0
    while ids := session.exec(ids_of(table, where, limit=BATCH, after=last)).all():
        yield list(ids)
        last = ids[-1]


def id_of(session: Session, kind: str, uuid: str) -> int | None:
    """The key of the organisation or service that goes by this UUID."""
    known = _KNOWN[kind]
    if uuid not in known:
        table = Organisation if kind == "organization" else ServiceProduct
        keys = select(table.id)
        if table is Organisation:
            keys = keys.where(col(Organisation.kind).in_(OTHERS))
        met = set(known.values())
        known.update((named(kind, id), id) for id in session.exec(keys) if id not in met)
    return known.get(uuid)


# A UUID follows from kind and key alone, so what has been worked out once stays right in every process.
_KNOWN: dict[str, dict[str, int]] = {"organization": {}, "service": {}, "service_at_location": {}}


def industries(session: Session) -> dict[str, Term]:
    """Every industry that the platform knows, by code."""
    return industry_terms(session.exec(select(Industry).order_by(col(Industry.code))))


def _found(session: Session, typed: str, kinds: Iterable[EntryKind]) -> list:
    """Found as the directory finds: words with their synonyms, areas, industries and fields."""
    asked = concepts.read(concepts.lexicon(session), typed)
    groups = [each.alternatives() for each in asked]
    return [condition_of(DirectoryEntry, groups), col(DirectoryEntry.kind).in_(tuple(kinds))]


def _service_has(term: Term) -> ColumnElement[bool]:
    match term.taxonomy.key:
        case taxonomies.FIELDS:
            return ServiceProduct.field == term.code
        case taxonomies.INDUSTRIES:
            marked = condition_of(DirectoryEntry, [[tokens(mark(INDUSTRY, term.code))]])
            found = select(DirectoryEntry.subject_id).where(
                marked, DirectoryEntry.kind == EntryKind.SERVICE_PRODUCT
            )
            return col(ServiceProduct.id).in_(found)
        case taxonomies.SIZES:
            return cast(ServiceProduct.for_sizes, String).contains(f'"{term.code}"')
    return false()


def _service_is_in(taxonomy: str) -> ColumnElement[bool]:
    match taxonomy:
        case taxonomies.FIELDS:
            return col(ServiceProduct.field).is_not(None)
        case taxonomies.INDUSTRIES:
            return cast(ServiceProduct.for_industries, String) != "[]"
        case taxonomies.SIZES:
            return cast(ServiceProduct.for_sizes, String) != "[]"
    return false()


def _organisation_has(term: Term) -> ColumnElement[bool]:
    match term.taxonomy.key:
        case taxonomies.FIELDS:
            return _offering(ServiceProduct.field == term.code)
        case taxonomies.INDUSTRIES:
            return col(Organisation.industry_code).startswith(term.code)
        case taxonomies.QUALIFICATIONS:
            held = select(Qualification.organisation_id).where(
                Qualification.type == term.code, valid(clock.now().date())
            )
            return col(Organisation.id).in_(held)
        case taxonomies.RATINGS:
            return col(Organisation.rating_n) > 0
    return false()


def _organisation_is_in(taxonomy: str) -> ColumnElement[bool]:
    match taxonomy:
        case taxonomies.FIELDS:
            return _offering()
        case taxonomies.INDUSTRIES:
            return col(Organisation.industry_code).is_not(None)
        case taxonomies.QUALIFICATIONS:
            held = select(Qualification.organisation_id).where(valid(clock.now().date()))
            return col(Organisation.id).in_(held)
        case taxonomies.RATINGS:
            return col(Organisation.rating_n) > 0
    return false()


def _offering(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    offers = select(ServiceProduct.organisation_id).where(col(ServiceProduct.is_active), *where)
    return col(Organisation.id).in_(offers)


def _changed_since(moment: datetime) -> Select:
    """The organisations whose records have changed since, as their chains of events say."""
    return select(Event.subject_id).where(
        Event.subject_kind == Organisation.__tablename__, Event.at >= moment
    )


def _service_changed(moment: datetime) -> ColumnElement[bool]:
    """Its provider's record has changed since, or the qualification that it needs has ended since."""
    ended = (
        select(Qualification.id)
        .where(
            Qualification.organisation_id == ServiceProduct.organisation_id,
            Qualification.type == ServiceProduct.needs,
            col(Qualification.is_active),
            col(Qualification.valid_until) >= _last_day_before(moment),
            col(Qualification.valid_until) < clock.now().date(),
        )
        .correlate(ServiceProduct)
    )
    return or_(
        col(ServiceProduct.organisation_id).in_(_changed_since(moment)),
        ServiceProduct.checked_at >= moment,
        ended.exists(),
    )


def _last_day_before(moment: datetime) -> date:
    """A qualification that held until this day ended at the next midnight, that is not before the moment."""
    local = moment.astimezone(clock.LOCAL)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return local.date() - timedelta(days=1) if local == midnight else local.date()
