"""The orders of the key figures' benchmark are counted alike by us and by everybody beside us."""

from datetime import datetime, time

import pytest

from bench import kpi, kpi_checks, kpi_data, kpi_orders, kpi_rivals
from bench.kpi_rivals import SEVEN, Window
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import clock
from domain.indicators import building, counting, periods
from domain.indicators.reading import Scope

ORDERS = 700  # five hundred drawn, the others their likenesses


@pytest.fixture
def years(database, monkeypatch):
    monkeypatch.setattr(kpi_orders, "DRAWN", 500)
    monkeypatch.setattr(kpi_data, "DRAWN", 500)
    monkeypatch.setattr(kpi_data, "ENTERPRISES", 300)
    end = clock.now().replace(second=0, microsecond=0)
    kpi_data.build(ORDERS, end, lookers=1)
    building.build()
    return end


def test_the_rivals_find_the_numbers_that_the_rollups_hold(years):
    year = periods.months(years.date(), 12, today=years.date())
    window = Window(datetime.combine(year.first, time(), clock.LOCAL), years)
    with snapshot() as session:
        _, ours = kpi._asked(session, Scope(year.first, year.until), years)
        plain = kpi_rivals.plain_sql(session, window)
        tables = kpi_rivals.frames(session)
        assert list(counting.differences(session)) == []
    others = [kpi_rivals.in_duckdb(tables, window, 1), kpi_rivals.in_pandas(tables, window, 1)]
    assert len(tables["demand"]) == ORDERS
    assert {name for name, _ in ours} == set(SEVEN)
    for other in (plain, *others):
        assert kpi_checks.differing(ours, other.numbers) == 0
    name = next(each for each in ours if each[0] is Indicator.RESPONSE_RATE)
    good, many = ours[name]
    assert kpi_checks.differing(ours, plain.numbers | {name: (good + 1, many)}) == 1
