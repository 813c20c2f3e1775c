"""The indicators of matchmaking: counted by its own definitions (domain/matchmaking/figures.py), in scopes of ours.

A unit is here the university, institute or centre that a match is with. All matches count, whoever asks, so that
everybody is told the same number; only a university whose name is hidden from the reader is none, as in every list.
"""

from collections.abc import Iterator

from sqlmodel import Session, col, literal

from db.indicator_vocabulary import By, Half, Unit
from db.models import Match, Organisation, ResearchResult, TechnicalNeed
from db.research_vocabulary import Grouping, MatchFigure
from db.spans import local_day, month_of
from db.vocabulary import Kind
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split
from domain.matchmaking import figures as matchmaking
from domain.matchmaking.grouped import grouped
from domain.permissions import Person

GROUPED = {By.AREA: Grouping.AREA, By.UNIT: Grouping.PROVIDER, By.INDUSTRY: Grouping.INDUSTRY}
READ = {By.UNIT: (ResearchResult,), By.INDUSTRY: (TechnicalNeed,)}  # besides the match
NEVER_MATCHED = (Kind.CITY, Kind.SUB_PLATFORM, Kind.DEPARTMENT, Kind.ENTERPRISE)
OF_A_RATE = {
    Half.ALL: MatchFigure.ANSWERED,
    Half.GOOD: MatchFigure.ACCEPTANCE,
    Half.REST: MatchFigure.DECLINED_BEFORE,
}
AT_SIGNING = (MatchFigure.CONTRACTS, MatchFigure.VALUE)  # count by the day of signing


def figures(
    session: Session, person: Person, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """Those of the indicators asked for that tell of matches, by what they are put beside each other by."""
    told = [each for each in asked if each.match_figure]
    if not told or not may_have(session, scope):
        return
    for is_raised in (
        False,
        True,
    ):  # the whole is counted once, and what was raised at activities once
        some = [each for each in told if each.of_activities is is_raised]
        if some:
            yield from _counted(session, person, some, scope_of(scope, some[0]), by)


def _counted(
    session: Session,
    person: Person,
    told: list[Definition],
    within: matchmaking.Scope,
    by: Split,
) -> Iterator[tuple[object, Figure]]:
    if by is By.MONTH:
        yield from _by_month(session, person, told, within)
        return
    key = matchmaking.key_of(person, GROUPED[by]) if by else literal(0)
    found = grouped(
        session,
        within,
        key,
        named_to=person,
        joined=READ.get(by, ()),
        with_days=_is_timed(told),
    )
    if by is None:
        found = {None: found.get(0, matchmaking.Figures())}
    none = 0 if by is By.UNIT else ""
    for name, each in found.items():
        for definition in told:
            yield (none if by and name is None else name), _figure(definition, each)


def scope_of(scope: Scope, definition: Definition) -> matchmaking.Scope:
    """The same scope in the words of matchmaking, for what an indicator counts of it."""
    return matchmaking.Scope(
        provider_id=scope.unit_id,
        area=scope.area,
        industry=scope.industry,
        since=scope.since,
        until=scope.until,
        is_raised=definition.of_activities,
    )


def listed_as(definition: Definition, half: Half) -> MatchFigure:
    """Which matches are listed behind an indicator: of a rate all that it is of, those that met it, or the others."""
    return OF_A_RATE[half] if definition.unit is Unit.SHARE else definition.match_figure


def may_have(session: Session, scope: Scope) -> bool:
    """Whether a unit is of those that may have matches at all: of a department nothing is told, not even zero."""
    unit = session.get(Organisation, scope.unit_id) if scope.unit_id else None
    return unit is None or unit.kind not in NEVER_MATCHED


def _by_month(
    session: Session, person: Person, told: list[Definition], within: matchmaking.Scope
) -> Iterator[tuple[object, Figure]]:
    """By the month of the proposal; contracts by that of their signing."""
    months = {
        False: month_of(local_day(Match.proposed_at)),
        True: month_of(col(Match.agreement_on)),
    }
    since, until = within.since.replace(day=1), within.until
    for is_signed, key in months.items():
        some = [each for each in told if (each.match_figure in AT_SIGNING) is is_signed]
        if not some:
            continue
        found = grouped(session, within, key, named_to=person, with_days=_is_timed(some))
        for first, each in found.items():
            if first is not None and since <= first <= until:
                for definition in some:
                    yield first, _figure(definition, each)


def _is_timed(told: list[Definition]) -> bool:
    return any(each.match_figure is MatchFigure.DAYS_TO_CONTACT for each in told)


def _figure(definition: Definition, found: matchmaking.Figures) -> Figure:
    indicator, value = definition.indicator, found.value_of(definition.match_figure)
    match definition.match_figure:
        case MatchFigure.ACCEPTANCE if definition.unit is Unit.SHARE:
            answered, proposed = found.answered, found.proposals
            coverage = answered / proposed if proposed else None
            return Figure(indicator, value, answered, found.accepted, coverage=coverage)
        case MatchFigure.ACCEPTANCE:
            return Figure(indicator, found.accepted, found.accepted, found.accepted)
        case MatchFigure.DAYS_TO_CONTACT:
            return Figure(indicator, value, found.accepted, found.accepted)
        case MatchFigure.VALUE:
            return Figure(indicator, value, found.contracts, found.contracts)
    many = int(value or 0)
    return Figure(indicator, many, many, many)
