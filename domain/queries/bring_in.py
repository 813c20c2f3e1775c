"""What a liaison officer brings in: which results of a file are known, and the drafts that wait to be completed."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.models import ExpertTeam, Organisation, ResearchResult
from db.research_vocabulary import RecordStage, TransferKind
from domain.permissions import Person, allows, its_liaison
from domain.publishing import OPEN
from domain.research_files import completing
from domain.research_files.found import FoundResult
from domain.research_files.known import Known
from domain.research_files.known import known as known_among
from domain.research_files.placing import Unplaced, placed

PAGE = 500  # drafts in the table


@dataclass(frozen=True)
class Draft:
    """One draft; `missing`: what it lacks before it can be handed in, as forms name it."""

    id: int
    version: int
    number: str
    title: str
    title_en: str
    year: int | None
    inventors: str
    abstract: str
    readiness: int | None
    transfer_kinds: tuple[TransferKind, ...]
    industry_codes: tuple[str, ...]
    team_id: int | None
    stage: RecordStage
    returned_because: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """One team of the organisation."""

    id: int
    name: str
    name_en: str


def known(
    session: Session, person: Person, results: tuple[FoundResult, ...]
) -> tuple[tuple[int, Known], ...]:
    """Row → what it is the same as, for the results that the person's organisation has already."""
    home = _home(session, person)
    return tuple(known_among(session, home, results).items()) if home else ()


def unplaced(
    session: Session, person: Person, results: tuple[FoundResult, ...]
) -> tuple[Unplaced, ...]:
    """The industries and teams of a file that are not known, row by row."""
    home = _home(session, person)
    return placed(session, home, results)[1] if home else ()


def drafts(session: Session, person: Person, most: int = PAGE) -> tuple[Draft, ...]:
    """The organisation's drafts and returned results, the newest first."""
    home = _home(session, person)
    if home is None:
        return ()
    asked = select(ResearchResult).where(_open_of(home))
    rows = session.exec(asked.order_by(col(ResearchResult.id).desc()).limit(most))
    return tuple(_draft(row) for row in rows)


def how_many(session: Session, person: Person) -> int:
    """Of drafts and returned results."""
    home = _home(session, person)
    asked = select(func.count()).select_from(ResearchResult)
    return session.exec(asked.where(_open_of(home))).one() if home else 0


def teams(session: Session, person: Person) -> tuple[Team, ...]:
    """The organisation's teams, by name."""
    home = _home(session, person)
    kept = (ExpertTeam.organisation_id == home, col(ExpertTeam.is_active))
    rows = session.exec(select(ExpertTeam).where(*kept).order_by(col(ExpertTeam.name)))
    return tuple(Team(row.id, row.name, row.name_en or "") for row in rows) if home else ()


known.by_scope = unplaced.by_scope = drafts.by_scope = how_many.by_scope = teams.by_scope = True


def _home(session: Session, person: Person) -> int | None:
    """The organisation whose results the person brings in."""
    if person.organisation_id is None:
        return None
    found = session.get(Organisation, person.organisation_id)
    return found.id if found and allows(its_liaison, person, found) else None


def _open_of(home: int):
    of_theirs = ResearchResult.organisation_id == home
    return of_theirs & col(ResearchResult.stage).in_(OPEN)


def _draft(row: ResearchResult) -> Draft:
    return Draft(
        id=row.id,
        version=row.version,
        number=row.number,
        title=row.title,
        title_en=row.title_en or "",
        year=row.year,
        inventors=row.inventors,
        abstract=row.abstract or row.abstract_en or "",
        readiness=row.readiness,
        transfer_kinds=tuple(TransferKind(kind) for kind in row.transfer_kinds),
        industry_codes=tuple(row.industry_codes),
        team_id=row.team_id,
        stage=row.stage,
        returned_because=row.returned_because,
        missing=completing.missing(row),
    )
