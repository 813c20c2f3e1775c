"""Changing a time limit: what an administrator may set it to, and the trace it leaves.

Clocks that run are not touched: a dispatch carries the limits of its day (see `domain/clocks.py`).
"""

from datetime import datetime

from db.models import TimeLimit
from db.vocabulary import LimitStep, LimitUnit
from domain import limits, topics
from domain.choices import chosen
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import Missing, Refused
from domain.office_calendar import PUBLISHED
from domain.permissions import administrators
from domain.working_time import Limit, due
from domain.written import line

MOST = {
    LimitUnit.MINUTE_ROUND_THE_CLOCK: 30 * 24 * 60,
    LimitUnit.OFFICE_HOUR: 75,  # ten working days
    LimitUnit.WORKING_DAY: 120,
}
SMALLEST = {
    LimitUnit.MINUTE_ROUND_THE_CLOCK: 1,
    LimitUnit.OFFICE_HOUR: 0.5,
    LimitUnit.WORKING_DAY: 0.5,
}

# A week without a holiday: from a Monday morning a limit in working days is at its shortest in days.
_MEASURED_FROM = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)


class NotAnAmount(Refused):
    message = "The amount must lie between {least} and {most} in this unit."


class NotInSteps(Refused):
    message = "Minutes are whole; hours and days are whole or half."


class LaterThanClosing(Refused):
    message = "No step may be due later than the closing of its class."


class SameLimit(Refused):
    message = "This is the limit that holds already."


@command(TimeLimit, by=administrators)
def change(
    act: Act,
    limit: TimeLimit,
    *,
    amount: float | None,
    unit: LimitUnit | None,
    source: str,
    reason: str,
) -> None:
    """Change how long units have for one step of one class; clocks that run keep the limit they began with."""
    wanted = _limit(amount, chosen(LimitUnit, unit, "Unit of time"))
    cited = line(source, most=120, name="Source")
    why = line(reason, most=200, name="Reason")
    if (limit.amount, limit.unit, limit.source) == (wanted.amount, wanted.unit, cited):
        raise SameLimit
    topics.bump(act.session, [topics.RULES])  # two changes of one class come one after the other
    _refuse_later_than_closing(limits.of(act.session, limit.timeliness) | {limit.step: wanted})
    before = _told(limit)
    limit.amount, limit.unit, limit.source = wanted.amount, wanted.unit, cited
    act.record(
        "limit_changed",
        limit,
        timeliness=limit.timeliness.value,
        step=limit.step.value,
        before=before,
        after=_told(limit),
        reason=why,
    )


def _limit(amount: float | None, unit: LimitUnit) -> Limit:
    if amount is None:
        raise Missing(field="Amount")
    least, most = SMALLEST[unit], MOST[unit]
    if not least <= amount <= most:
        raise NotAnAmount(least=least, most=most)
    if amount % least:
        raise NotInSteps
    return Limit(float(amount), unit)


def _refuse_later_than_closing(steps: dict[LimitStep, Limit]) -> None:
    moments = {
        step: due(_MEASURED_FROM, limit, calendar=PUBLISHED) for step, limit in steps.items()
    }
    closes = moments.get(LimitStep.CLOSE)
    if closes and any(moment > closes for moment in moments.values()):
        raise LaterThanClosing


def _told(limit: TimeLimit) -> list[str]:
    """As an event keeps it: amount, unit, source."""
    return [str(limit.amount), limit.unit.value, limit.source]
