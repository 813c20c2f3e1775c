"""Every indicator equals what is counted by hand, and its parts add up to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator, Over
from db.models import Rollup, RollupEnterprise, RollupTime
from db.vocabulary import Channel, ServiceField
from domain.indicators import building, counting, metric, periods
from domain.indicators.adding import WINDOWS
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope
from domain.indicators.steps import DAY, TIMES
from domain.permissions import ENGINE
from tests.domain.indicators import by_hand
from tests.domain.indicators.by_hand import COUNTED_BY_HAND
from tests.domain.indicators.histories import BEGIN
from tests.domain.indicators.orders_by_hand import middle
from tests.domain.indicators.paper import Paper, Rows
from tests.town import FINANCE, LONGWAN, LUCHENG, TAX, UNIVERSITY

# One enterprise or handler may stand in several parts; of two medians none is the sum.
NO_SUMS = (Indicator.ENTERPRISES_SERVED, Indicator.ENTERPRISES_ATTENDED, Indicator.LOAD)


def scopes(now):
    today = now.date()
    begun, month = BEGIN.date(), today.replace(day=1)
    last = month - timedelta(days=1)
    kinds = (periods.quarter, periods.half, periods.year)
    calendar = [each(today, today=today) for each in kinds]
    calendar.append(periods.quarter(month_after(month, -3), today=today))  # one that is over
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
        Scope(begun.replace(day=1), today, unit_id=UNIVERSITY),
        Scope(begun.replace(day=1), today, industry="34"),
        Scope(begun.replace(day=1), today, area=LONGWAN, industry="none"),
        *(Scope(month_after(month, 1 - many), today) for many in WINDOWS),
        Scope(month_after(month, -3), last),
        Scope(month_after(month, -2), today, area=LONGWAN),
        *(Scope(each.first, each.last) for each in calendar),
    ]


def test_every_indicator_is_counted_by_hand():
    assert set(COUNTED_BY_HAND) == set(Indicator) == set(DEFINITIONS)


def test_every_figure_equals_the_count_by_hand(lived, may_miss):
    compared = set()
    with snapshot() as session:
        rows = Rows(session)
        for scope in scopes(lived):
            paper = Paper(rows, scope)
            for indicator, figure in metric.table(session, ENGINE, tuple(Indicator), scope)[
                None
            ].items():
                expected = by_hand.counts(paper, indicator)
                assert (figure.n, figure.top) == expected, (indicator, scope)
                if indicator is not Indicator.HANDLING_TIME:  # an interpolated median: see below
                    assert figure.value == pytest.approx(by_hand.value(paper, indicator)), indicator
                if figure.coverage is not None:
                    assert figure.coverage == pytest.approx(by_hand.coverage(paper, indicator)), (
                        indicator
                    )
                compared |= {indicator} if figure.n else set()
    assert len(missed := set(Indicator) - compared) <= may_miss, missed


def test_the_parts_of_a_figure_add_up_to_it(lived):
    compared = set()
    with snapshot() as session:
        for scope in scopes(lived):
            whole = metric.table(session, ENGINE, tuple(Indicator), scope)[None]
            for by in By:
                parts = metric.table(session, ENGINE, tuple(Indicator), scope, by)
                for indicator, figure in whole.items():
                    if by not in DEFINITIONS[indicator].by or indicator in NO_SUMS:
                        continue
                    told = [each[indicator] for each in parts.values() if indicator in each]
                    assert sum(each.top for each in told) == figure.top, (indicator, by, scope)
                    compared |= {(indicator, by)} if figure.top else set()
    assert {by for _, by in compared} == set(By)


def test_a_number_is_told_of_every_place_month_and_day_and_a_share_where_there_is_one(lived):
    numbers = {each for each in Indicator if DEFINITIONS[each].is_zero_of_none}
    assert Indicator.LOAD not in numbers and Indicator.CONTRACT_VALUE in numbers
    begun, today = BEGIN.date().replace(day=1), lived.date()
    long_ago = Scope(month_after(begun, -3), today)
    days = {begun + timedelta(days=n) for n in range((today - begun).days + 1)}
    months = {day.replace(day=1) for day in days}
    with snapshot() as session:
        for by, keys in {By.AREA: {LONGWAN, LUCHENG}, By.MONTH: months, By.DAY: days}.items():
            found = metric.table(session, ENGINE, tuple(Indicator), long_ago, by)
            some = {each for each in numbers if by in DEFINITIONS[each].by}
            assert set(found) - {""} == keys
            assert all(some <= set(found[key]) for key in keys), by
            told = [
                figures[each].value for figures in found.values() for each in some & set(figures)
            ]
            assert None not in told and 0 in told
        here = metric.table(
            session, ENGINE, tuple(Indicator), replace(long_ago, area=LUCHENG), By.AREA
        )
        assert set(here) == {LUCHENG}
        before = Scope(long_ago.since, begun - timedelta(days=1))
        some = tuple(each for each in Indicator if each is not Indicator.NEW_REGISTRATIONS)
        for by in (None, By.AREA, By.MONTH, By.DAY):
            found = metric.table(session, ENGINE, some, before, by)
            assert {each.value for figures in found.values() for each in figures.values()} <= {None}
        department = replace(long_ago, unit_id=TAX)
        found = metric.table(session, ENGINE, tuple(Indicator), department, By.MONTH)
        assert not any(Indicator.MATCHES_PROPOSED in each for each in found.values())


def test_the_middle_of_the_handling_times_lies_in_the_step_of_the_middle_ones(lived):
    compared = 0
    with snapshot() as session:
        rows = Rows(session)
        for scope in scopes(lived):
            found = metric.table(session, ENGINE, (Indicator.HANDLING_TIME,), scope)[None]
            lowest, highest = middle(Paper(rows, scope))
            if found and lowest is not None:
                value = DAY * found[Indicator.HANDLING_TIME].value
                ends = min((each for each in TIMES if each > highest), default=2 * TIMES[-1])
                assert max(each for each in TIMES if each <= lowest) <= value <= ends
                compared += 1
    assert compared > 1


def test_what_is_told_of_whole_months_only_is_not_told_of_a_part_of_one(lived):
    some = tuple(each for each in Indicator if DEFINITIONS[each].over is Over.MONTHS)
    day = BEGIN.date().replace(day=2)
    with snapshot() as session:
        assert metric.table(session, ENGINE, some, Scope(day, lived.date()))[None] == {}
        assert metric.table(session, ENGINE, some, Scope(day.replace(day=1), lived.date()))[None]


def test_what_is_kept_is_what_is_counted_anew(lived):
    with snapshot() as session:
        assert list(counting.differences(session)) == []
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
