"""What the administrator rules on the office calendar: single days, a year's holiday notice, and taking it back.

The changes of a year form a chain of events on its row; each says what stood there before, so that the last one that
still holds can be taken back, and then the one before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db.models import CalendarDay, CalendarYear, Event
from domain import holiday_notice, limits, recalculation, topics
from domain.command import Act, command
from domain.errors import Missing, Refused
from domain.permissions import administrators
from domain.written import line

FIRST_YEAR = 2004  # from here on the package carries the notices
YEARS_AHEAD = 3
REASON = 120  # characters: they stand with the day


class YearTooFar(Refused):
    message = "Only the years {first} to {last} can be entered."


class NothingChanges(Refused):
    message = "The day counts so already."


class NothingToUndo(Refused):
    message = "There is no change of this year left to take back."


@dataclass(frozen=True)
class Ruling:
    """How one day stands, or that nothing is entered for it (`is_working` none)."""

    day: date
    is_working: bool | None
    note: str = ""

    def as_json(self) -> list:
        return [self.day.isoformat(), self.is_working, self.note]


@command(CalendarYear, by=administrators, makes=True)
def enter_day(act: Act, *, day: date | None, is_working: bool | None, reason: str) -> None:
    """Enter one day as a working day or a day of rest, whatever is published; running clocks are counted anew."""
    if day is None:
        raise Missing(field="Day")
    if is_working is None:
        raise Missing(field="Working day or day of rest")
    note = line(reason, most=REASON, name="Reason")
    year = _year(act, day.year)
    calendar = limits.calendar(act.session)
    if calendar.is_working(day) == is_working and not calendar.is_provisional(day):
        raise NothingChanges
    wanted = [Ruling(day, is_working, note)]
    _change(act, year, "day_entered", wanted, reason=note)


@command(CalendarYear, by=administrators, makes=True)
def enter_year(act: Act, *, year: int, text: str, source: str) -> None:
    """Enter a year's holiday notice in full: it replaces what stood there, and the year is provisional no longer."""
    cited = line(source, most=REASON, name="Notice cited as")
    row = _year(act, year)
    notice = holiday_notice.understood(text, year)
    named = {each.day: Ruling(each.day, each.is_working, each.name) for each in notice.days}
    gone = [Ruling(each.day, None) for each in _entered(act.session, year) if each.day not in named]
    _change(act, row, "year_entered", [*named.values(), *gone], entered=True, reason=cited)


@command(CalendarYear, by=administrators)
def undo(act: Act, year: CalendarYear, *, reason: str) -> None:
    """Take back the last change of a year that still holds: every day stands as it did before it."""
    note = line(reason, most=REASON, name="Reason")
    topics.bump(act.session, [topics.RULES])
    last = standing_changes(chain_of(act.session, year.id))
    if not last:
        raise NothingToUndo
    said = last[-1].particulars
    wanted = [Ruling(date.fromisoformat(day), *rest) for day, *rest in said["before"]]
    entered, source = said["was_entered"]
    _change(
        act,
        year,
        "undone",
        wanted,
        entered=entered,
        source=source,
        reason=note,
        undone=last[-1].position,
    )


def chain_of(session: Session, year: int) -> list[Event]:
    """The changes of one year, the oldest first."""
    mine = select(Event).where(
        Event.subject_kind == CalendarYear.__tablename__, Event.subject_id == year
    )
    return list(session.exec(mine.order_by(col(Event.position))).all())


def standing_changes(chain: Iterable[Event]) -> list[Event]:
    """Those that have not been taken back, the oldest first."""
    standing: list[Event] = []
    for event in chain:
        if event.action == "undone":
            standing.pop()
        else:
            standing.append(event)
    return standing


def single_days(chain: Iterable[Event]) -> frozenset[date]:
    """The days that stand as they were entered one by one, not with a notice."""
    single: set[date] = set()
    for event in standing_changes(chain):
        days = {date.fromisoformat(day) for day, *_ in event.particulars["days"]}
        single = single | days if event.action == "day_entered" else single - days
    return frozenset(single)


def _year(act: Act, number: int) -> CalendarYear:
    """The row of a year, made when it is needed; two who change the calendar at once come one after the other."""
    last = act.today.year + YEARS_AHEAD
    if not FIRST_YEAR <= number <= last:
        raise YearTooFar(first=FIRST_YEAR, last=last)
    topics.bump(act.session, [topics.RULES])
    return act.session.get(CalendarYear, number) or act.add(CalendarYear(id=number))


def _entered(session: Session, year: int) -> list[CalendarDay]:
    within = col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31))
    return list(session.exec(select(CalendarDay).where(within)).all())


def _change(
    act: Act,
    year: CalendarYear,
    action: str,
    wanted: list[Ruling],
    *,
    reason: str,
    entered: bool | None = None,
    source: str | None = None,
    undone: int | None = None,
) -> None:
    """Let the days stand as wanted; keep what stood before, and have the dates counted anew."""
    before = [_set(act.session, each) for each in wanted]
    said = {
        "before": [each.as_json() for each in before],
        "days": [each.as_json() for each in wanted],
        "was_entered": [year.is_entered, year.source],
        "reason": reason,
    }
    if undone is not None:
        said["undone"] = undone
    first, last = min(each.day for each in wanted), max(each.day for each in wanted)
    if entered is not None and entered != year.is_entered:
        first, last = min(first, date(year.id, 1, 1)), max(last, date(year.id, 12, 31))
    if entered is not None:
        year.is_entered = entered
        year.source = reason if source is None else source
        act.session.add(year)
    act.session.flush()
    act.record(action, year, **said)
    act.topics |= recalculation.begin(act.session, first, last)


def _set(session: Session, ruling: Ruling) -> Ruling:
    """Let one day stand as ruled; returns how it stood."""
    row = session.get(CalendarDay, ruling.day)
    before = Ruling(ruling.day, row.is_working if row else None, row.note if row else "")
    if ruling.is_working is None:
        if row:
            session.delete(row)
        return before
    row = row or CalendarDay(day=ruling.day, is_working=ruling.is_working)
    row.is_working, row.note = ruling.is_working, ruling.note
    session.add(row)
    return before
