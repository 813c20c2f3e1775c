"""What is brought in for a house: which results of a file are known, and the drafts that wait to be completed.

A liaison officer does it for their own house, a broker for one that they name.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.models import Organisation, ResearchResult, User, UserRole
from db.research_vocabulary import RecordStage, TransferKind
from db.vocabulary import Role
from domain.permissions import Person, allows, house_keepers, kept_by
from domain.publishing import OPEN
from domain.queries.named import Named
from domain.queries.results import teams as teams_of
from domain.research_files import completing
from domain.research_files.found import FoundResult
from domain.research_files.known import Known
from domain.research_files.known import known as known_among
from domain.research_files.owners import RESEARCHERS
from domain.research_files.placing import Unplaced, placed
from domain.research_visible import is_broker

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
class House:
    """Whose results are brought in; `has_liaison`: whether somebody of the house can do it, too."""

    id: int
    name: str
    name_en: str
    drafts: int
    has_liaison: bool


def houses(session: Session, person: Person) -> tuple[House, ...]:
    """The houses for which a broker may bring in results, those with drafts first, then by name."""
    if not is_broker(person):
        return ()
    where = (kept_by(person), col(Organisation.kind).in_(RESEARCHERS), col(Organisation.is_active))
    rows = session.exec(_houses().where(*where).order_by(col(Organisation.name)))
    return tuple(sorted((_house(row) for row in rows), key=lambda each: not each.drafts))


def house(session: Session, person: Person, organisation_id: int | None) -> House | None:
    """The house named, or the person's own where none is; None where they may bring in nothing for it."""
    home = _home(session, person, organisation_id)
    return _house(session.exec(_houses().where(Organisation.id == home)).one()) if home else None


def known(
    session: Session,
    person: Person,
    organisation_id: int,
    results: tuple[FoundResult, ...],
) -> tuple[tuple[int, Known], ...]:
    """Row → what it is the same as, for the results that the house has already."""
    home = _home(session, person, organisation_id)
    return tuple(known_among(session, home, results).items()) if home else ()


def unplaced(
    session: Session,
    person: Person,
    organisation_id: int,
    results: tuple[FoundResult, ...],
) -> tuple[Unplaced, ...]:
    """The industries and teams of a file that are not known, row by row."""
    home = _home(session, person, organisation_id)
    return placed(session, home, results)[1] if home else ()


def drafts(
    session: Session, person: Person, organisation_id: int, most: int = PAGE
) -> tuple[Draft, ...]:
    """The house's drafts and returned results, the newest first."""
    home = _home(session, person, organisation_id)
    if home is None:
        return ()
    asked = select(ResearchResult).where(_open_of(home))
    newest = (col(ResearchResult.created_at).desc(), col(ResearchResult.id).desc())
    rows = session.exec(asked.order_by(*newest).limit(most))
    return tuple(_draft(row) for row in rows)


def how_many(session: Session, person: Person, organisation_id: int) -> int:
    """Of drafts and returned results."""
    home = _home(session, person, organisation_id)
    asked = select(func.count()).select_from(ResearchResult)
    return session.exec(asked.where(_open_of(home))).one() if home else 0


def teams(
    session: Session, person: Person, organisation_id: int, kept: tuple[int, ...] = ()
) -> tuple[Named, ...]:
    """The house's teams, by name, with those that its drafts are of (`kept`) and that were taken out."""
    home = _home(session, person, organisation_id)
    return teams_of(session, person, home, kept) if home else ()


houses.by_scope = house.by_scope = True
known.by_scope = unplaced.by_scope = drafts.by_scope = how_many.by_scope = teams.by_scope = True


def _home(session: Session, person: Person, organisation_id: int | None) -> int | None:
    """The organisation named, or the person's own, if they may bring in its results."""
    found = session.get(Organisation, organisation_id or person.organisation_id or 0)
    may = found is not None and found.is_active and allows(house_keepers, person, found)
    return found.id if may else None


def _houses():
    """Each house with the number of its drafts, and whether somebody there has an account for this."""
    drafts = select(func.count(ResearchResult.id)).where(
        ResearchResult.organisation_id == Organisation.id,
        col(ResearchResult.stage).in_(OPEN),
    )
    liaison = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.organisation_id == Organisation.id,
            col(User.is_active),
            UserRole.role == Role.UNIVERSITY_LIAISON,
        )
    )
    return select(
        Organisation.id,
        Organisation.name,
        Organisation.name_en,
        drafts.correlate(Organisation).scalar_subquery(),
        liaison.correlate(Organisation).exists(),
    )


def _house(row) -> House:
    key, name, name_en, drafts, has_liaison = row
    return House(key, name, name_en or "", drafts, bool(has_liaison))


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
