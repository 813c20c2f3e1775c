"""What the city aims at: targets of the last year's months and the present one, with a word where a month was hard."""

from datetime import datetime, time

from db.indicator_vocabulary import Indicator
from domain import clock, month_targets
from domain.command import perform
from domain.indicators.periods import month_after

AIMS = {
    Indicator.ON_TIME_ACCEPTANCE: 0.95,
    Indicator.ON_TIME_CLOSING: 0.9,
    Indicator.RESPONSE_RATE: 0.8,
    Indicator.SATISFACTION_RATE: 0.9,
    Indicator.VISIT_VERIFICATION: 0.95,
    Indicator.HANDLING_TIME: 4.0,
}
MONTHS = 12


def aim(administrator: int, now: datetime) -> None:
    """Set the same targets for the city in each month, and carry on what was set."""
    present = now.date().replace(day=1)
    for n in range(MONTHS, -1, -1):
        first = month_after(present, -n)
        with clock.stopped(datetime.combine(first, time(9), clock.LOCAL)):
            month_id = perform(administrator, month_targets.begin, month=first)
            if n == MONTHS:
                for indicator, value in AIMS.items():
                    said = {"indicator": indicator, "values": {month_targets.CITY: value}}
                    perform(administrator, month_targets.put, month_id, **said)
            else:
                perform(administrator, month_targets.carry_on, month_id)
