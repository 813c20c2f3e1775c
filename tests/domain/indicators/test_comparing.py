"""What a figure was before: as far as the working days that are over, or the whole period where it has no parts."""

from calendar import monthrange
from datetime import date, datetime

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import By, Indicator
from db.models import Demand
from domain import clock
from domain.clock import LOCAL
from domain.indicators import building, comparing, metric, periods, rollups
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.office_calendar import PUBLISHED
from domain.queries import indicators
from tests import town
from tests.town import LONGWAN, LUCHENG, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
ANSWERED = (
    Indicator.SERVICES_GIVEN,
    Indicator.HANDLING_TIME,
    Indicator.ENTERPRISES_SERVED,
    Indicator.OPEN_NOW,
)


def answered(month, *days, year=2026):
    for day in days:
        with clock.stopped(datetime(year, month, day, 10, tzinfo=LOCAL)):
            town.answered()
    rollups.fold_all()


def before(day, hour, ask=comparing.before, months=1, by=None):
    now = datetime(2026, *day, hour, tzinfo=LOCAL)
    with clock.stopped(now), snapshot() as session:
        period = periods.months(now.date(), months, today=now.date())
        scope = Scope(period.first, period.last)
        return ask(session, town.person("leader"), ANSWERED, scope, period, PUBLISHED, by)


@pytest.fixture(autouse=True)
def built(small_town_on_sqlite):
    building.keep_up()


def test_the_first_days_are_compared_as_far_as_they_are_over():
    answered(10, 8, 9, 10)  # the first three working days of October 2026
    given = Indicator.SERVICES_GIVEN
    values = {
        hour: before((11, 3), hour)[None][given].figure.value for hour in (9, 18)
    }  # the second of November
    assert values == {9: 1, 18: 2}
    assert not before((11, 3), 18)[None][given].is_whole


def test_a_median_is_compared_with_the_whole_month_and_says_so():
    answered(10, 9, 28)
    found = before((11, 3), 9)[None]
    assert found[Indicator.HANDLING_TIME].is_whole
    assert found[Indicator.HANDLING_TIME].figure.n == 2
    assert Indicator.OPEN_NOW not in found
    over = comparing.before
    with clock.stopped(datetime(2026, 12, 20, 9, tzinfo=LOCAL)), snapshot() as session:
        november = periods.month(date(2026, 11, 5), today=date(2026, 12, 20))
        scope = Scope(november.first, november.last)
        told = over(session, town.person("leader"), ANSWERED, scope, november, PUBLISHED)[None]
    assert not told[Indicator.HANDLING_TIME].is_whole
    assert told[Indicator.SERVICES_GIVEN].figure.value == 2


@pytest.mark.parametrize("months", [1, 3])
def test_different_enterprises_are_compared_once_the_period_is_over(months):
    answered(7, 9)
    answered(10, 9, 28)
    served = Indicator.ENTERPRISES_SERVED
    assert served not in before((11, 20), 18, months=months)[None]
    assert served not in before((11, 20), 18, months=months, by=By.AREA)[LONGWAN]
    definition = DEFINITIONS[served]
    for day, waits in ((date(2026, 11, 20), True), (date(2026, 12, 1), False)):
        told = periods.months(date(2026, 11, 1), months, today=day)
        assert comparing.waits_for_its_end(definition, told) is waits
        assert not comparing.waits_for_its_end(DEFINITIONS[Indicator.HANDLING_TIME], told)
    with clock.stopped(datetime(2026, 12, 1, 9, tzinfo=LOCAL)), snapshot() as session:
        asked = (session, town.person("leader"), ANSWERED, Scope(told.first, told.last))
        found = comparing.before(*asked, told, PUBLISHED)[None]
    assert (found[served].figure.value is not None) and not found[served].is_whole


def test_a_quarter_is_compared_with_the_quarter_before_and_places_one_by_one():
    answered(7, 3)
    answered(10, 9, 28)
    quarter = before((11, 3), 18, months=3)[None]
    assert quarter[Indicator.SERVICES_GIVEN].figure.value == 1
    by_area = before((11, 16), 18, by=By.AREA)
    assert by_area[LONGWAN][Indicator.SERVICES_GIVEN].figure.value == 1
    assert by_area[LONGWAN][Indicator.HANDLING_TIME].is_whole


