"""Every indicator equals what is counted by hand, and opens exactly the records behind it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import By, Half, Indicator
from db.models import Rollup, RollupEnterprise, RollupTime
from db.vocabulary import Channel, ServiceField
from domain import clock
from domain.indicators import building, metric, rollups
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.indicators.steps import DAY, TIMES
from domain.permissions import ENGINE
from domain.queries import indicator_records
from tests.domain.indicators.by_hand import COUNTED_BY_HAND, Paper, middle
from tests.domain.indicators.histories import BEGIN, History
from tests.town import FINANCE, LONGWAN, TAX

pytestmark = pytest.mark.usefixtures("small_town")
STEPS = 220


@pytest.fixture(params=[1, 2])
def lived(request):
    """A random history, counted over now and then on the way; the clock stands at its end."""
    building.keep_up()
    history = History(request.param)
    history.live(STEPS, meanwhile=rollups.fold)
    with clock.stopped(history.at):
        rollups.fold_all()
        yield history.at


def scopes(now):
    today = now.date()
    begun, month = BEGIN.date(), today.replace(day=1)
    last = month - timedelta(days=1)
    whole = Scope(begun.replace(day=1), today)
    return [
        whole,
        Scope(month, today),
        Scope(today, today),
        Scope(last.replace(day=1), last),
        Scope(begun, last),
        Scope(begun.replace(day=1), today, area=LONGWAN),
        Scope(begun.replace(day=1), today, unit_id=FINANCE),
        Scope(begun.replace(day=1), today, area=LONGWAN, unit_id=TAX),
        Scope(last.replace(day=1), last, field=ServiceField.FINANCING),
        Scope(begun, today, channel=Channel.HOTLINE),
        Scope(month, today, field=ServiceField.TALENT, channel=Channel.VISIT),
    ]


def test_all_that_is_told_of_orders_is_counted_by_hand():
    told = {each for each in Indicator if DEFINITIONS[each].match_figure is None}
    assert told == set(COUNTED_BY_HAND)


def test_every_figure_equals_the_count_by_hand_and_the_list_behind_it(lived):
    compared = 0
    with snapshot() as session:
        for scope in scopes(lived):
            paper = Paper(session, scope)
            for indicator, figure in metric.table(session, ENGINE, COUNTED_BY_HAND, scope)[
                None
            ].items():
                expected = paper.counts(indicator)
                assert (figure.n, figure.top) == expected, (indicator, scope)
                listed = {
                    half: indicator_records.count(session, ENGINE, indicator, scope, half)
                    for half in Half
                }
                assert listed[Half.GOOD] == figure.top, (indicator, scope)
                is_rate = figure.definition.bottom
                assert listed[Half.ALL] == (figure.n if is_rate else figure.top), (indicator, scope)
                if is_rate:
                    assert listed[Half.REST] == figure.n - figure.top
                    assert figure.value == (figure.top / figure.n if figure.n else None)
                compared += figure.n > 0
    assert compared > 80


def test_the_parts_of_a_figure_add_up_to_it(lived):
    with snapshot() as session:
        for scope in scopes(lived):
            whole = metric.table(session, ENGINE, tuple(Indicator), scope)[None]
            for by in By:
                parts = metric.table(session, ENGINE, tuple(Indicator), scope, by)
                for indicator, figure in whole.items():
                    if (
                        by not in DEFINITIONS[indicator].by
                        or figure.definition.is_now
                        and by in (By.MONTH, By.DAY)
                    ):
                        continue
                    if indicator in (Indicator.ENTERPRISES_SERVED, Indicator.LOAD):
                        continue  # one enterprise or handler may stand in several parts
                    if indicator is Indicator.HANDLING_TIME and by is By.DAY:
                        continue
                    tops = [each[indicator].top for each in parts.values() if indicator in each]
                    assert sum(tops) == figure.top, (indicator, by, scope)


def test_the_middle_of_the_handling_times_lies_in_the_step_of_the_middle_ones(lived):
    compared = 0
    with snapshot() as session:
        for scope in scopes(lived):
            found = metric.table(session, ENGINE, (Indicator.HANDLING_TIME,), scope)[None]
            lowest, highest = middle(Paper(session, scope))
            if found and lowest is not None:
                value = DAY * found[Indicator.HANDLING_TIME].value
                ends = min((each for each in TIMES if each > highest), default=2 * TIMES[-1])
                assert max(each for each in TIMES if each <= lowest) <= value <= ends
                compared += 1
    assert compared > 3


def test_what_is_kept_is_what_is_counted_anew(lived):
    with snapshot() as session:
        assert list(building.differences(session)) == []
    before = contents()
    building.build()
    assert contents() == before


def contents():
    """Everything that the rollups hold, rows of nothing left out."""
    found = {}
    with snapshot() as session:
        for table in (Rollup, RollupTime, RollupEnterprise):
            keys = set(table.__table__.primary_key.columns.keys())
            for row in session.exec(select(table)):
                held = row.model_dump()
                sums = {name: value for name, value in held.items() if name not in keys}
                if any(sums.values()):
                    found[(table.__name__, *(str(held[name]) for name in sorted(keys)))] = sums
    return found
