"""A part of the records behind a figure: what one piece of a picture shows, be it a bar, a step or a day.

Each field narrows by itself; one that an indicator's records do not have is left out by `fitting`. The conditions are
those of the measures that the pictures are drawn from (domain/indicators/streams.py), so both count the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import col, or_

from db.indicator_vocabulary import Ended, Lacks, Reached
from db.models import Demand, Organisation
from domain import clocks
from domain.clock import LOCAL
from domain.indicators import held
from domain.indicators.allowed import may_see
from domain.indicators.definitions import Definition
from domain.indicators.publication import is_told_all
from domain.indicators.reading import Scope
from domain.indicators.steps import SHARES, TIMES
from domain.indicators.streams import ANSWERED, RECEIVED, Stream
from domain.permissions import Person, allows, staff_judges

_DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)  # the days that an address may ask for


@dataclass(frozen=True)
class Part:
    """Nothing said means everything. `time`, `share`: a step of domain/indicators/steps.py; `week`: any day of it;
    `weekday`: 1 is Monday; `handler`: who has the order, or has answered it; `promised_before`: of what is open now,
    not answered and promised for a day before this one."""

    reached: Reached | None = None
    ended: Ended | None = None
    lacks: frozenset[Lacks] = frozenset()
    day: date | None = None
    week: date | None = None
    weekday: int | None = None
    time: int | None = None
    share: int | None = None
    handler: int | None = None
    promised_before: date | None = None

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The part as an address says it."""
        said = []
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "lacks":
                said += [("lacks", name.value) for name in sorted(value)]
            elif value is not None:
                said.append(
                    (each.name, value.isoformat() if isinstance(value, date) else str(value))
                )
        return tuple(said)


WHOLE = Part()


def read(said: Mapping[str, Sequence[str]]) -> Part:
    """The part that an address asks for; what cannot be meant is left out."""
    only = {name: values[0] for name, values in said.items() if values}
    return Part(
        reached=_one(Reached, only.get("reached")),
        ended=_one(Ended, only.get("ended")),
        lacks=frozenset(Lacks(each) for each in said.get("lacks", ()) if each in set(Lacks)),
        day=_day(only.get("day")),
        week=_day(only.get("week")),
        weekday=_number(only.get("weekday"), 1, 7),
        time=_number(only.get("time"), 0, len(TIMES) - 1),
        share=_number(only.get("share"), 0, len(SHARES) - 1),
        handler=_number(only.get("handler"), 1, 10**9),
        promised_before=_day(only.get("promised_before")),
    )


def fitting(part: Part, definition: Definition) -> Part:
    """As much of it as the records of an indicator have."""
    stream = definition.stream
    if definition.indicator in held.WHOSE:
        return Part(handler=part.handler)
    if not definition.is_now and stream is None:
        return WHOLE
    left_out: dict = {}
    if stream is not RECEIVED:
        left_out |= {"reached": None, "ended": None}
    if stream is not ANSWERED:
        left_out |= {"time": None, "share": None}
    if definition.is_now:
        left_out |= {"day": None, "week": None, "weekday": None}
    else:
        left_out |= {"promised_before": None}
    return replace(part, **left_out)


def told_steps(person: Person) -> tuple[Reached, ...]:
    """The steps of the loop that somebody is told of: which demands were judged, apart from those that were not, says
    for some of them how (docs/decisions/0009-published-months.md)."""
    return tuple(each for each in Reached if each is not Reached.JUDGED or is_told_all(person))


def is_told(part: Part, definition: Definition, scope: Scope, person: Person) -> bool:
    """Whether somebody is told what lies in this part. Those to whom the key figures are not open have their own orders
    alone. Who has how much on the table is told to the whole unit; what somebody has done in a time to themselves, the
    head of their unit and the city's leaders, as their month is."""
    is_of_orders = definition.is_now or definition.stream is not None
    is_own = person.id is not None and fitting(part, definition).handler == person.id
    if is_of_orders and not (is_own or person.is_engine or may_see(person)):
        return False
    if part.reached is not None and part.reached not in told_steps(person):
        return False
    if part.handler is None or definition.is_now:
        return True
    return part.handler == person.id or may_judge(person, scope.unit_id)


def may_judge(person: Person, unit_id: int | None) -> bool:
    """Whether somebody reads the months of a unit's handlers."""
    return unit_id is not None and allows(staff_judges, person, Organisation(id=unit_id))


def conditions(part: Part, definition: Definition, scope: Scope) -> list[ColumnElement[bool]]:
    """The part as conditions on the records of an indicator, which it must fit."""
    stream = definition.stream
    place = stream.place() if stream else {}
    found = []
    if Lacks.FIELD in part.lacks:
        found.append(place["field"] == "" if place else col(Demand.field).is_(None))
    if Lacks.UNIT in part.lacks:
        found.append(place["unit_id"] == 0 if place else col(Demand.unit_id).is_(None))
    if part.handler:
        found.append(Demand.handler_id == part.handler)
    if part.promised_before:
        found += is_long_overdue(part.promised_before)
    if stream is None:
        return found
    if part.reached:
        found.append(stream.measures[part.reached.value] == 1)
    if part.ended is Ended.OPEN:
        closed = [stream.measures[f"ended_{each}"] == 1 for each in Ended if each is not Ended.OPEN]
        found.append(~or_(*closed))
    elif part.ended:
        found.append(stream.measures[f"ended_{part.ended.value}"] == 1)
    if part.time is not None:
        found.append(stream.kept["time"] == part.time)
    if part.share is not None:
        found.append(stream.kept["share"] == part.share)
    return found + _on(stream, part, scope)


def is_long_overdue(before: date) -> list[ColumnElement[bool]]:
    """The condition of orders that are not answered and were promised for a day before this one."""
    ends = datetime.combine(before, time(), LOCAL)
    return [col(Demand.answered_at).is_(None), col(Demand.promised_at) < ends]


def days_of_week(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = day - day.weekday() * _DAY
    return monday, monday + 6 * _DAY


def _on(stream: Stream, part: Part, scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if part.day:
        found += _between(stream, part.day, part.day)
    if part.week:
        found += _between(stream, *days_of_week(part.week))
    if part.weekday:
        every = (scope.since + n * _DAY for n in range((scope.until - scope.since).days + 1))
        found.append(stream.day.in_([each for each in every if each.isoweekday() == part.weekday]))
    return found


def _between(stream: Stream, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    begins = datetime.combine(first, time(), LOCAL)
    return (stream.moment >= begins, stream.moment < clocks.end_of(last))


def _one(choices: type[StrEnum], typed: str | None):
    return choices(typed) if typed in set(choices) else None


def _day(typed: str | None) -> date | None:
    """One that records can have: further off, no week or moment can be reckoned with."""
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def _number(typed: str | None, least: int, most: int) -> int | None:
    if not typed or not typed.isascii() or not typed.isdecimal() or len(typed) > 10:
        return None
    return int(typed) if least <= int(typed) <= most else None
