"""Entries of a competition: the list of its keepers, and one entry for its keepers, its people and by its link."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from db.contest_vocabulary import STANDING, ContestStage, EntryState
from db.models import Contest, ContestEntry, ContestFile, Industry, Organisation
from db.vocabulary import Kind
from domain import clock
from domain.command import can
from domain.contest import entering
from domain.contest.entering import EntryPlan, Member
from domain.contest.files import OPEN, address, of_entries
from domain.contest.visible import entries_visible_to
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries.happened import Happened, story
from domain.queries.named import Named, organisations
from domain.tokens import hashed

PAGE = 50


@dataclass(frozen=True)
class Line:
    """An entry in the list."""

    id: int
    ticket: int
    title: str
    enterprise: str
    contact: str
    state: EntryState
    stage: ContestStage
    entered_at: datetime
    files: int
    prize: int | None
    next_on: date | None


@dataclass(frozen=True)
class Page:
    """Some entries in the order in which they came; `next`: after which the following page begins."""

    lines: tuple[Line, ...]
    next: int | None
    count: int


@dataclass(frozen=True)
class FileShown:
    """A file of an entry, and where it is fetched for some minutes."""

    id: int
    name: str
    size: int
    media_type: str
    added_at: datetime
    address: str
    by: str = ""


@dataclass(frozen=True)
class EntryShown:
    """One entry. `plan` is what was said of it."""

    id: int
    contest_id: int
    contest: str
    contest_en: str
    ticket: int
    plan: EntryPlan
    enterprise_id: int | None
    industry: Named | None
    university: Named | None
    state: EntryState
    stage: ContestStage
    entered_at: datetime
    because: str
    prize: str
    prize_en: str
    files: tuple[FileShown, ...]
    may_correct: bool
    may_withdraw: bool
    may_add_files: bool
    is_keeper: bool
    story: tuple[Happened, ...] = ()


def listing(
    session: Session,
    person: Person,
    contest_id: int,
    state: EntryState | None = None,
    words: str = "",
    after: int = 0,
) -> Page:
    """One page of the entries that this reader may see; `words`: part of a title, an enterprise or a name."""
    where = [ContestEntry.contest_id == contest_id, entries_visible_to(person)]
    if state is not None:
        where.append(ContestEntry.state == state)
    if typed := words.strip()[:60]:
        named = (ContestEntry.title, ContestEntry.enterprise_name, ContestEntry.contact_name)
        where.append(or_(*(col(each).contains(typed, autoescape=True) for each in named)))
    joined = Contest.id == ContestEntry.contest_id
    rows = session.exec(
        select(ContestEntry)
        .join(Contest, joined)
        .where(*where, ContestEntry.ticket > after)
        .order_by(col(ContestEntry.ticket))
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    files = _counted(session, [each.id for each in shown])
    counted = select(func.count()).select_from(ContestEntry).join(Contest, joined).where(*where)
    return Page(
        tuple(_line(each, files.get(each.id, 0)) for each in shown),
        shown[-1].ticket if len(rows) > PAGE else None,
        session.exec(counted).one(),
    )


def entry(session: Session, person: Person, entry_id: int) -> EntryShown | None:
    """The entry, for its keepers and its own people."""
    found = session.exec(
        select(ContestEntry, Contest)
        .join(Contest, Contest.id == ContestEntry.contest_id)
        .where(ContestEntry.id == entry_id, entries_visible_to(person))
    ).first()
    return _shown(session, person, *found) if found else None


def by_token(session: Session, person: Person, token: str) -> EntryShown | None:
    """The entry that a link opens."""
    found = session.exec(
        select(ContestEntry, Contest)
        .join(Contest, Contest.id == ContestEntry.contest_id)
        .where(ContestEntry.token_hash == hashed(token))
    ).first()
    return _shown(session, person, *found) if found else None


entry.by_minute = by_token.by_minute = True  # addresses of files hold for ten minutes


def universities(session: Session, person: Person) -> tuple[Named, ...]:
    """The universities and institutes that a project can name."""
    found = session.exec(
        select(Organisation.id, Organisation.name, Organisation.name_en)
        .where(
            col(Organisation.kind).in_((Kind.UNIVERSITY, Kind.INSTITUTE, Kind.RESEARCH_CENTRE)),
            Organisation.is_active,
        )
        .order_by(col(Organisation.name))
        .limit(300)
    )
    return tuple(Named(*each) for each in found)


def said_of(row: ContestEntry) -> EntryPlan:
    """What was said of a project, as a form begins with it."""
    return EntryPlan(
        title=row.title,
        summary=row.summary,
        phase=row.phase,
        contact_name=row.contact_name,
        phone=dialled(row.phone) if row.phone else "",
        email=row.email or "",
        enterprise_name=row.enterprise_name,
        industry_code=row.industry_code,
        sought_yuan=row.sought_yuan,
        team=tuple(Member(**each) for each in row.team),
        university_id=row.university_id,
    )


def files_shown(
    session: Session, entry_ids: Collection[int]
) -> defaultdict[int, tuple[FileShown, ...]]:
    """The files of each entry with their addresses, for whoever may have them."""
    found: defaultdict[int, tuple[FileShown, ...]] = defaultdict(tuple)
    for each in of_entries(session, entry_ids):
        told = (each.id, each.name, each.size, each.media_type, each.added_at, address(each.id))
        found[each.entry_id] += (FileShown(*told),)
    return found


def _shown(session: Session, person: Person, row: ContestEntry, contest: Contest) -> EntryShown:
    is_keeper = can(person, entering.accept, contest)
    industry = session.get(Industry, row.industry_code) if row.industry_code else None
    is_early = contest.stage is ContestStage.REGISTERED and contest.called_off_at is None
    is_open = contest.opens_at <= clock.now() < contest.closes_at or is_keeper
    corrects = row.state is EntryState.INCOMPLETE or row.state is EntryState.SUBMITTED and is_open
    is_public = contest.published_at is not None and row.prize is not None
    prize = contest.prizes[row.prize] if row.prize is not None else None
    told = prize if prize and (is_public or is_keeper) else None
    states = (*OPEN, EntryState.ACCEPTED) if is_keeper else OPEN
    return EntryShown(
        id=row.id,
        contest_id=contest.id,
        contest=contest.title,
        contest_en=contest.title_en,
        ticket=row.ticket,
        plan=said_of(row),
        enterprise_id=row.organisation_id,
        industry=Named(0, industry.name, industry.name_en) if industry else None,
        university=organisations(session, (row.university_id,)).get(row.university_id),
        state=row.state,
        stage=_stage(row, contest, is_keeper),
        entered_at=row.entered_at,
        because=row.because,
        prize=told["name"] if told else "",
        prize_en=told["name_en"] if told else "",
        files=files_shown(session, [row.id])[row.id],
        may_correct=is_early and corrects,
        may_withdraw=row.state in STANDING and contest.stage is not ContestStage.AWARDED,
        may_add_files=is_early and row.state in states,
        is_keeper=is_keeper,
        story=story(session, row) if is_keeper else (),
    )


def _stage(row: ContestEntry, contest: Contest, is_keeper: bool) -> ContestStage:
    """How far it came; that it is awarded is told when the awards are published."""
    if row.stage is ContestStage.AWARDED and contest.published_at is None and not is_keeper:
        return ContestStage.FINAL
    return row.stage


def _counted(session: Session, ids: list[int]) -> dict[int, int]:
    """How many files each of these entries has."""
    found = (
        select(ContestFile.entry_id, func.count())
        .where(col(ContestFile.entry_id).in_(ids), col(ContestFile.withdrawn_at).is_(None))
        .group_by(ContestFile.entry_id)
    )
    return dict(session.exec(found).all())


def _line(row: ContestEntry, files: int) -> Line:
    return Line(
        id=row.id,
        ticket=row.ticket,
        title=row.title,
        enterprise=row.enterprise_name,
        contact=row.contact_name,
        state=row.state,
        stage=row.stage,
        entered_at=row.entered_at,
        files=files,
        prize=row.prize,
        next_on=row.next_on,
    )
