"""How long staff were trained: of a training of several days each day counts, no night does."""

from datetime import datetime, timedelta

import pytest

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import activities, attendance, clock
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import metric
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests import happenings
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")
BEGINS = happenings.STARTS.astimezone(LOCAL).replace(hour=9, minute=0)


@pytest.mark.parametrize(
    ("ends", "hours"),
    [
        (BEGINS.replace(hour=17), 8),
        (BEGINS.replace(hour=17) + timedelta(days=2), 24),
        (BEGINS + timedelta(days=1, hours=-1), 8.5),  # until 8:00, before the office opens
        (BEGINS + timedelta(days=1), 8.5 + 0.5),
        (BEGINS.replace(hour=8, minute=45) + timedelta(days=3), 8.5 + 9 + 9 + 0.25),
    ],
)
def test_each_day_of_a_training_counts_from_its_first_hour_to_its_last(ends: datetime, hours):
    assert counted(BEGINS, ends) == (2 * hours, 2)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        (BEGINS.replace(hour=13, minute=30), timedelta(hours=22), 4 + 3),  # until half past eleven
        (BEGINS.replace(hour=13, minute=30), timedelta(hours=46), 4 + 9 + 3),
        (BEGINS.replace(hour=20), timedelta(hours=5), 5),  # an evening past midnight
        (BEGINS.replace(hour=20), timedelta(hours=16), 3.5),  # until noon
    ],
)
def test_one_that_ends_at_an_earlier_hour_of_another_day_counts_within_office_hours(
    begins, ends, hours
):
    assert counted(begins, begins + ends) == (2 * hours, 2)


def counted(begins, ends):
    """The hours of a training to which two came, and of how many they are told."""
    with clock.stopped(happenings.NOW):
        training = happenings.published(
            starts_at=begins, ends_at=ends, kind=ActivityKind.STAFF_TRAINING
        )
        seats = [happenings.register(training, who).registration_id for who in ("valves", "shoes")]
    with clock.stopped(ends + timedelta(hours=1)):
        for seat in seats:
            perform(ID["organiser"], attendance.check_in, training, registration_id=seat)
        perform(ID["organiser"], activities.hold, training)
        with snapshot() as session:
            scope = Scope(BEGINS.date(), BEGINS.date())
            told = metric.table(session, ENGINE, (Indicator.TRAINING_HOURS,), scope)[None]
    figure = told[Indicator.TRAINING_HOURS]
    return figure.value, figure.n
