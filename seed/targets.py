"""What the city aims at: targets of the last year's months and the present one, for the city and for sub-platforms of
their own pace, with a word where a month was hard."""

from datetime import datetime, time

from db.indicator_vocabulary import Indicator
from domain import clock, month_targets
from domain.command import perform
from domain.indicators.aims import CITY
from domain.indicators.periods import month_after

LUCHENG, LONGWAN, YUEQING, DONGTOU, WENCHENG = "330302", "330303", "330382", "330305", "330328"
AIMS = {
    Indicator.ON_TIME_ACCEPTANCE: {CITY: 0.95},
    Indicator.ON_TIME_CLOSING: {CITY: 0.9, LUCHENG: 0.92, LONGWAN: 0.92, WENCHENG: 0.85},
    Indicator.RESPONSE_RATE: {CITY: 0.8},
    Indicator.SATISFACTION_RATE: {CITY: 0.9},
    Indicator.VISIT_VERIFICATION: {CITY: 0.95},
    Indicator.HANDLING_TIME: {CITY: 4.0, DONGTOU: 5.0, WENCHENG: 5.0},
    Indicator.SERVICES_GIVEN: {CITY: 50, LUCHENG: 10, LONGWAN: 6, YUEQING: 6},
}
MONTHS = 12
HARD = 3  # months ago
WHY = {
    "zh": "当月台风停工三天，两个部门窗口集中轮岗，超期件已逐件约定办结日期。",
    "en": "A typhoon stopped work for three days and two departments changed their staff; each late order has a date.",
}


def aim(administrator: int, language: str, now: datetime) -> None:
    """Set targets a year ago, carry them on month by month, and say why one month was hard."""
    present, before = now.date().replace(day=1), None
    for n in range(MONTHS, -1, -1):
        first = month_after(present, -n)
        with clock.stopped(datetime.combine(first, time(9), clock.LOCAL)):
            month_id = perform(administrator, month_targets.begin, month=first)
            if n == MONTHS:
                for indicator, values in AIMS.items():
                    said = {"indicator": indicator, "values": values}
                    perform(administrator, month_targets.put, month_id, **said)
            else:
                perform(administrator, month_targets.carry_on, month_id)
            if n == HARD - 1:
                said = {"area_code": LONGWAN, "text": WHY[language]}
                perform(administrator, month_targets.note, before, **said)
        before = month_id
