"""The teams, experts, services, equipment and research centres that were set aside for a need, with the reason."""

from dataclasses import dataclass

from sqlalchemy import true
from sqlmodel import Session, col, select

from db.models import HelperAside, TechnicalNeed, User
from db.research_vocabulary import MatchKind, NotThis
from db.vocabulary import Kind
from domain.matchmaking.helpers_aside import TABLES
from domain.permissions import Person, allows, its_need
from domain.research_visible import is_broker

MOST = 50


@dataclass(frozen=True)
class HelperSetAside:
    """One that was set aside."""

    id: int
    name: str
    name_en: str
    reason: NotThis
    note: str  # empty: none, or not for this reader
    is_own: bool  # said by this reader, who may take it back


def helpers_aside(
    session: Session, person: Person, need_id: int, kind: MatchKind
) -> tuple[HelperSetAside, ...]:
    """For whose need it is and its brokers, the newest first; why somebody wrote what is for their own house and the
    city's brokers."""
    need = session.get(TechnicalNeed, need_id)
    if need is None or not allows(its_need, person, need):
        return ()
    table = TABLES[kind]
    is_city = is_broker(person) and person.kind is Kind.CITY
    reads = true() if is_city else User.organisation_id == person.organisation_id
    rows = session.exec(
        select(HelperAside, table.name, table.name_en, reads)
        .join(table, table.id == HelperAside.record_id)
        .join(User, User.id == HelperAside.by_id)
        .where(HelperAside.need_id == need_id, HelperAside.kind == kind)
        .order_by(col(HelperAside.at).desc(), HelperAside.record_id)
        .limit(MOST)
    )
    return tuple(
        HelperSetAside(
            id=row.record_id,
            name=name,
            name_en=name_en or name,
            reason=row.reason,
            note=row.note if is_read else "",
            is_own=row.by_id == person.id,
        )
        for row, name, name_en, is_read in rows
    )
