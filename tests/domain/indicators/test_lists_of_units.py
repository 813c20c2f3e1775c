"""Where a figure is not counted by unit, field or channel, no list of one lies behind it: it would be everybody's."""

from datetime import datetime

import pytest

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Half, Indicator
from db.models import Demand
from db.vocabulary import Channel, ServiceField
from domain import clock
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import building
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.queries import indicator_activities, indicator_enterprises, indicator_records
from tests import town
from tests.town import FINANCE, LONGWAN, SUB_LONGWAN

MONDAY = datetime(2026, 3, 2, 9, tzinfo=LOCAL)
MONTH = (MONDAY.date().replace(day=1), MONDAY.date().replace(day=31))
OF_ENTERPRISES = indicator_enterprises.OF_ENTERPRISES
EVERYWHERE = (*indicator_activities.OF_ACTIVITIES, Indicator.NEW_REGISTRATIONS)
NARROWED = (
    ("finance_head", {"unit_id": FINANCE}),
    ("longwan", {"unit_id": SUB_LONGWAN}),
    ("longwan", {"unit_id": SUB_LONGWAN, "area": LONGWAN}),
    ("leader", {"unit_id": FINANCE}),
    ("leader", {"field": ServiceField.FINANCING}),
    ("leader", {"channel": Channel.HOTLINE}),
)


@pytest.fixture(autouse=True)
def monday(small_town):
    building.keep_up()
    with clock.stopped(MONDAY):
        yield


def lists(indicator, username, scope):
    """(how many, the first page) behind a figure."""
    of = indicator_enterprises if indicator in OF_ENTERPRISES else indicator_activities
    page = of.enterprises if of is indicator_enterprises else of.page_of
    with snapshot() as session:
        asked = (session, town.person(username), indicator, scope)
        return of.count(*asked), page(*asked)


@pytest.mark.parametrize("indicator", EVERYWHERE)
@pytest.mark.parametrize(("username", "place"), NARROWED)
def test_nobody_reads_everybodys_records_as_those_of_a_unit(indicator, username, place):
    with pytest.raises(Forbidden):
        lists(indicator, username, Scope(*MONTH, **place))


@pytest.mark.parametrize("indicator", EVERYWHERE)
def test_of_the_city_and_of_an_area_they_are_listed(indicator):
    for username, place in (("leader", {}), ("longwan", {"area": LONGWAN})):
        many, page = lists(indicator, username, Scope(*MONTH, **place))
        assert many == len(page)


def test_the_enterprises_that_a_unit_served_are_its_own():
    demand_id = town.answered()
    with transaction() as session:
        session.get_one(Demand, demand_id).enterprise_id = town.VALVES
    scope = Scope(*MONTH, unit_id=FINANCE)
    assert lists(Indicator.ENTERPRISES_SERVED, "finance_head", scope)[0] == 1
    scope = Scope(*MONTH, unit_id=town.TAX)
    with pytest.raises(Forbidden):
        lists(Indicator.ENTERPRISES_SERVED, "finance_head", scope)


@pytest.mark.parametrize(
    "indicator",
    [
        each
        for each, definition in DEFINITIONS.items()
        if each not in (*EVERYWHERE, *OF_ENTERPRISES) and not definition.match_figure
    ],
)
def test_every_figure_of_orders_has_a_list_of_a_unit(indicator):
    with snapshot() as session:
        asked = (session, town.person("finance_head"), indicator)
        told = indicator_records.count(*asked, Scope(*MONTH, unit_id=FINANCE), Half.ALL)
    assert told == 0
