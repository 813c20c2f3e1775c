"""How long an answer took, in working minutes, and how long there was for it."""

from datetime import datetime

from db.models import Demand
from domain.office_calendar import Calendar
from domain.working_time import OFFICE, working_minutes_between


def handled(demand: Demand, clock, calendar: Calendar) -> tuple[int, int] | tuple[None, None]:
    """Working minutes that were given for the answer and that it took; none without an answer of this round.

    `clock`: the demand's OrderClock (domain/clocks.py). Waiting for the enterprise counts for neither.
    """
    start, answered = clock.round_started_at, demand.answered_at
    if start is None or answered is None:
        return None, None

    def worked(until: datetime) -> int:
        spans = [(start, until)]
        waits = [(max(a, start), min(b, until)) for a, b in clock.pauses if a < until]
        whole, *waited = (
            max(working_minutes_between(a, b, calendar=calendar, hours=OFFICE), 0)
            for a, b in [*spans, *waits]
        )
        return max(whole - sum(waited), 0)

    return worked(clock.promised(calendar)), worked(answered)
