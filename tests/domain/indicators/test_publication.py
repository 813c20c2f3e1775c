"""What enterprises answered is told to units and sub-platforms once the month is published, on no path before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import By, Half, Indicator
from db.subscription_vocabulary import Crossing
from domain import alert_rules, assessments, clock, figure_alerts, return_visits, surveys
from domain.alert_rules import Rule
from domain.assessment import gauges
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_alerts import Place
from domain.indicators import allowed, building, comparing, metric, publication, rollups
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import Period
from domain.indicators.reading import Scope
from domain.office_calendar import PUBLISHED
from domain.permissions import ENGINE
from domain.queries import figure_alerts as alert_queries
from domain.queries import indicator_records, indicators
from tests import town
from tests.town import FINANCE, ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
ANSWERED_AT = datetime(2026, 11, 9, 9, tzinfo=LOCAL)
KEPT_BACK = tuple(each for each in Indicator if DEFINITIONS[each].needs_publishing)
ONE_ORDER = {  # how many records are listed: all, those that met it, the others
    Indicator.VISIT_VERIFICATION: [1, 1, 0],
    Indicator.SATISFACTION_RATE: [1, 0, 1],
    Indicator.RESOLUTION_RATE: [1, 0, 1],
}
MONTH = Scope(NOVEMBER, date(2026, 11, 30))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 31))
YEAR = Scope(date(2025, 12, 1), date(2026, 11, 30))
THEIRS = {  # each reader with the part of the city that they may list
    "finance_head": {"unit_id": FINANCE},
    "longwan": {"area": LONGWAN},
}


@pytest.fixture(autouse=True)
def judged(small_town_on_sqlite):
    """In November one enterprise of Longwan was very dissatisfied with the finance centre, was called back and said the
    same; it is the 20th."""
    building.keep_up()
    with clock.stopped(ANSWERED_AT):
        demand_id = town.answered()
        said = {"contacted_in_time": True, "solved": "no", "satisfaction": "very_dissatisfied"}
        perform(town.holder(demand_id), surveys.evaluate, demand_id, **said)
        called = {"result": "close", "text": "企业不满意，已说明。"} | said
        called.pop("contacted_in_time")
        perform(ID["officer"], return_visits.visit, demand_id, **called)
    rollups.fold_all()
    with clock.stopped(datetime(2026, 11, 20, 10, tzinfo=LOCAL)):
        yield


def told(session, who, indicator, scope):
    """Everything that any path of figures and lists tells of one indicator: values, numbers, records."""
    person = town.person(who)
    scope = allowed.narrowed(person, replace(scope, **THEIRS.get(who, {})))
    asked = (session, person, (indicator,), scope)
    figures = [
        figures[indicator]
        for by in (
            None,
            By.AREA,
            By.UNIT,
            By.FIELD,
            By.CHANNEL,
            By.MONTH,
            By.DAY,
            (By.AREA, By.DAY),
        )
        for figures in metric.table(*asked, by).values()
        if indicator in figures
    ]
    figures += indicators.figures(*asked).get(None, {}).values()
    compared = comparing.before(*asked, DECEMBER, PUBLISHED)[None]
    figures += [each.figure for each in compared.values()]
    lists = (session, person, indicator, scope)
    return (
        [(each.value, each.n, each.top, each.coverage) for each in figures if each.n],
        [indicator_records.count(*lists, half) for half in Half],
        [each.number for half in Half for each in indicator_records.records(*lists, half)],
        [indicator_records.still_waiting(*lists, half).many for half in Half],
    )


NOTHING = ([], [0, 0, 0], [], [0, 0, 0])


@pytest.mark.parametrize("who", THEIRS)
def test_before_the_month_is_published_nothing_is_told_on_any_path(who):
    with snapshot() as session:
        for indicator in KEPT_BACK:
            for scope in (MONTH, YEAR, Scope(ANSWERED_AT.date(), ANSWERED_AT.date())):
                assert told(session, who, indicator, scope) == NOTHING, (indicator, scope)
                assert indicator_records.is_kept_back(session, town.person(who), indicator, scope)
            values, counts, numbers, _ = told(session, "leader", indicator, MONTH)
            assert values and counts == ONE_ORDER[indicator] and len(numbers) == 2
        sums = indicators.sums(session, town.person(who), MONTH)[None]
        kept = {"content", "solved", "answers", "heard", "visits_due", "visits_verified"}
        assert not kept & set(sums)


@pytest.mark.parametrize("who", THEIRS)
def test_a_month_that_is_over_is_told_where_months_are_not_assessed(who):
    with clock.stopped(datetime(2026, 12, 1, 0, 5, tzinfo=LOCAL)), snapshot() as session:
        for indicator in KEPT_BACK:
            values, counts, numbers, _ = told(session, who, indicator, MONTH)
            assert values and counts == ONE_ORDER[indicator] and len(numbers) == 2


def test_where_months_are_assessed_one_is_told_when_its_assessment_is_published():
    def is_told(month):
        with snapshot() as session:
            return publication.published(session).has(month)

    with clock.stopped(datetime(2026, 12, 3, 10, tzinfo=LOCAL)):
        assert is_told(OCTOBER) and is_told(NOVEMBER)
        month_id = perform(ID["leader"], assessments.begin, month=NOVEMBER)
        assert is_told(OCTOBER) and not is_told(NOVEMBER)
        with snapshot() as session:
            for who in THEIRS:
                assert told(session, who, KEPT_BACK[0], MONTH) == NOTHING
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
        assert is_told(NOVEMBER) and not is_told(date(2026, 12, 1))
    with clock.stopped(datetime(2027, 1, 2, 10, tzinfo=LOCAL)):
        assert not is_told(date(2026, 12, 1))


def test_a_gauge_of_the_title_tells_a_sub_platform_the_published_months_only():
    def satisfaction(who, at):
        with clock.stopped(at), snapshot() as session:
            found = gauges.measured(session, town.person(who), 2026).reached
        return next(each for each in found if each.wanted.gauge == "satisfaction")

    running, over = (datetime(2026, month, 20, 10, tzinfo=LOCAL) for month in (11, 12))
    assert (satisfaction("leader", running).n, satisfaction("leader", running).value) == (1, 0.0)
    assert (satisfaction("longwan", running).n, satisfaction("longwan", running).value) == (0, None)
    told, all_of_it = (satisfaction(who, over) for who in ("longwan", "leader"))
    assert (told.n, told.value) == (all_of_it.n, all_of_it.value) == (1, 0.0)
    assert (told.until, all_of_it.until) == (date(2026, 11, 30), None)


def test_a_sub_platform_is_not_told_how_many_alerts_of_it_are_open():
    rule_id = perform(
        ID["leader"],
        alert_rules.lay_down,
        rule=Rule(Indicator.SATISFACTION_RATE, Crossing.BELOW, 0.9, 0.05),
    )
    found = figure_alerts.Found(rule_id, Place(LONGWAN), None, None, 0.5, 20)
    perform(ENGINE, figure_alerts.begin, found=found, month=NOVEMBER)
    with snapshot() as session:
        open_ones = {
            who: [rule.open for rule in alert_queries.rules(session, town.person(who))]
            for who in ("leader", "longwan", "lucheng")
        }
    assert open_ones == {"leader": [1], "longwan": [0], "lucheng": [0]}


def test_the_days_that_are_published_end_before_the_first_month_that_is_not():
    with clock.stopped(datetime(2026, 11, 20, 10, tzinfo=LOCAL)), snapshot() as session:
        year = date(2026, 1, 1)
        told = publication.published(session)
    assert told.days(year, date(2026, 11, 20)) == (year, NOVEMBER - timedelta(days=1))
    assert told.days(NOVEMBER, date(2026, 11, 20)) is None
