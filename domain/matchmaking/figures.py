"""The figures of matchmaking, each defined once: how many matches, how soon, how far, and what they were worth.

Every figure is of the matches that the reader may see, narrowed by a `Scope`; `behind` is the condition of exactly the
matches that it counts. A period takes in what began in it; contracts and their value count by the day of signing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, true
from sqlmodel import Session, and_, case, col, func, literal, not_, null, or_, select

from db.models import DockingMeeting, Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import Grouping, MatchFigure, MatchStage, MeetingStage
from db.spans import days_between
from domain.clock import LOCAL
from domain.matchmaking import narrowing
from domain.permissions import Person
from domain.queries.named import Named, organisations
from domain.research_visible import matches_visible_to, result_names_visible_to

MET = (MatchStage.MEETING, MatchStage.ASSESSMENT, MatchStage.CONTRACT, MatchStage.TRANSFORMED)
NONE = "none"  # in the place of a code: those that have none
HIDDEN = 0  # in the place of a provider: those whose name is hidden from the reader
MOST_GROUPS = 60
TOLD = tuple(  # as figures; the others are the matches that a rate is of
    each for each in MatchFigure if each not in (MatchFigure.ANSWERED, MatchFigure.DECLINED_BEFORE)
)


@dataclass(frozen=True)
class Scope:
    """Which matches are meant; what is not said does not narrow them."""

    provider_id: int | None = None
    broker_id: int | None = None
    area: str | None = None
    industry: str | None = None
    keeper_id: int | None = None  # who looks after them, on either side
    since: date | None = None
    until: date | None = None  # the last day
    words: str = ""  # that a match holds
    is_overdue: bool = False  # their next action
    is_raised: bool = False  # their need, at an activity or a booked service
    stage: MatchStage | None = None  # where they stand now
    is_unverified: bool = False  # an outcome that was told
    next_since: date | None = None  # with a next action on that day or later


ALL = Scope()


@dataclass(frozen=True)
class Figures:
    """The figures of some matches; a rate or a median of nothing is none."""

    proposals: int = 0
    answered: int = 0  # came to a contact, or were declined before
    accepted: int = 0  # came to a contact
    days_to_contact: float | None = None
    meetings: int = 0
    contracts: int = 0
    value: int = 0

    @property
    def acceptance(self) -> float | None:
        """Of those that were answered, the share that came to a contact; 0 to 1."""
        return self.accepted / self.answered if self.answered else None

    @property
    def declined_before(self) -> int:
        """Of those that were answered, how many were declined before a contact."""
        return self.answered - self.accepted

    def value_of(self, figure: MatchFigure) -> float | None:
        """One figure by its name."""
        return getattr(self, figure.value)


@dataclass(frozen=True)
class Compared:
    """The figures of one group; an empty key is what has no code, or a name that is hidden."""

    key: str
    provider: Named | None  # other groups are named by their code
    figures: Figures


@dataclass(frozen=True)
class Month:
    """What began and what was signed in one month."""

    first: date
    proposals: int
    contracts: int
    value: int


def of(session: Session, person: Person, scope: Scope = ALL) -> Figures:
    """Every figure of the matches in a scope."""
    rows = session.exec(_measured(person, scope, literal(0))).all()
    return _figures(*rows[0][1:]) if rows else Figures()


def key_of(person: Person, by: Grouping) -> ColumnElement:
    """What matches are grouped by; a provider whose name is hidden from this person is none."""
    match by:
        case Grouping.INDUSTRY:
            return col(TechnicalNeed.industry_code)
        case Grouping.AREA:
            return col(Match.area_code)
    known = or_(col(Match.team_id).is_not(None), result_names_visible_to(person))
    return case((known, Match.provider_id), else_=null())


def compared(session: Session, person: Person, scope: Scope, by: Grouping) -> tuple[Compared, ...]:
    """The figures of each university, industry or sub-platform, the one with the most proposals first."""
    found = session.exec(_measured(person, scope, key_of(person, by)).limit(MOST_GROUPS)).all()
    is_named = by is Grouping.PROVIDER
    names = organisations(session, [row[0] for row in found]) if is_named else {}
    return tuple(
        Compared(str(key or ""), names.get(key), _figures(*values)) for key, *values in found
    )


def by_month(
    session: Session, person: Person, scope: Scope, starts: tuple[date, ...]
) -> tuple[Month, ...]:
    """Month by month; `starts` are the first days of the months and of the one after the last."""
    columns = []
    for first, following in zip(starts, starts[1:], strict=False):
        month = Scope(since=first, until=date.fromordinal(following.toordinal() - 1))
        signed = _signed(month)
        columns += [
            func.count().filter(_begun(month)),
            func.count().filter(signed),
            func.coalesce(func.sum(Match.agreement_value).filter(signed), 0),
        ]
    row = session.exec(select(*columns).select_from(Match).where(*within(person, scope))).one()
    groups = zip(starts, row[0::3], row[1::3], row[2::3], strict=False)
    return tuple(Month(first, many, signed, int(value)) for first, many, signed, value in groups)


def behind(figure: MatchFigure, scope: Scope = ALL) -> ColumnElement[bool]:
    """The condition of the matches that a figure counts; for a rate, of those it counts as good: ANSWERED are all that
    it is of, DECLINED_BEFORE the others."""
    begun, signed = _begun(scope), _signed(scope)
    match figure:
        case MatchFigure.ACCEPTANCE | MatchFigure.DAYS_TO_CONTACT:
            return and_(begun, _contacted())
        case MatchFigure.ANSWERED:
            return and_(begun, or_(_contacted(), Match.stage == MatchStage.DECLINED))
        case MatchFigure.DECLINED_BEFORE:
            return and_(begun, not_(_contacted()), Match.stage == MatchStage.DECLINED)
        case MatchFigure.MEETINGS:
            return and_(begun, _met())
        case MatchFigure.CONTRACTS | MatchFigure.VALUE:
            return signed
    return begun


def within(
    person: Person, scope: Scope, named_to: Person | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of the matches in a scope, but for its period. Whoever asks for a provider by name (`named_to`,
    if not the person) must be allowed to know the name: else the list would tell it."""
    where = [matches_visible_to(person)]
    if scope.provider_id is not None:
        named = _results_named_to(named_to or person)
        if scope.provider_id == HIDDEN:
            where.append(not_(named))
        else:
            where += [named, Match.provider_id == scope.provider_id]
    if scope.broker_id is not None:
        where.append(Match.broker_id == scope.broker_id)
    if scope.keeper_id is not None:
        keepers = (Match.broker_id, Match.liaison_id, Match.contact_id)
        where.append(or_(*(keeper == scope.keeper_id for keeper in keepers)))
    if scope.area:
        where.append(_is(col(Match.area_code), scope.area))
    if scope.industry:
        industry = select(TechnicalNeed.id).correlate(None)
        industry = industry.where(_is(col(TechnicalNeed.industry_code), scope.industry))
        where.append(col(Match.need_id).in_(industry))
    if scope.words.strip():
        where.append(narrowing.holding(person, scope.words))
    if scope.stage is not None:
        where.append(Match.stage == scope.stage)
    if scope.is_overdue:
        where.append(narrowing.is_overdue())
    if scope.next_since is not None:
        where.append(narrowing.is_next(scope.next_since))
    if scope.is_raised:
        where.append(narrowing.is_raised())
    if scope.is_unverified:
        where.append(narrowing.is_unverified())
    return where


