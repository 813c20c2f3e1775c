"""The trainings that handlers came to and the activities they held: items of the scheme of staff from a month on,
counted as the indicators of that name."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from components import figure_records, kpi_filters
from db.activity_vocabulary import ActivityKind
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Half, Indicator
from db.models import UserRole
from db.vocabulary import Role
from domain import activities, attendance, clock
from domain.assessment import staff_scheme
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import metric, periods
from domain.indicators.parts import Part
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from domain.queries import indicator_records, staff_scores
from tests import happenings, town
from tests.town import FINANCE, ID, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")
DECEMBER = date(2026, 12, 1)
BEGINS = datetime(2026, 12, 10, 9, tzinfo=LOCAL)
AFTER = datetime(2026, 12, 20, 9, tzinfo=LOCAL)
TRAINED, HELD = Indicator.TRAINING_HOURS, Indicator.ACTIVITIES_HELD
AS_IT_WAS = (
    ("on_time_closing", "40", "100", "1.6", "0"),
    ("satisfaction_rate", "30", "95", "0.6", "15"),
    ("services_given", "20", "20", "0", "0"),
    ("redo_rate", "10", "0", "0.5", "0"),
)


@pytest.fixture
def december():
    """A month in which the handler of one unit has answered an order."""
    with clock.stopped(BEGINS.replace(day=2)):
        town.answered()


def trained(*who, hours=2, **said):
    """A training of staff that was held; these people came, each from their own account."""
    begins = BEGINS.replace(day=10 + hours)
    said = {"kind": ActivityKind.STAFF_TRAINING, "starts_at": begins} | said
    with clock.stopped(BEGINS.replace(day=3)):
        training = happenings.published(ends_at=begins.replace(hour=9 + hours), **said)
        seats = [happenings.register(training, each).registration_id for each in who]
    with clock.stopped(begins.replace(hour=9 + hours)):
        for seat in seats:
            perform(ID["organiser"], attendance.check_in, training, registration_id=seat)
        perform(ID["organiser"], activities.hold, training)
    return training


def items(month=DECEMBER, unit=FINANCE, who="leader", handler="finance"):
    with clock.stopped(AFTER), snapshot() as session:
        scores = staff_scores.handlers(session, person(who), month, unit)
    [mine] = [each for each in scores.handlers if each.id == ID[handler]]
    return {each.key: each for each in mine.assessed.items}


def test_months_before_are_looked_at_as_they_were():
    for month in (date(2017, 1, 1), date(2026, 11, 1)):
        told = tuple(
            (each.key, *map("{:f}".format, (each.points, each.mark, each.slope, each.floor)))
            for each in staff_scheme.in_force(month).quantities
        )
        assert told == AS_IT_WAS
    begins = [since for since, _ in staff_scheme.VERSIONS]
    assert begins == sorted(begins) and all(each.day == 1 for each in begins)
    for _, scheme in staff_scheme.VERSIONS:
        assert sum(each.points for each in scheme.items) == 100
    assert {TRAINED, HELD} <= {
        each.indicator for each in staff_scheme.in_force(DECEMBER).quantities
    }


def test_hours_of_training_are_those_of_ones_own_check_ins(december):
    assert items()[TRAINED].points is None  # none was held: nothing is missing
    trained("tax")
    assert (items()[TRAINED].points, items()[TRAINED].top) == (0, 0)  # held, and not come to
    trained("finance", "valves")
    trained("finance", hours=3)
    mine = items()[TRAINED]
    assert (mine.top, mine.n, mine.points) == (5, 2, 10)
    whole = Scope(DECEMBER, periods.month_after(DECEMBER, 1))
    with clock.stopped(AFTER), snapshot() as session:
        figure = metric.metric(session, ENGINE, TRAINED, whole)
    assert (figure.value, figure.n) == (9, 4)  # two of others


def test_a_training_of_another_area_takes_no_points(december):
    trained("valves", area_code=town.LUCHENG)
    assert items()[TRAINED].points is None
    trained("finance", hours=3, area_code=town.LUCHENG)
    assert items()[TRAINED].points == Decimal("7.5")


def test_activities_are_measured_of_those_who_may_hold_any(december):
    assert items()[HELD].points is None
    with transaction() as session:
        session.add(UserRole(user_id=ID["finance"], role=Role.ORGANISER))
    assert items()[HELD].points == 0
    with clock.stopped(BEGINS.replace(day=3)):
        planned = perform(
            ID["finance"],
            activities.draft,
            plan=happenings.plan(starts_at=BEGINS),
        )
        perform(ID["finance"], activities.hand_in, planned)
        perform(ID["admin"], activities.publish, planned, acknowledged=())
    assert items()[HELD].points == 0  # not held yet
    with clock.stopped(BEGINS.replace(hour=12)):
        perform(ID["finance"], activities.hold, planned)
    assert (items()[HELD].points, items()[HELD].n) == (5, 1)


def test_each_figure_opens_the_records_behind_it_for_who_reads_the_month(december):
    trained("finance", "valves")
    trained("finance", hours=3)
    scope = Scope(DECEMBER, periods.month_after(DECEMBER, 1), unit_id=FINANCE)
    part = Part(handler=ID["finance"])
    with clock.stopped(AFTER), snapshot() as session:
        asked = kpi_filters.anywhere(DECEMBER)

        def listed(who, scope=scope, part=part):
            return indicator_records.count(session, person(who), TRAINED, scope, Half.ALL, part)

        for who in ("leader", "finance_head", "finance"):
            link = figure_records.link(person(who), asked, TRAINED, part=part, unit=str(FINANCE))
            assert dict(link.query)["handler"] == str(ID["finance"])
            assert listed(who) == items()[TRAINED].n == 2
        other = Scope(scope.since, scope.until, unit_id=TAX)
        assert listed("tax_head", other) == 0  # somebody of another unit
        assert listed("leader", other) == 0
        assert listed("tax", other) == 0
