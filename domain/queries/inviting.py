"""Whom to invite to a docking day: needs and results that are published, whole teams, and what fits them best."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session, col, select

from db.models import DirectoryEntry, ExpertTeam, Organisation, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import EntryKind, Role
from domain.matchmaking import judging, proposals
from domain.permissions import Person
from domain.queries.directory import entries_visible_to
from domain.queries.named import Named
from domain.queries.proposals import needs_beside, results_beside
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import needs_visible_to, result_names_visible_to, results_visible_to

MOST_INVITED = 600


@dataclass(frozen=True)
class TeamInvited:
    """An expert team with those of its results that this reader may know to be its own; one without is whole."""

    id: int
    name: str
    name_en: str
    result_ids: tuple[int, ...] = ()


def invitable(session: Session, person: Person) -> tuple[Named, ...]:
    """The published needs that could be invited, the newest first."""
    return _named(session, TechnicalNeed, needs_visible_to(person))


def invitable_results(
    session: Session, person: Person, own_only: bool = False
) -> tuple[Named, ...]:
    """The published results that could be invited, the newest first; or those of the reader's own house."""
    own = [ResearchResult.organisation_id == person.organisation_id] if own_only else []
    return _named(session, ResearchResult, results_visible_to(person), *own)


def own_needs(session: Session, person: Person) -> tuple[Named, ...]:
    """The published needs of the reader's own enterprise, the newest first."""
    own = TechnicalNeed.enterprise_id == person.organisation_id
    return _named(session, TechnicalNeed, needs_visible_to(person), own)


def invitable_teams(session: Session, person: Person) -> tuple[TeamInvited, ...]:
    """The teams by name, with their published results; whose result it is must be this reader's to know."""
    rows = session.exec(
        select(ExpertTeam.id, ExpertTeam.name, ExpertTeam.name_en, ResearchResult.id)
        .join(ResearchResult, ResearchResult.team_id == ExpertTeam.id)
        .where(
            ResearchResult.stage == RecordStage.PUBLISHED,
            results_visible_to(person),
            result_names_visible_to(person),
            col(ExpertTeam.is_active),
        )
        .order_by(ExpertTeam.name, ExpertTeam.id, col(ResearchResult.id))
        .limit(MOST_INVITED)
    )
    teams: dict[int, TeamInvited] = {}
    for team_id, name, name_en, result_id in rows:
        before = teams[team_id].result_ids if team_id in teams else ()
        teams[team_id] = TeamInvited(team_id, name, name_en or name, (*before, result_id))
    whole = session.exec(_whole_teams(person).limit(MOST_INVITED))
    for team_id, name, name_en in whole:
        teams.setdefault(team_id, TeamInvited(team_id, name, name_en or name))
    return tuple(sorted(teams.values(), key=lambda each: (each.name, each.id)))


def own_teams(session: Session, person: Person) -> tuple[Named, ...]:
    """The expert teams of the reader's own house, by name, that can come as a whole; for those who speak for it."""
    if not person.has(Role.UNIVERSITY_LIAISON):
        return ()
    own = ExpertTeam.organisation_id == person.organisation_id
    rows = session.exec(_whole_teams(person).where(own).limit(MOST_INVITED))
    return tuple(Named(team_id, name, name_en or name) for team_id, name, name_en in rows)


def _whole_teams(person: Person):
    """Teams that this reader finds in the directory, of houses whose people answer matches."""
    return (
        select(ExpertTeam.id, ExpertTeam.name, ExpertTeam.name_en)
        .join(DirectoryEntry, DirectoryEntry.subject_id == ExpertTeam.id)
        .join(Organisation, Organisation.id == ExpertTeam.organisation_id)
        .where(
            DirectoryEntry.kind == EntryKind.EXPERT_TEAM,
            col(ExpertTeam.is_active),
            col(Organisation.kind).in_(RESEARCHERS),
            entries_visible_to(person),
        )
        .order_by(ExpertTeam.name, ExpertTeam.id)
    )


def best_results(
    session: Session, person: Person, need_ids: tuple[int, ...], many: int
) -> tuple[int, ...]:
    """The results that fit these needs best, so many for each; each once."""
    if not many:
        return ()
    seen = _seen(session, TechnicalNeed.id, need_ids, needs_visible_to(person))
    known = partial(results_beside, session, person)
    return _best(session, MatchKind.NEED, seen, MatchKind.RESULT, many, known, judging.of_need)


def best_needs(
    session: Session, person: Person, result_ids: tuple[int, ...], many: int
) -> tuple[int, ...]:
    """The needs that these results fit best, so many for each; each once."""
    if not many:
        return ()
    seen = _seen(session, ResearchResult.id, result_ids, results_visible_to(person))
    known = partial(needs_beside, session, person)
    return _best(session, MatchKind.RESULT, seen, MatchKind.NEED, many, known, judging.of_result)


def _named(session: Session, table, *conditions) -> tuple[Named, ...]:
    rows = session.exec(
        select(table.id, table.number, table.title, table.title_en)
        .where(table.stage == RecordStage.PUBLISHED, *conditions)
        .order_by(col(table.listed_on).desc(), col(table.id).desc())
        .limit(MOST_INVITED)
    )
    return tuple(
        Named(record_id, f"{number} {title}", f"{number} {title_en or title}")
        for record_id, number, title, title_en in rows
    )


def _seen(session: Session, key, ids: Sequence[int], condition) -> list[int]:
    """Those that this reader sees, in the order in which they were asked for."""
    asked = ids[:MOST_INVITED]
    found = set(session.exec(select(key).where(col(key).in_(asked), condition)))
    return [each for each in asked if each in found]


def _best(
    session: Session, kind: MatchKind, ids: Sequence[int], of: MatchKind, many: int, known, judged
) -> tuple[int, ...]:
    """The best of the one kind for each of the other, in the order of the proposals; nobody asks why."""
    found: dict[int, None] = {}
    for each in ids:
        asked = proposals.of(session, kind, each)
        if asked is None:
            continue
        said = judged(session, each)
        best = proposals.first(session, asked, of, most=many, known=known, judged=said)
        found |= dict.fromkeys(best)
    return tuple(found)