def _measured(person: Person, scope: Scope, key: ColumnElement) -> Select:
    """One row for each key: the key, then the fields of Figures in their order."""
    begun, signed = _begun(scope), _signed(scope)
    contacted = and_(begun, _contacted())
    answered = behind(MatchFigure.ANSWERED, scope)
    days = days_between(Match.proposed_at, Match.contacted_at)
    together = (key, case((contacted, 1), else_=0))
    each = (
        select(
            key.label("key"),
            _one(begun).label("begun"),
            _one(answered).label("answered"),
            _one(contacted).label("contacted"),
            _one(and_(begun, _met())).label("met"),
            _one(signed).label("signed"),
            case((signed, func.coalesce(Match.agreement_value, 0)), else_=0).label("value"),
            days.label("days"),
            func.row_number().over(partition_by=together, order_by=days).label("place"),
            func.count().over(partition_by=together).label("many"),
        )
        .select_from(Match)
        .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .where(*within(person, scope), or_(begun, signed))
        .subquery()
    ).c
    is_middle = and_(
        each.contacted == 1, 2 * each.place >= each.many, 2 * each.place <= each.many + 2
    )
    return (
        select(
            each.key,
            func.sum(each.begun),
            func.sum(each.answered),
            func.sum(each.contacted),
            func.avg(case((is_middle, each.days), else_=null())),
            func.sum(each.met),
            func.sum(each.signed),
            func.sum(each.value),
        )
        .group_by(each.key)
        .order_by(func.sum(each.begun).desc(), each.key)
    )


def _figures(proposals, answered, accepted, days, meetings, contracts, value) -> Figures:
    return Figures(
        proposals=int(proposals or 0),
        answered=int(answered or 0),
        accepted=int(accepted or 0),
        days_to_contact=None if days is None else float(days),
        meetings=int(meetings or 0),
        contracts=int(contracts or 0),
        value=int(value or 0),
    )


def _results_named_to(person: Person) -> ColumnElement[bool]:
    """Teams stand in the directory: their names are never hidden."""
    named = select(ResearchResult.id).where(result_names_visible_to(person)).correlate(None)
    return or_(
        col(Match.team_id).is_not(None), func.coalesce(col(Match.result_id).in_(named), False)
    )


def _is(column: ColumnElement, code: str) -> ColumnElement[bool]:
    return column.is_(None) if code == NONE else column == code


def _begun(scope: Scope) -> ColumnElement[bool]:
    return _between(Match.proposed_at, scope, _moment)


def _signed(scope: Scope) -> ColumnElement[bool]:
    return and_(
        col(Match.agreement_on).is_not(None),
        Match.stage != MatchStage.DECLINED,
        _between(Match.agreement_on, scope, lambda day: day),
    )


def _between(column, scope: Scope, moment) -> ColumnElement[bool]:
    found = [true()]
    if scope.since:
        found.append(col(column) >= moment(scope.since))
    if scope.until:
        found.append(col(column) < moment(date.fromordinal(scope.until.toordinal() + 1)))
    return and_(*found)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _contacted() -> ColumnElement[bool]:
    return col(Match.contacted_at).is_not(None)


def _met() -> ColumnElement[bool]:
    """Came that far, was declined from there, or the two have met at a docking day, whatever became of it."""
    at_a_table = (
        select(DockingMeeting.id)
        .where(
            DockingMeeting.need_id == Match.need_id,
            or_(
                DockingMeeting.result_id == Match.result_id,
                DockingMeeting.team_id == Match.team_id,
            ),
            DockingMeeting.stage == MeetingStage.HELD,
        )
        .correlate(Match)
        .exists()
    )
    came_so_far = func.coalesce(col(Match.declined_from).in_(MET), False)
    return or_(col(Match.stage).in_(MET), came_so_far, at_a_table)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
