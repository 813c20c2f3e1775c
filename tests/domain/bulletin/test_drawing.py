"""A bulletin is drawn up by itself, once, from the figures of a month that is over."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Demand, Recalculation, RollupShare
from domain import assessments, bulletin_days, bulletins, clock, month_targets
from domain.assessment.settled import DatesMove, StillCounting
from domain.bulletin import orders
from domain.bulletins import (
    DrawnAlready,
    MonthNotOver,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden
from domain.indicators import building, metric, periods, rollups
from domain.indicators.periods import last_of_month, month_after
from domain.indicators.reading import Scope
from domain.office_calendar import PUBLISHED
from domain.permissions import ENGINE
from tests.domain.bulletin.bulletins_of_a_month import drawn, ids, publish, row
from tests.town import ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town")


def test_its_totals_are_the_indicators_of_the_month(lived):
    facts = row(drawn(lived)).facts
    scope = Scope(lived, month_after(lived, 1) - timedelta(days=1))
    with snapshot() as session:
        for each in facts["totals"]:
            figure = metric.metric(session, ENGINE, Indicator(each["indicator"]), scope)
            assert each["value"] == (
                None if figure.value is None else pytest.approx(figure.value, abs=1e-6)
            )
            assert each["n"] == figure.n
            assert each["coverage"] == (
                None if figure.coverage is None else pytest.approx(figure.coverage, abs=1e-6)
            )
        place = next(each for each in facts["by_area"] if each["area"] == LONGWAN)
        there = replace(scope, area=LONGWAN)
        closing = metric.metric(session, ENGINE, Indicator.ON_TIME_CLOSING, there)
        assert place["n"][Indicator.ON_TIME_CLOSING.value] == closing.n > 0
        year = replace(scope, since=lived.replace(month=1))
        for each in facts["totals"]:
            figure = metric.metric(session, ENGINE, Indicator(each["indicator"]), year)
            assert each["n_so_far"] == figure.n
            assert each["so_far"] == (
                None if figure.value is None else pytest.approx(figure.value, abs=1e-6)
            )
    days = facts["working_days"]
    assert days["value"] == periods.working_days(scope.since, scope.until, PUBLISHED)
    assert set(days) == {"value", "before", "year_before"}
    assert any(each["coverage"] is not None for each in facts["totals"])
    assert facts["totals"][0]["year_before"] is None  # nothing was recorded then: that is not zero


def test_it_tells_the_order_as_published_and_says_where_it_is_preliminary(lived):
    first = row(drawn(lived)).facts
    assert first["digest"] == "" and first["groups"]
    digest = publish(lived)
    [bulletin_id] = ids()
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    assert row(bulletin_id).facts["digest"] == digest


def test_what_a_sub_platform_says_of_its_month_flows_into_it(lived):
    month_id = perform(ID["longwan"], month_targets.begin, month=lived)
    perform(ID["longwan"], month_targets.note, month_id, area_code=LONGWAN, text="台风停工三天")
    assert row(drawn(lived)).facts["notes"] == [{"area": LONGWAN, "text": "台风停工三天"}]


def test_long_overdue_orders_are_named_the_oldest_first(lived):
    with clock.stopped(clock.now() + timedelta(days=60)):
        facts = row(drawn(lived)).facts
        promised = [each["promised_on"] for each in facts["overdue"]]
    assert facts["overdue_many"] == len(promised) > 0 and promised == sorted(promised)
    assert all(each["days"] >= 8 and each["number"] and each["unit"] for each in facts["overdue"])


def test_it_is_drawn_up_once_and_only_of_a_month_that_is_over(lived):
    drawn(lived)
    with pytest.raises(DrawnAlready):
        drawn(lived)
    with pytest.raises(MonthNotOver):
        drawn(month_after(lived, 1))
    for who in ("longwan", "tax_head", "valves"):
        with pytest.raises(Forbidden):
            drawn(lived, who)


@pytest.mark.parametrize(
    ("moment", "is_drawn"),
    [
        (datetime(2026, 11, 1, 10, tzinfo=LOCAL), False),  # a Sunday
        (datetime(2026, 11, 2, 8, 59, tzinfo=LOCAL), False),
        (datetime(2026, 11, 2, 9, 0, tzinfo=LOCAL), True),  # the first working day
        (
            datetime(2026, 11, 7, 3, 0, tzinfo=LOCAL),
            True,
        ),  # where the platform stood still meanwhile
        (datetime(2026, 10, 7, 12, 0, tzinfo=LOCAL), False),  # the holidays of the National Day
        (datetime(2026, 10, 8, 9, 30, tzinfo=LOCAL), True),
    ],
)
def test_it_is_drawn_up_by_itself_on_the_first_working_day_of_the_month(moment, is_drawn):
    building.keep_up()
    with clock.stopped(moment):
        assert bulletin_days.draw_up_what_is_due() == int(is_drawn)
        assert bulletin_days.draw_up_what_is_due() == 0
    assert len(ids()) == int(is_drawn)


def test_figures_are_not_published_while_orders_of_the_month_wait_to_be_counted(lived):
    with snapshot() as session:
        asked = select(Demand.id).where(Demand.submitted_at >= orders.moments(lived)[0])
        demand_id = session.exec(asked).first()
    with (
        transaction() as session
    ):  # what the rollups had of an order of the month is not what it is
        session.get_one(Demand, demand_id).submitted_at -= timedelta(days=70)
        session.get_one(RollupShare, demand_id).is_due = True
    with pytest.raises(StillCounting):
        drawn(lived)
    month_id = perform(ID["leader"], assessments.begin, month=lived)
    with pytest.raises(StillCounting):
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    rollups.fold_all()
    drawn(lived)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)


def test_figures_are_not_published_while_dates_of_the_month_are_being_counted_anew(lived):
    month_id = perform(ID["leader"], assessments.begin, month=lived)
    last = last_of_month(lived)
    with transaction() as session:  # as where a city has more demands than are done at once
        session.add(Recalculation(first_day=last, last_day=last + timedelta(days=3)))
    for command, subject, said in (
        (bulletins.draw_up, None, {"month": lived}),
        (assessments.freeze, month_id, {"even_unmarked": True}),
    ):
        with pytest.raises(DatesMove):
            perform(ID["leader"], command, *filter(None, [subject]), **said)
    with transaction() as session:  # of days that come after the month
        session.exec(select(Recalculation)).one().first_day += timedelta(days=1)
    drawn(lived)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
