"""What an indicator covers is declared, and nothing else is told of it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import By, Half, Indicator, Over
from domain import clock
from domain.clock import LOCAL
from domain.indicators import building, metric, rollups
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from domain.queries import indicator_records
from tests import town
from tests.town import LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
RECEIVED = Indicator.RECEIVED
YEAR = Scope(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def received(small_town_on_sqlite):
    """One demand of either area in March, and one in November."""
    building.keep_up()
    for month in (3, 11):
        for area in (LONGWAN, LUCHENG):
            with clock.stopped(datetime(2026, month, 9, 9, tzinfo=LOCAL)):
                town.ask(area_code=area)
    rollups.fold_all()
    with clock.stopped(datetime(2026, 11, 20, 9, tzinfo=LOCAL)):
        yield


def told(monkeypatch, scope=YEAR, by=None, **covers):
    declared = replace(DEFINITIONS[RECEIVED], **covers)
    monkeypatch.setitem(DEFINITIONS, RECEIVED, declared)
    with snapshot() as session:
        found = metric.table(session, ENGINE, (RECEIVED,), scope, by)
    return {key: row[RECEIVED].value for key, row in found.items() if RECEIVED in row}


def test_all_of_ours_cover_every_sub_platform_from_the_first_day():
    assert not [e for e in DEFINITIONS.values() if e.areas or e.since]
    assert {each.over for each in DEFINITIONS.values()} == set(Over)


def test_of_a_sub_platform_that_is_not_covered_nothing_is_told(monkeypatch):
    covers = {"areas": frozenset({LONGWAN})}
    assert told(monkeypatch, by=By.AREA, **covers) == {LONGWAN: 2}
    assert told(monkeypatch, replace(YEAR, area=LONGWAN), **covers) == {None: 2}
    assert told(monkeypatch, replace(YEAR, area=LUCHENG), **covers) == {}
    assert told(monkeypatch, **covers) == {}  # nor of the whole city


def test_of_days_before_its_first_nothing_is_told(monkeypatch):
    covers = {"since": date(2026, 6, 1)}
    none = {date(2026, month, 1): 0 for month in range(6, 11)}
    assert told(monkeypatch, by=By.MONTH, **covers) == none | {date(2026, 11, 1): 2}
    assert told(monkeypatch, replace(YEAR, until=date(2026, 5, 31)), **covers) == {}
    assert told(monkeypatch, **covers) == {None: 2}
    with snapshot() as session:
        listed = (session, ENGINE, RECEIVED, YEAR, Half.ALL)
        assert indicator_records.count(*listed) == len(indicator_records.records(*listed)) == 2