def test_a_year_so_far_is_compared_with_the_year_before_until_the_end_of_the_same_month():
    answered(3, 3, 31, year=2025)
    answered(10, 9, year=2025)
    answered(2, 4)
    answered(3, 4, 5)
    with transaction() as session:
        orders = session.exec(select(Demand)).all()
        rollups.mark(session, [each.id for each in orders])
        for each in orders:
            each.enterprise_id = VALVES
    rollups.fold_all()
    now = datetime(2026, 3, 16, 18, tzinfo=LOCAL)
    with clock.stopped(now), snapshot() as session:
        year = periods.year(now.date(), today=now.date())
        asked = (session, town.person("leader"), ANSWERED, Scope(year.first, year.last))
        so_far = metric.table(*asked)[None]
        found = comparing.before(*asked, year, PUBLISHED)[None]
    given, time, served, _ = ANSWERED
    assert so_far[served].value == 1 and served not in found  # a year with three months of it
    assert (so_far[given].value, so_far[time].n) == (3, 3)
    assert (found[given].figure.value, found[given].is_whole) == (1, False)
    assert (found[time].figure.n, found[time].is_whole) == (2, True)


def test_on_the_first_morning_of_a_month_there_is_nothing_to_compare():
    answered(10, 9)
    assert before((11, 2), 9) == {None: {}}  # the first of November is a Sunday
    assert before((11, 2), 9, by=By.AREA) == {}
    parted = {Indicator.SERVICES_GIVEN, Indicator.HANDLING_TIME}
    assert set(before((11, 2), 18)[None]) == parted


def test_the_same_is_asked_for_as_somebody_may_have_it():
    answered(10, 9, 12)
    now = datetime(2026, 11, 30, 18, tzinfo=LOCAL)
    with clock.stopped(now), snapshot() as session:
        period = periods.month(now.date(), today=now.date())
        asked = (ANSWERED, Scope(period.first, period.last))
        earlier = periods.previous(period, PUBLISHED)
        tax = indicators.before(session, town.person("tax_head"), *asked, earlier)[None]
        finance = indicators.before(session, town.person("finance_head"), *asked, earlier)[None]
        earlier = periods.year_before(period, PUBLISHED)
        year = indicators.before(session, town.person("finance_head"), *asked, earlier)[None]
    given = Indicator.SERVICES_GIVEN
    assert (tax[given].figure.value, finance[given].figure.value) == (0, 2)
    assert year[given].figure.value is None  # there was no platform: that is not zero


def test_a_month_without_any_is_zero_once_the_platform_has_begun():
    answered(7, 3)
    answered(10, 9)
    given, served = Indicator.SERVICES_GIVEN, Indicator.ENTERPRISES_SERVED
    assert before((9, 30), 18)[None][given].figure.value == 0  # August
    assert before((7, 31), 18)[None][given].figure.value is None  # June
    by_area = before((9, 30), 18, by=By.AREA)
    assert {by_area[each][given].figure.value for each in (LONGWAN, LUCHENG)} == {0}
    assert by_area[LONGWAN][served].figure.value == 0
    assert before((7, 31), 18, by=By.AREA) == {}


@pytest.mark.parametrize(
    ("now", "then", "days", "daily"),
    [
        (170, 200, (17, 22), (10, 200 / 22)),  # fewer, and more on each day
        (150, 200, (17, 22), None),  # fewer either way
        (200, 200, (17, 22), (200 / 17, 200 / 22)),
        (170, 200, (22, 22), None),
        (170, None, (17, 22), None),
        (170, 200, (17, 0), None),
    ],
)
def test_a_number_is_told_by_the_day_where_its_working_days_alone_moved_it(now, then, days, daily):
    days = comparing.WorkingDays(*days)
    found = comparing.by_the_day(DEFINITIONS[Indicator.RECEIVED], now, then, days)
    assert found == (daily and pytest.approx(daily))
    for other in (Indicator.ON_TIME_CLOSING, Indicator.ENTERPRISES_SERVED, Indicator.OPEN_NOW):
        assert comparing.by_the_day(DEFINITIONS[other], now, then, days) is None


def test_months_that_are_over_have_as_many_working_days_as_the_calendar_gives_them():
    today = date(2026, 11, 3)
    for month in (10, 2):
        period = periods.month(date(2026, month, 1), today=today)
        with clock.stopped(datetime(2026, 11, 3, 9, tzinfo=LOCAL)):
            told = periods.previous(period, PUBLISHED)
            found = comparing.working_days(period, told, PUBLISHED)
        by_hand = tuple(
            sum(
                PUBLISHED.is_working(date(2026, each, day))
                for day in range(1, monthrange(2026, each)[1] + 1)
            )
            for each in (month, month - 1)
        )
        assert (found.now, found.then) == by_hand and not found.are_alike
    running = periods.month(today, today=today)
    with clock.stopped(datetime(2026, 11, 3, 9, tzinfo=LOCAL)):
        told = periods.previous(running, PUBLISHED)
        assert comparing.working_days(running, told, PUBLISHED).are_alike
