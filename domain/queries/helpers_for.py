"""Who and what else could help with a need, beside the results that are proposed: expert teams, experts, services,
equipment, research centres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db.models import (
    DirectoryEntry,
    Equipment,
    Expert,
    ExpertTeam,
    Match,
    MatchText,
    Organisation,
    ServiceProduct,
    TechnicalNeed,
)
from db.research_vocabulary import MatchKind, MatchStage, RecordStage
from db.vocabulary import EntryKind
from domain import clock, match_texts
from domain.matchmaking import helpers_aside
from domain.matchmaking.fields import Beside
from domain.matchmaking.helpers_aside import TABLES
from domain.matchmaking.proposals import Proposed, of, propose
from domain.matchmaking.starting import may_start
from domain.offers import offered
from domain.permissions import Person, allows, its_need
from domain.queries.directory import entries_visible_to
from domain.queries.track_records import teams_beside
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import matches_visible_to, needs_visible_to

MOST = 6
ENTRIES = {
    MatchKind.TEAM: EntryKind.EXPERT_TEAM,
    MatchKind.EXPERT: EntryKind.EXPERT,
    MatchKind.PRODUCT: EntryKind.SERVICE_PRODUCT,
    MatchKind.EQUIPMENT: EntryKind.EQUIPMENT,
    MatchKind.CENTRE: EntryKind.RESEARCH_CENTRE,
}
Row = ExpertTeam | Expert | ServiceProduct | Equipment | Organisation


@dataclass(frozen=True)
class Helper:
    """A team, an expert, a service or a piece of equipment that fits a need, with the organisation it belongs to; of a
    research centre itself."""

    why: Proposed
    id: int
    name: str
    name_en: str
    text: str
    text_en: str
    organisation_id: int
    organisation: str
    organisation_en: str
    terms: str = ""  # of equipment: who may use it, when, for how much
    capacity: int | None = None  # needs that a team can take on in a year
    taken: int = 0
    team_id: int | None = None  # the team, or that of the expert
    match_id: int | None = None  # of the need and the team, if this reader may see it
    match_stage: MatchStage | None = None
    takes_matches: bool = True  # else its house is asked for help by a demand
    may_start: bool = False
    may_set_aside: bool = False


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
    said = helpers_aside.of_need(session, need.id, kind)
    found = propose(session, asked, kind, most=MOST, known=known, judged=said)
    table, house = TABLES[kind], aliased(Organisation)
    its = table.id if table is Organisation else table.organisation_id
    rows = session.exec(
        select(table, house)
        .join(house, house.id == its)
        .where(col(table.id).in_([each.key for each in found]))
    ).all()
    by_id = {row.id: (row, owner) for row, owner in rows}
    beside = known([each.key for each in found])
    told = tuple(_told(each, *by_id[each.key], beside[each.key]) for each in found)
    may_set_aside = allows(its_need, person, need)
    told = tuple(replace(each, may_set_aside=may_set_aside) for each in told)
    return _with_matches(session, person, need, told)


def _beside(
    session: Session, person: Person, kind: MatchKind, keys: Sequence[int]
) -> Mapping[int, Beside]:
    """Those that this reader may find in the directory; of a team also how much it has taken on this year, and how the
    earlier matches of its house ended."""
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
    return teams_beside(session, ids)


def _with_matches(
    session: Session, person: Person, need: TechnicalNeed, told: tuple[Helper, ...]
) -> tuple[Helper, ...]:
    """With the matches that there are of the need and a team, and whether this reader may begin one."""
    ids = [each.team_id for each in told if each.team_id]
    if not ids:
        return told
    known = {
        team_id: (match_id, stage)
        for team_id, match_id, stage in session.exec(
            select(Match.team_id, Match.id, Match.stage).where(
                Match.need_id == need.id, col(Match.team_id).in_(ids), matches_visible_to(person)
            )
        )
    }
    active = select(ExpertTeam).where(col(ExpertTeam.id).in_(ids), col(ExpertTeam.is_active))
    teams = {team.id: team for team in session.exec(active)}
    is_open = need.stage is RecordStage.PUBLISHED
    return tuple(
        replace(
            each,
            match_id=known.get(each.team_id, (None, None))[0],
            match_stage=known.get(each.team_id, (None, None))[1],
            may_start=is_open
            and each.team_id in teams
            and each.team_id not in known
            and each.takes_matches
            and may_start(person, need, teams[each.team_id]),
        )
        for each in told
    )


def _told(why: Proposed, row: Row, owner: Organisation, beside: Beside) -> Helper:
    text, text_en = _texts(row)
    return Helper(
        why=why,
        id=row.id,
        name=row.name,
        name_en=row.name_en or "",
        text=text,
        text_en=text_en or "",
        organisation_id=owner.id,
        organisation=owner.name,
        organisation_en=owner.name_en or owner.name,
        terms=row.terms if isinstance(row, Equipment) else "",
        capacity=beside.capacity,
        taken=beside.taken,
        team_id=_team_of(row),
        takes_matches=owner.kind in RESEARCHERS,
    )


def _texts(row: Row) -> tuple[str, str | None]:
    """What it says of itself, in Chinese and in English."""
    match row:
        case Equipment():
            return row.summary or row.name, None if row.summary else row.name_en
        case ServiceProduct():
            return row.summary, row.summary_en
        case Organisation():
            return match_texts.together(row.products, row.summary), row.summary_en
    return row.topics, row.topics_en


def _team_of(row: Row) -> int | None:
    if isinstance(row, ExpertTeam):
        return row.id
    return row.team_id if isinstance(row, Expert) else None
