"""Who else could help with a need, beside the results that are proposed: expert teams, experts, services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session, col, select

from db.models import (
    DirectoryEntry,
    Expert,
    ExpertTeam,
    MatchText,
    Organisation,
    ServiceProduct,
    TechnicalNeed,
)
from db.research_vocabulary import MatchKind
from db.vocabulary import EntryKind
from domain import clock, match_texts
from domain.matchmaking.fields import Beside
from domain.matchmaking.proposals import Proposed, of, propose
from domain.offers import offered
from domain.permissions import Person
from domain.queries.directory import entries_visible_to
from domain.queries.track_records import taken_on
from domain.research_visible import needs_visible_to

MOST = 6
TABLES = {
    MatchKind.TEAM: ExpertTeam,
    MatchKind.EXPERT: Expert,
    MatchKind.PRODUCT: ServiceProduct,
}
ENTRIES = {
    MatchKind.TEAM: EntryKind.EXPERT_TEAM,
    MatchKind.EXPERT: EntryKind.EXPERT,
    MatchKind.PRODUCT: EntryKind.SERVICE_PRODUCT,
}


@dataclass(frozen=True)
class Helper:
    """A team, an expert or a service that fits a need, with the organisation it belongs to."""

    why: Proposed
    id: int
    name: str
    name_en: str
    text: str
    text_en: str
    organisation_id: int
    organisation: str
    organisation_en: str
    capacity: int | None = None  # needs that a team can take on in a year
    taken: int = 0


def helpers_for(
    session: Session, person: Person, need_id: int, kind: MatchKind
) -> tuple[Helper, ...] | None:
    """The best of one kind; None where the need is not for this reader."""
    need = session.exec(
        select(TechnicalNeed).where(TechnicalNeed.id == need_id, needs_visible_to(person))
    ).first()
    if need is None:
        return None
    asked = of(session, MatchKind.NEED, need.id) or MatchText(**match_texts.of_need(need))
    known = partial(_beside, session, person, kind)
    found = propose(session, asked, kind, most=MOST, known=known)
    table = TABLES[kind]
    rows = session.exec(
        select(table, Organisation)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(col(table.id).in_([each.key for each in found]))
    ).all()
    by_id = {row.id: (row, owner) for row, owner in rows}
    beside = known([each.key for each in found])
    return tuple(_told(each, *by_id[each.key], beside[each.key]) for each in found)


def _beside(
    session: Session, person: Person, kind: MatchKind, keys: Sequence[int]
) -> Mapping[int, Beside]:
    """Those that this reader may find in the directory; of a team also how much it has taken on this year."""
    table = TABLES[kind]
    found = (
        select(table.id)
        .join(DirectoryEntry, DirectoryEntry.subject_id == table.id)
        .where(
            DirectoryEntry.kind == ENTRIES[kind],
            col(table.id).in_(keys),
            col(table.is_active),
            entries_visible_to(person),
        )
    )
    if kind is MatchKind.PRODUCT:
        found = found.where(offered(clock.now().date()))
    ids = list(session.exec(found))
    if kind is not MatchKind.TEAM:
        return dict.fromkeys(ids, Beside())
    taken = taken_on(session, set(ids))
    rooms = select(ExpertTeam.id, ExpertTeam.yearly_capacity).where(col(ExpertTeam.id).in_(ids))
    return {key: Beside(capacity, taken.get(key, 0)) for key, capacity in session.exec(rooms)}


def _told(
    why: Proposed,
    row: ExpertTeam | Expert | ServiceProduct,
    owner: Organisation,
    beside: Beside,
) -> Helper:
    is_service = isinstance(row, ServiceProduct)
    return Helper(
        why=why,
        id=row.id,
        name=row.name,
        name_en=row.name_en or "",
        text=row.summary if is_service else row.topics,
        text_en=(row.summary_en if is_service else row.topics_en) or "",
        organisation_id=owner.id,
        organisation=owner.name,
        organisation_en=owner.name_en or owner.name,
        capacity=beside.capacity,
        taken=beside.taken,
    )
