"""The indicators of competitions and of booked services."""

from db.indicator_vocabulary import Better, By, Indicator, Unit
from domain.indicators.definition import ACTIVITIES, Definition


def _of(indicator: Indicator, what: str, formula: str, *events: str) -> Definition:
    return Definition(
        indicator,
        Unit.COUNT,
        Better.HIGHER,
        what,
        formula,
        "the platform's own",
        ACTIVITIES,
        events,
        by=frozenset({By.AREA, By.MONTH, By.DAY}),
    )


OF_PROJECTS = (
    _of(
        Indicator.PROJECTS_ENTERED,
        "How many projects were entered in competitions, whatever became of them.",
        "entries received in the period",
        "entered",
    ),
    _of(
        Indicator.PROJECTS_AWARDED,
        "How many projects were given a prize; counted once the awards are published.",
        "awarded projects of competitions whose awards were published in the period",
        "awards_published",
    ),
    _of(
        Indicator.FINANCINGS_CLOSED,
        "How many financings awarded projects have closed; counted once another person has verified them.",
        "verified financings of awarded projects, closed in the period",
        "follow_verified",
        "follow_taken_back",
    ),
    _of(
        Indicator.PROJECTS_TRANSFORMED,
        "How many transformations of awarded projects were noted.",
        "transformations of awarded projects in the period",
        "follow_noted",
        "follow_taken_back",
    ),
    _of(
        Indicator.SERVICES_BOOKED,
        "How many times of service menus were booked, also those withdrawn later.",
        "bookings taken in the period",
        "booked",
    ),
    _of(
        Indicator.BOOKINGS_KEPT,
        "How many booked services were given: the enterprise came.",
        "bookings at whose time, in the period, the enterprise came",
        "booking_noted",
    ),
)
