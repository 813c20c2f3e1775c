"""What every indicator is made of at this moment, record by record, and which events have moved it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlmodel import Session, case, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import (
    Activity,
    ActivityOrigin,
    Demand,
    DockingMeeting,
    Event,
    Match,
    Registration,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Grouping, MeetingStage
from domain import clock
from domain.indicators import at_moment, cells, entered, held, registered
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.indicators.streams import ANSWERED, MEASURES
from domain.matchmaking import figures as matchmaking
from domain.queries.narrowing import is_late
from tests.domain.indicators.histories import BEGIN
from tests.town import person

Picture = dict[Indicator, Counter]


class Watch:
    """Which events moved which indicator; `unexplained` are movements without any event that the definition names."""

    def __init__(self):
        self.moved: dict[Indicator, set[str]] = defaultdict(set)
        self.unexplained: list[tuple[Indicator, set[str]]] = []
        self._last, self._standing = -1, {}

    @contextmanager
    def around(self) -> Iterator[None]:
        """Watch what is done inside, at one moment."""
        before, last = self._look()
        yield
        after, _ = self._look(is_after=True)
        with snapshot() as session:
            actions = set(session.exec(select(Event.action).where(Event.id > last)))
        for indicator in Indicator:
            if before[indicator] != after[indicator]:
                known = actions & set(DEFINITIONS[indicator].events)
                self.moved[indicator] |= known
                if not known:
                    self.unexplained.append((indicator, actions))

    def _look(self, *, is_after: bool = False) -> tuple[Picture, int]:
        """What nothing but an act moves was seen after the last one; what the clock moves is looked at every time."""
        with snapshot() as session:
            last = session.exec(select(Event.id).order_by(Event.id.desc()).limit(1)).first() or 0
            if is_after or last != self._last:
                self._last, self._standing = last, {each: Counter() for each in Indicator}
                _orders(session, self._standing)
                _matches(session, self._standing)
            found = {each: Counter(told) for each, told in self._standing.items()}
            _now(session, found)
            _registered(session, found)
            _activities(session, found)
            _projects(session, found)
            return found, last


def _activities(session: Session, found: Picture) -> None:
    scope = Scope(BEGIN.date(), clock.now().date())
    for indicator in held.COUNTED:
        columns = [Activity.id, Activity.area_code, Activity.starts_at]
        if indicator in (Indicator.PEOPLE_ATTENDED, Indicator.TRAINING_HOURS):
            columns = [Registration.id, *columns]
        asked = held.behind(indicator, scope, *columns)
        if indicator is Indicator.ENTERPRISES_ATTENDED:
            came = held.enterprises(scope).c
            asked = select(came.whose, came.area_code)
        found[indicator].update(set(map(tuple, session.execute(asked))))


def _projects(session: Session, found: Picture) -> None:
    scope = Scope(BEGIN.date(), clock.now().date())
    for indicator, counted in entered.COUNTED.items():
        columns = [counted.of.id, counted.area, counted.at]
        found[indicator].update(
            map(tuple, session.execute(entered.behind(indicator, scope, *columns)))
        )


def _orders(session: Session, found: Picture) -> None:
    ids = list(session.exec(select(Demand.id)))
    enterprises = dict(session.exec(select(Demand.id, Demand.enterprise_id)).all())
    for demand_id, kept in cells.of(session, ids).items():
        for cell in cells.read(kept):
            values = dict(zip(cell.stream.measures, cell.values, strict=True))
            where = (cell.day, *cell.place)
            for indicator, definition in DEFINITIONS.items():
                if definition.stream is cell.stream:
                    told = (values[definition.top], values.get(definition.bottom, 1))
                    found[indicator][(where, told) if told[1] else ()] += bool(told[1])
                if definition.out_of and MEASURES[definition.out_of] is cell.stream:
                    told = (values[definition.told_of], values[definition.out_of])
                    found[indicator][("coverage", where, told)] += 1
            if cell.stream is ANSWERED:
                found[Indicator.HANDLING_TIME][(where, cell.kept)] += 1
                served = (cell.day[:7], cell.area_code, enterprises[demand_id])
                found[Indicator.ENTERPRISES_SERVED][served] += enterprises[demand_id] is not None


def _now(session: Session, found: Picture) -> None:
    late, followed = (case((each, 1), else_=0) for each in (is_late(), at_moment.followed()))
    place = (Demand.area_code, Demand.unit_id, Demand.field, Demand.channel)
    asked = select(Demand.handler_id, late, followed, *place)
    everywhere = Scope(BEGIN.date(), clock.now().date())
    rows = session.execute(asked.where(*at_moment.still_open(everywhere)))
    for handler, is_past, is_followed, *where in rows:
        found[Indicator.OPEN_NOW][tuple(where)] += 1
        found[Indicator.OVERDUE_NOW][(*where, is_past)] += 1
        if is_past:
            found[Indicator.OVERDUE_FOLLOWED][(*where, is_followed)] += 1
        if handler:
            found[Indicator.LOAD][(*where, handler)] += 1


def _registered(session: Session, found: Picture) -> None:
    scope = Scope(BEGIN.date(), clock.now().date())
    columns = [registered.Organisation.id, registered.Organisation.area_code]
    columns += [registered.Organisation.registered_on, registered.Organisation.industry_code]
    its = session.execute(registered.behind(scope, *columns))
    found[Indicator.NEW_REGISTRATIONS].update(map(tuple, its))


@cache
def _every_match():
    """As the city's leader sees them: a university whose name is hidden is none."""
    provider = matchmaking.key_of(person("leader"), Grouping.PROVIDER)
    return (
        select(Match, provider, TechnicalNeed.industry_code)
        .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
    )


def _matches(session: Session, found: Picture) -> None:
    held = select(DockingMeeting).where(DockingMeeting.stage == MeetingStage.HELD)
    at_a_table = {(met.need_id, met.result_id) for met in session.exec(held)}
    raised = set(session.exec(select(ActivityOrigin.need_id)))
    for row, whose, industry in session.execute(_every_match()):
        where = (row.area_code, whose, industry)
        begun = (*where, row.proposed_at)
        is_answered = row.contacted_at is not None or row.stage == "declined"
        found[Indicator.MATCHES_PROPOSED][begun] += 1
        found[Indicator.MATCHES_AT_ACTIVITIES][begun] += row.need_id in raised
        found[Indicator.MATCH_ACCEPTANCE][(*begun, is_answered, row.contacted_at)] += 1
        if row.contacted_at:
            found[Indicator.MATCHES_ACCEPTED][begun] += 1
            found[Indicator.TIME_TO_CONTACT][(*begun, row.contacted_at)] += 1
        came_so_far = {row.stage, row.declined_from} & set(matchmaking.MET)
        if came_so_far or (row.need_id, row.result_id) in at_a_table:
            found[Indicator.MATCH_MEETINGS][begun] += 1
        if row.agreement_on and row.stage != "declined":
            signed = (*where, row.agreement_on, row.agreement_value)
            for indicator in (Indicator.MATCHES_CONTRACTED, Indicator.CONTRACT_VALUE):
                found[indicator][signed] += 1
            found[Indicator.CONTRACTS_OF_ACTIVITIES][signed] += row.need_id in raised
