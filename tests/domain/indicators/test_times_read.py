"""Handling times of a year are found by an index, whatever they are put beside each other by."""

import re
from datetime import date
from itertools import product

import pytest

from db.engine import transaction
from db.indicator_vocabulary import By
from db.models import RollupTime
from db.vocabulary import ServiceField
from domain.indicators import reading
from domain.indicators.adding import EVERYWHERE
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope
from tests.domain.queries.many import plan
from tests.town import FINANCE, LONGWAN, LUCHENG

FIRST, YEAR = date(2023, 1, 1), Scope(date(2025, 1, 1), date(2025, 12, 31))
MONTHS = tuple(month_after(FIRST, n) for n in range(48))
UNITS, STEPS = range(1, 13), range(5)
FIELDS = tuple(each.value for each in ServiceField)[:3]
CHANNELS = ("hotline", "visit", "email")


def kept():
    """Four years of two sub-platforms: what is kept of them, of their units, and of every place."""
    together = ("", "", True)
    for month, step in product(MONTHS, STEPS):
        yield month, EVERYWHERE, 0, *together, step
        for area in (LONGWAN, LUCHENG):
            yield month, area, 0, *together, step
            for unit in UNITS:
                yield month, area, unit, "", "", False, step
                for field, channel in product(FIELDS, CHANNELS):
                    yield month, area, unit, field, channel, False, step


@pytest.fixture(autouse=True)
def four_years(small_town):
    names = ("starts_on", "area_code", "unit_id", "field", "channel", "is_whole", "time")
    rows = [dict(zip(names, each, strict=True)) | {"share": 1, "many": 1} for each in kept()]
    with transaction() as session:
        session.execute(RollupTime.__table__.insert(), rows)


@pytest.mark.parametrize("where", [{}, {"area": LONGWAN}, {"unit_id": FINANCE}])
@pytest.mark.parametrize("by", [None, By.AREA, By.UNIT, By.MONTH])
def test_the_handling_times_of_a_year_are_found_by_an_index(by, where):
    scope = Scope(YEAR.since, YEAR.until, **where)
    for steps in (("time",), ("time", "share")):
        asked = reading._timed(scope, by, steps, list(reading.months_of(scope)))
        told = plan(asked, "rollup_time")
        assert re.search("ix_rollup_time_together|autoindex_rollup_time|rollup_time_pkey", told)
        assert not re.search("SCAN rollup_time|Seq Scan on rollup_time", told)
        if by is By.UNIT and not where:  # of the whole city: not among all of its places
            assert "ix_rollup_time_together" in told
