"""The records of one page of HSDS, gathered with as few questions as one record needs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session, SQLModel, col, func, select

from db.models import (
    Area,
    Event,
    Organisation,
    ProductArea,
    Qualification,
    RecordCheck,
    ServiceProduct,
)
from db.settings import settings
from db.vocabulary import Kind
from domain import clock
from domain.hsds import parts
from domain.hsds.facts import Offered, Provider, Publisher, Service
from domain.hsds.services import ACTIVE, HELD_BACK, RETIRED
from domain.offers import offered, valid
from domain.queries.hsds import industries


def publisher(session: Session) -> Publisher:
    """The city's platform, as its own record says it."""
    city = select(Organisation).where(Organisation.kind == Kind.CITY, col(Organisation.is_active))
    row = session.exec(city.order_by(col(Organisation.id)).limit(1)).first()
    address = settings().public_url
    if row is None:
        return Publisher(address=address)
    name = " ".join(part for part in (row.name, row.name_en) if part)
    return Publisher(name, parts.office_email(row.email) or "", address)


def providers(session: Session, ids: Sequence[int]) -> list[Provider]:
    """The organisations of these keys, in the order of the keys."""
    rows = session.exec(
        select(Organisation).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.id))
    ).all()
    who = publisher(session)
    known, terms = _areas(session), industries(session)
    qualifications, checked = _valid(session, ids), _checked(session, ids)
    changed = _changed(session, ids)
    return [
        Provider(
            row,
            who,
            area=known.get(row.area_code),
            industry=terms.get(row.industry_code),
            valid=tuple(qualifications[row.id]),
            checked_at=checked.get(row.id),
            modified_at=changed.get(row.id),
        )
        for row in rows
    ]


def services(session: Session, ids: Sequence[int]) -> list[Service]:
    """The services of these keys, in the order of the keys."""
    rows = session.exec(
        select(ServiceProduct)
        .where(col(ServiceProduct.id).in_(ids))
        .order_by(col(ServiceProduct.id))
    ).all()
    owners = sorted({row.organisation_id for row in rows})
    who = {each.row.id: each for each in providers(session, owners)}
    states, served = _states(session, rows), _served(session, ids)
    terms, ended = industries(session), _ended(session, owners)
    return [
        Service(
            row,
            who[row.organisation_id],
            states[row.id],
            areas=tuple(served[row.id]),
            modified_at=_newest(
                who[row.organisation_id].modified_at,
                row.checked_at,
                ended.get((row.organisation_id, row.needs)),
            ),
            industries=terms,
        )
        for row in rows
    ]


def offered_by(session: Session, ids: Sequence[int]) -> dict[int, list[Offered]]:
    """What each of these organisations offers, retired services among it."""
    rows = session.exec(
        select(ServiceProduct)
        .where(col(ServiceProduct.organisation_id).in_(ids))
        .order_by(col(ServiceProduct.id))
    ).all()
    states, found = _states(session, rows), defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(Offered(row.id, row.name, states[row.id]))
    return found


def _states(session: Session, rows: Sequence[ServiceProduct]) -> dict[int, str]:
    """Active, held back for want of a qualification, or retired."""
    today = clock.now().date()
    asked = col(ServiceProduct.id).in_([row.id for row in rows])
    open_to_all = set(session.exec(select(ServiceProduct.id).where(asked, offered(today))))
    return {
        row.id: RETIRED if not row.is_active else ACTIVE if row.id in open_to_all else HELD_BACK
        for row in rows
    }


def _areas(session: Session) -> dict[str, Area]:
    return {area.code: area for area in session.exec(select(Area))}


def _served(session: Session, ids: Sequence[int]) -> dict[int, list[Area]]:
    pairs = session.exec(
        select(ProductArea.product_id, Area)
        .join(Area, Area.code == ProductArea.area_code)
        .where(col(ProductArea.product_id).in_(ids))
        .order_by(col(Area.position), col(Area.code))
    )
    return _gathered(pairs)


def _valid(session: Session, ids: Sequence[int]) -> dict[int, list[Qualification]]:
    rows = session.exec(
        select(Qualification.organisation_id, Qualification)
        .where(col(Qualification.organisation_id).in_(ids), valid(clock.now().date()))
        .order_by(col(Qualification.id))
    )
    return _gathered(rows)


def _gathered(pairs) -> dict[int, list[SQLModel]]:
    found = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found


def _checked(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    newest = (
        select(RecordCheck.organisation_id, func.max(RecordCheck.at))
        .where(col(RecordCheck.organisation_id).in_(ids))
        .group_by(col(RecordCheck.organisation_id))
    )
    return dict(session.exec(newest).all())


def _changed(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    newest = (
        select(Event.subject_id, func.max(Event.at))
        .where(Event.subject_kind == Organisation.__tablename__, col(Event.subject_id).in_(ids))
        .group_by(col(Event.subject_id))
    )
    return dict(session.exec(newest).all())


def _ended(session: Session, ids: Sequence[int]) -> dict[tuple, datetime]:
    """When the last qualification of each type has ended, by organisation and type."""
    last = (
        select(
            Qualification.organisation_id, Qualification.type, func.max(Qualification.valid_until)
        )
        .where(
            col(Qualification.organisation_id).in_(ids),
            col(Qualification.is_active),
            col(Qualification.valid_until) < clock.now().date(),
        )
        .group_by(col(Qualification.organisation_id), col(Qualification.type))
    )
    return {
        (organisation, type): datetime.combine(until + timedelta(days=1), time(), clock.LOCAL)
        for organisation, type, until in session.exec(last)
    }


def _newest(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each), default=None)
