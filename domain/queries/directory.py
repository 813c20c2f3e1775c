"""The directory, searched as people search: in one box, with facets, mistakes forgiven, and why each line fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, func, select

from db.models import Demand, DirectoryEntry, Organisation
from db.search import Asked, condition_of
from db.vocabulary import EntryKind, Kind, ServiceField
from domain import concepts, forgiving, paging
from domain.concepts import Concept
from domain.forgiving import Way
from domain.permissions import Person, visible_to
from domain.queries.facets import EVERYTHING, Facet, Narrowed, as_conditions, facets, fits, names_of
from domain.queries.reasons import Reason, Scale, reasons

PAGE = 20
MOST_LOOKED_AT = 1000  # hits of a frequent word that are ranked and counted; never all of them
FEW = 3  # with fewer hits than these, mistakes are forgiven


@dataclass(frozen=True)
class Line:
    """One line of the result."""

    kind: EntryKind
    subject_id: int
    organisation_id: int
    name: str
    name_en: str
    area: str
    area_en: str
    industry: str
    industry_en: str
    field: ServiceField | None
    provider: str  # of a product, team or expert
    provider_en: str
    rating_n: int
    rating_good: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Found:
    """A page of lines, how many there are, and how they fall into facets."""

    lines: tuple[Line, ...]
    many: int
    is_more: bool  # there are more than `many`; the facets count the first of them only
    way: Way  # exactly as typed, or what was forgiven
    left_out: tuple[str, ...] = ()  # concepts that nothing fits together with the others
    instead: tuple[tuple[str, str], ...] = ()  # what was typed, and what it was taken for
    kinds: tuple[Facet, ...] = ()
    areas: tuple[Facet, ...] = ()
    industries: tuple[Facet, ...] = ()
    fields: tuple[Facet, ...] = ()

    @property
    def pages(self) -> int:
        return paging.pages(self.many, PAGE)


@dataclass(frozen=True)
class _Hits:
    """What one way of asking has found."""

    rows: list = field(default_factory=list)
    is_more: bool = False
    way: Way = Way.EXACT
    asked: tuple[Concept, ...] = ()
    left_out: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()


def entries_visible_to(person: Person) -> ColumnElement[bool]:
    """Who serves is known to everybody; enterprises to the city, to their sub-platform, and to who works for them."""
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    is_public = col(DirectoryEntry.kind) != EntryKind.ENTERPRISE
    if person.organisation_id is None:
        return is_public
    own = DirectoryEntry.organisation_id == person.organisation_id
    if person.kind is Kind.ENTERPRISE:
        return or_(is_public, own)
    handled = col(DirectoryEntry.organisation_id).in_(
        select(Demand.enterprise_id).where(
            visible_to(person), col(Demand.enterprise_id).is_not(None)
        )
    )
    if person.kind is Kind.SUB_PLATFORM:
        return or_(is_public, DirectoryEntry.area_code == person.area_code, handled)
    return or_(is_public, handled)


def search(
    session: Session, person: Person, typed: str, narrowed: Narrowed = EVERYTHING, page: int = 1
) -> Found:
    """What fits what is typed; without a word, what the facets leave, by name. Pages count from one."""
    if not typed.strip():
        return _browse(session, person, narrowed, page)
    hits = _hits(session, person, typed, narrowed)
    kept = [row for row in hits.rows if fits(row, narrowed)]
    scale = Scale(typed, hits.asked)
    kept.sort(key=lambda row: (-scale.weight(row), len(row.name), row.id))
    start = (max(page, 1) - 1) * PAGE
    return Found(
        lines=_lines(session, kept[start : start + PAGE], hits.asked),
        many=len(kept),
        is_more=hits.is_more,
        way=hits.way,
        left_out=hits.left_out,
        instead=hits.instead,
        **facets(session, hits.rows, narrowed),
    )


search.by_scope = True


def organisations_found(
    session: Session, person: Person, typed: str, narrowed: Narrowed
) -> tuple[int, ...]:
    """The organisations among what `search` finds, on whichever of its pages."""
    hits = _hits(session, person, typed, narrowed)
    return tuple(row.subject_id for row in hits.rows if row.kind in _OWN and fits(row, narrowed))


def count_of_kinds(session: Session, person: Person) -> dict[EntryKind, int]:
    """How many entries of each kind the person may see: what a box without a word shows."""
    counted = session.exec(
        select(DirectoryEntry.kind, func.count())
        .where(col(DirectoryEntry.is_active), entries_visible_to(person))
        .group_by(DirectoryEntry.kind)
    ).all()
    return dict(counted)


count_of_kinds.by_scope = count_of_kinds.by_minute = True


def _hits(session: Session, person: Person, typed: str, narrowed: Narrowed) -> _Hits:
    """As typed, if that finds enough; else with one mistake after the other forgiven."""
    asked = concepts.read(concepts.lexicon(session), typed)
    if not asked:
        return _Hits()

    def ask(groups: Sequence[Sequence[Asked]], *where: ColumnElement[bool]) -> list:
        seen = [entries_visible_to(person), col(DirectoryEntry.is_active)]
        found = select(*_COLUMNS).where(condition_of(DirectoryEntry, groups), *seen, *where)
        return session.exec(found.limit(MOST_LOOKED_AT + 1)).all()

    groups = [each.alternatives() for each in asked]
    rows, is_more = ask(groups), False
    if len(rows) > MOST_LOOKED_AT:
        chosen = as_conditions(narrowed)
        rows = ask(groups, *chosen) if chosen else rows
        rows, is_more = rows[:MOST_LOOKED_AT], len(rows) > MOST_LOOKED_AT
    exact = _Hits(rows, is_more, asked=asked)
    if len(rows) >= FEW:
        return exact
    for tried in forgiving.ways(session, asked):
        if rows and tried.way is Way.WITHOUT:
            break  # something fits all that was typed: what does not would only bury it
        more = ask(tried.groups)[:MOST_LOOKED_AT]
        if len(more) > len(rows):
            known = {row.id for row in rows}
            return _Hits(
                rows=[*rows, *(row for row in more if row.id not in known)],
                way=tried.way,
                asked=tried.asked,
                left_out=tried.left_out,
                instead=tried.instead,
            )
    return exact


_COLUMNS = (
    DirectoryEntry.id,
    DirectoryEntry.kind,
    DirectoryEntry.subject_id,
    DirectoryEntry.organisation_id,
    DirectoryEntry.name,
    DirectoryEntry.name_en,
    DirectoryEntry.area_code,
    DirectoryEntry.industry_code,
    DirectoryEntry.field,
)


def _browse(session: Session, person: Person, narrowed: Narrowed, page: int) -> Found:
    """By name, in the order of an index where one kind is chosen."""
    where = [
        col(DirectoryEntry.is_active),
        entries_visible_to(person),
        *as_conditions(narrowed),
    ]
    bounded = select(DirectoryEntry.id).where(*where).limit(MOST_LOOKED_AT + 1).subquery()
    many = session.exec(select(func.count()).select_from(bounded)).one()
    start = (min(max(page, 1), MOST_LOOKED_AT // PAGE) - 1) * PAGE
    rows = (
        session.exec(
            select(*_COLUMNS)
            .where(*where)
            .order_by(col(DirectoryEntry.name), col(DirectoryEntry.id))
            .limit(PAGE)
            .offset(start)
        ).all()
        if narrowed.kinds
        else []
    )
    is_more = many > MOST_LOOKED_AT
    return Found(_lines(session, rows, ()), min(many, MOST_LOOKED_AT), is_more, Way.EXACT)


def _lines(session: Session, rows: Sequence, asked: tuple[Concept, ...]) -> tuple[Line, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    found = session.exec(
        select(DirectoryEntry.id, DirectoryEntry.search_text, Organisation)
        .join(Organisation, Organisation.id == DirectoryEntry.organisation_id)
        .where(col(DirectoryEntry.id).in_(ids))
    ).all()
    known = {id: (text, owner) for id, text, owner in found}
    names = names_of(session, {row.area_code for row in rows}, {row.industry_code for row in rows})
    return tuple(_line(row, *known[row.id], names, asked) for row in rows)


def _line(row, text: str, owner: Organisation, names: dict, asked: tuple[Concept, ...]) -> Line:
    area, area_en = names.get(row.area_code, ("", ""))
    industry, industry_en = names.get(row.industry_code, ("", ""))
    is_owner = row.kind in _OWN
    return Line(
        kind=row.kind,
        subject_id=row.subject_id,
        organisation_id=row.organisation_id,
        name=row.name,
        name_en=row.name_en or row.name,
        area=area,
        area_en=area_en,
        industry=industry,
        industry_en=industry_en,
        field=row.field,
        provider="" if is_owner else owner.name,
        provider_en="" if is_owner else owner.name_en or owner.name,
        rating_n=owner.rating_n,
        rating_good=owner.rating_good,
        reasons=reasons(row, text, asked),
    )


_OWN = frozenset(EntryKind) - {
    EntryKind.SERVICE_PRODUCT,
    EntryKind.EXPERT_TEAM,
    EntryKind.EXPERT,
    EntryKind.EQUIPMENT,
}
