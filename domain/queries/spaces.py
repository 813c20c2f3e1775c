"""A university's or an enterprise's own space: whose it is, what it has, and how far that has come.

Its own people open it; a broker may open that of any university, institute or centre, and sees there what they may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from db.models import Demand, Match, Organisation, ResearchResult, ShownMatch, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import Kind, Role
from domain import clock, paging
from domain.matchmaking import seen
from domain.matchmaking.figures import ALL, Scope, within
from domain.permissions import Person, visible_to
from domain.queries.zones import OVER
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import (
    is_broker,
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

SOON = timedelta(days=30)  # before its last day a record is named here
PAGE, MOST_PAGES = 20, 500


@dataclass(frozen=True)
class Space:
    """Whose space it is, and what it has."""

    organisation_id: int
    name: str
    name_en: str
    kind: Kind
    is_own: bool
    stages: tuple[tuple[RecordStage, int], ...]  # of its results, or of its needs
    expiring: int
    shown: int  # proposals this year
    demands: int  # open ones, of an enterprise

    @property
    def has_results(self) -> bool:
        return self.kind in RESEARCHERS

    @property
    def scope(self) -> Scope:
        """The matches of this space; those of an enterprise are all that its people may see."""
        return Scope(provider_id=self.organisation_id) if self.has_results else ALL


@dataclass(frozen=True)
class Held:
    """One result or need of the space."""

    id: int
    number: str
    title: str
    title_en: str
    stage: RecordStage
    expires_on: date | None
    shown: int  # how many others it was proposed with
    matches: int


@dataclass(frozen=True)
class AllHeld:
    """One page of them, and how many there are in all."""

    lines: tuple[Held, ...]
    count: int

    @property
    def pages(self) -> int:
        return paging.pages(self.count, PAGE, MOST_PAGES)


def space(session: Session, person: Person, asked: int | None = None) -> Space | None:
    """The space of the reader's own organisation, or of the one asked for; None where it is not for them."""
    found = whose(session, person, asked)
    if found is None:
        return None
    table = ResearchResult if found.kind in RESEARCHERS else TechnicalNeed
    where = own(person, found.id, table)
    counted = select(table.stage, func.count()).where(*where).group_by(table.stage)
    many = dict(session.exec(counted).all())
    ends = select(func.count(table.id)).where(*where, ends_soon(table))
    return Space(
        organisation_id=found.id,
        name=found.name,
        name_en=found.name_en or found.name,
        kind=found.kind,
        is_own=found.id == person.organisation_id,
        stages=tuple((stage, many[stage]) for stage in RecordStage if stage in many),
        expiring=session.exec(ends).one(),
        shown=_shown(session, where, table),
        demands=_demands(session, person) if table is TechnicalNeed else 0,
    )


def providers(session: Session, person: Person) -> tuple[tuple[int, str, str], ...]:
    """Whose spaces a broker may open: (id, Chinese name, English name) of whoever has a result that they may see."""
    if not is_broker(person):
        return ()
    owners = select(ResearchResult.organisation_id).where(
        results_visible_to(person), result_names_visible_to(person)
    )
    rows = session.exec(
        select(Organisation.id, Organisation.name, Organisation.name_en)
        .where(col(Organisation.id).in_(owners), col(Organisation.kind).in_(RESEARCHERS))
        .order_by(Organisation.name)
    )
    return tuple((key, name, name_en or name) for key, name, name_en in rows)


def held(
    session: Session,
    person: Person,
    organisation_id: int,
    stage: RecordStage | None = None,
    page: int = 1,
    most: int = PAGE,
) -> AllHeld | None:
    """The results or needs of a space, the newest first, `most` to a page; None where it is not for this reader."""
    found = whose(session, person, organisation_id)
    if found is None:
        return None
    table, where, lines = listed(person, found, stage)
    paged = lines.offset((min(max(page, 1), MOST_PAGES) - 1) * most).limit(most)
    rows = session.exec(paged).all()
    kind = MatchKind.NEED if table is TechnicalNeed else MatchKind.RESULT
    seen.told(session, person, kind, (row[0] for row in rows))
    told = tuple(Held(*row[:3], row[3] or "", *row[4:]) for row in rows)
    return AllHeld(told, session.exec(select(func.count(table.id)).where(*where)).one())


def listed(person: Person, found: Organisation, stage: RecordStage | None = None):
    """What a space holds as a statement, the newest first: (the table, the conditions, the lines)."""
    if found.kind in RESEARCHERS:
        table, matched = ResearchResult, Match.result_id
        ours, others = ShownMatch.result_id, ShownMatch.need_id
    else:
        table, matched = TechnicalNeed, Match.need_id
        ours, others = ShownMatch.need_id, ShownMatch.result_id
    where = own(person, found.id, table)
    where.append(table.stage == stage if stage else table.stage != RecordStage.WITHDRAWN)
    proposed = select(func.count(col(others).distinct())).where(ours == table.id).correlate(table)
    matches = select(func.count(Match.id)).where(matched == table.id, *within(person, ALL))
    columns = (table.number, table.title, table.title_en, table.stage, table.expires_on)
    lines = (
        select(
            table.id,
            *columns,
            proposed.scalar_subquery(),
            matches.correlate(table).scalar_subquery(),
        )
        .where(*where)
        .order_by(col(table.created_at).desc(), col(table.id).desc())
    )
    return table, where, lines


def whose(session: Session, person: Person, asked: int | None) -> Organisation | None:
    """The organisation whose space is opened: one's own, or for a broker any that has research results."""
    found = session.get(Organisation, asked or person.organisation_id or 0)
    if found is None or not found.is_active:
        return None
    is_own = found.id == person.organisation_id
    if found.kind in RESEARCHERS:
        may = is_broker(person) or (is_own and person.has(Role.UNIVERSITY_LIAISON))
    else:
        may = is_own and found.kind is Kind.ENTERPRISE and person.has(Role.ENTERPRISE)
    return found if may else None


def own(person: Person, organisation_id: int, table) -> list[ColumnElement[bool]]:
    """The results or needs of a space that this reader may see, and may know to be its own."""
    if table is ResearchResult:
        return [
            ResearchResult.organisation_id == organisation_id,
            results_visible_to(person),
            result_names_visible_to(person),
        ]
    return [
        TechnicalNeed.enterprise_id == organisation_id,
        needs_visible_to(person),
        need_names_visible_to(person),
    ]


def ends_soon(table) -> ColumnElement[bool]:
    """Published, and over within a month."""
    last = clock.now().date() + SOON
    return and_(table.stage == RecordStage.PUBLISHED, col(table.expires_on) <= last)


def _shown(session: Session, where: Sequence[ColumnElement[bool]], table) -> int:
    """How often one of them was proposed this year: a pair counts once for each day on which it was shown."""
    record_id = ShownMatch.result_id if table is ResearchResult else ShownMatch.need_id
    year = clock.now().date().replace(month=1, day=1)
    counted = select(func.count()).select_from(ShownMatch).join(table, table.id == record_id)
    return session.exec(counted.where(*where, ShownMatch.on >= year)).one()


def _demands(session: Session, person: Person) -> int:
    still = select(func.count(Demand.id)).where(visible_to(person))
    return session.exec(still.where(col(Demand.stage).not_in(OVER))).one()
