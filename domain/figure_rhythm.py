"""When a subscription has its turn, and of which period it tells: pure arithmetic on the office calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.subscription_vocabulary import Rhythm, Span
from domain.clock import LOCAL
from domain.indicators import periods
from domain.indicators.periods import Period
from domain.office_calendar import Calendar

_DAY = timedelta(days=1)
_MONTHS = {Span.QUARTER: 3, Span.YEAR: 12}
_OVER = {Span.LAST_WEEK, Span.LAST_MONTH, Span.LAST_QUARTER, Span.LAST_HALF}


@dataclass(frozen=True)
class Turns:
    """When somebody is told: on a weekday, or on the first working day of a month, at an hour."""

    rhythm: Rhythm
    weekday: int
    hour: int

    def begin(self, day: date) -> date:
        """The first day of the week or month that a day lies in: the name of a turn."""
        if self.rhythm is Rhythm.MONTHLY:
            return day.replace(day=1)
        return day - timedelta(days=day.weekday())

    def moment(self, begin: date, calendar: Calendar) -> datetime:
        """When the turn of a week or month comes."""
        if self.rhythm is Rhythm.MONTHLY:
            day = first_working_day(begin, calendar)
        else:
            day = begin + timedelta(days=self.weekday)
        return datetime.combine(day, time(self.hour), LOCAL)

    def over(self, now: datetime, calendar: Calendar) -> date:
        """The last turn that has come by now."""
        this = self.begin(now.astimezone(LOCAL).date())
        return this if self.moment(this, calendar) <= now else self.begin(this - _DAY)

    def next(self, told_for: date | None, now: datetime, calendar: Calendar) -> datetime:
        """When the next one comes; one that was missed is told at once."""
        this = self.begin(now.astimezone(LOCAL).date())
        if told_for is None or told_for < this:
            return max(self.moment(this, calendar), now)
        return self.moment(self._after(this), calendar)

    def period(self, span: Span, day: date) -> Period:
        """The period that is told by a turn on a day: of one that has begun in the week or month of the turn there is
        next to nothing to tell, so that it is the one before, which has just ended."""
        seen_from = day if span in _OVER else self.begin(day) - _DAY
        return period(span, seen_from, today=day)

    def _after(self, begin: date) -> date:
        if self.rhythm is Rhythm.MONTHLY:
            return periods.month_after(begin, 1)
        return begin + timedelta(days=7)


def first_working_day(first: date, calendar: Calendar) -> date:
    """The first day of a month on which the offices work."""
    days = (first + n * _DAY for n in range(31))
    return next((day for day in days if calendar.is_working(day)), first)


def period(span: Span, day: date, *, today: date | None = None) -> Period:
    """The period as it lies to a day, told as far as it has come by then, or by `today`."""
    today = today or day
    match span:
        case Span.LAST_WEEK:
            monday = day - timedelta(days=day.weekday() + 7)
            return periods.days(monday, monday + 6 * _DAY, today=today)
        case Span.LAST_MONTH:
            return periods.month(day.replace(day=1) - _DAY, today=today)
        case Span.THIS_QUARTER:
            return periods.quarter(day, today=today)
        case Span.LAST_QUARTER:
            return periods.quarter(periods.month_after(day.replace(day=1), -3), today=today)
        case Span.THIS_HALF:
            return periods.half(day, today=today)
        case Span.LAST_HALF:
            return periods.half(periods.month_after(day.replace(day=1), -6), today=today)
        case Span.THIS_YEAR:
            return periods.year(day, today=today)
    return periods.months(day, _MONTHS.get(span, 1), today=today)


def code(span: Span, told: Period) -> str:
    """The period as the address of the key figures has it: a week, a month, a quarter, a half-year, a year or months
    that are over by their name, so that the link stays with them."""
    return span.value if span in _MONTHS and told.is_unfinished else periods.code(told)
