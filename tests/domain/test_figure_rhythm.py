"""When a subscription has its turn, of which period it tells, and when a watched figure is told of."""

from datetime import date, datetime

import pytest

from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing, Rhythm, SendingCause, Span
from domain.clock import LOCAL
from domain.figure_rhythm import Turns, code, first_working_day, period
from domain.figure_thresholds import (
    BoundOutOfRange,
    MarginOutOfRange,
    Threshold,
    checked,
    judged,
)
from domain.indicators.metric import Figure
from domain.office_calendar import PUBLISHED, Calendar

CLOSING = Indicator.ON_TIME_CLOSING
WEEKLY = Turns(Rhythm.WEEKLY, 0, 8)
MONTHLY = Turns(Rhythm.MONTHLY, 0, 8)


def at(*parts):
    return datetime(*parts, tzinfo=LOCAL)


def test_a_week_has_its_turn_on_its_day_and_hour():
    assert WEEKLY.moment(date(2026, 3, 9), PUBLISHED) == at(2026, 3, 9, 8)
    thursday = Turns(Rhythm.WEEKLY, 3, 17)
    assert thursday.moment(date(2026, 3, 9), PUBLISHED) == at(2026, 3, 12, 17)


def test_the_last_turn_is_over_only_from_its_hour_on():
    assert WEEKLY.over(at(2026, 3, 9, 7, 59), PUBLISHED) == date(2026, 3, 2)
    assert WEEKLY.over(at(2026, 3, 9, 8), PUBLISHED) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("first", "working"),
    [
        (date(2026, 1, 1), date(2026, 1, 4)),  # 1 to 3 January are New Year; the 4th is made up
        (date(2026, 3, 1), date(2026, 3, 2)),  # a Sunday
        (date(2026, 10, 1), date(2026, 10, 8)),  # the week of the National Day
    ],
)
def test_a_month_has_its_turn_on_its_first_working_day(first, working):
    assert first_working_day(first, PUBLISHED) == working
    assert MONTHLY.moment(first, PUBLISHED) == at(working.year, working.month, working.day, 8)


def test_a_day_that_the_administrator_rules_on_moves_the_turn():
    ruled = Calendar(overrides=((date(2026, 3, 2), False),))
    assert MONTHLY.moment(date(2026, 3, 1), ruled) == at(2026, 3, 3, 8)


def test_the_next_turn_is_this_one_until_it_was_told():
    now = at(2026, 3, 9, 7)
    assert WEEKLY.next(date(2026, 3, 2), now, PUBLISHED) == at(2026, 3, 9, 8)
    assert WEEKLY.next(date(2026, 3, 9), at(2026, 3, 9, 9), PUBLISHED) == at(2026, 3, 16, 8)
    assert MONTHLY.next(date(2026, 12, 1), at(2026, 12, 5, 9), PUBLISHED).year == 2027


def test_a_turn_that_was_missed_comes_at_once():
    now = at(2026, 3, 11, 10)
    assert WEEKLY.next(date(2026, 3, 2), now, PUBLISHED) == now


@pytest.mark.parametrize(
    ("span", "first", "last", "named"),
    [
        (Span.THIS_MONTH, date(2026, 1, 1), date(2026, 1, 31), "2026-01"),
        (Span.LAST_MONTH, date(2025, 12, 1), date(2025, 12, 31), "2025-12"),
        (Span.THIS_QUARTER, date(2026, 1, 1), date(2026, 3, 31), "2026Q1"),
        (Span.LAST_QUARTER, date(2025, 10, 1), date(2025, 12, 31), "2025Q4"),
        (Span.LAST_WEEK, date(2026, 1, 12), date(2026, 1, 18), "2026-01-12..2026-01-18"),
        (Span.THIS_HALF, date(2026, 1, 1), date(2026, 6, 30), "2026H1"),
        (Span.LAST_HALF, date(2025, 7, 1), date(2025, 12, 31), "2025H2"),
        (Span.THIS_YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (Span.QUARTER, date(2025, 11, 1), date(2026, 1, 31), "quarter"),
        (Span.YEAR, date(2025, 2, 1), date(2026, 1, 31), "year"),
    ],
)
def test_a_period_moves_with_the_day(span, first, last, named):
    found = period(span, date(2026, 1, 20))
    assert (found.first, found.last, code(span, found)) == (first, last, named)
    assert found.is_unfinished != span.name.startswith("LAST_")


@pytest.mark.parametrize(
    ("turns", "day", "span", "told"),
    [
        (MONTHLY, date(2026, 4, 1), Span.THIS_MONTH, "2026-03"),
        (MONTHLY, date(2026, 10, 8), Span.THIS_MONTH, "2026-09"),
        (MONTHLY, date(2026, 4, 1), Span.LAST_MONTH, "2026-03"),
        (MONTHLY, date(2026, 4, 1), Span.THIS_QUARTER, "2026Q1"),
        (MONTHLY, date(2026, 4, 1), Span.QUARTER, "2026Q1"),
        (MONTHLY, date(2026, 5, 6), Span.THIS_QUARTER, "2026Q2"),
        (MONTHLY, date(2026, 5, 6), Span.QUARTER, "2026-02-01..2026-04-30"),
        (MONTHLY, date(2026, 1, 4), Span.THIS_YEAR, "2025"),
        (WEEKLY, date(2026, 3, 9), Span.LAST_WEEK, "2026-03-02..2026-03-08"),
        (WEEKLY, date(2026, 3, 9), Span.THIS_MONTH, "2026-03"),
        (WEEKLY, date(2026, 6, 1), Span.THIS_MONTH, "2026-05"),
        (Turns(Rhythm.WEEKLY, 2, 8), date(2026, 7, 1), Span.THIS_HALF, "2026H1"),
    ],
)
def test_a_turn_tells_the_period_that_has_just_ended_and_not_one_that_has_only_begun(
    turns, day, span, told
):
    assert code(span, turns.period(span, day)) == told


def rate(value, n=40, **more):
    return Figure(CLOSING, value, n, round(n * (value or 0)), **more)


BELOW = Threshold(CLOSING, Crossing.BELOW, 0.9, 0.02)


def test_a_crossing_is_told_once_until_it_has_come_back_by_the_margin():
    told, is_armed = [], True
    for value in (0.95, 0.89, 0.85, 0.905, 0.89, 0.92, 0.91, 0.8):
        cause = judged(rate(value), BELOW, is_armed=is_armed)
        told.append(cause)
        is_armed = {SendingCause.CROSSED: False, SendingCause.RECOVERED: True}.get(cause, is_armed)
    crossed, back = SendingCause.CROSSED, SendingCause.RECOVERED
    assert told == [None, crossed, None, None, None, back, None, crossed]


def test_a_figure_that_must_not_grow_is_watched_from_the_other_side():
    late = Threshold(Indicator.OVERDUE_NOW, Crossing.ABOVE, 10, 3)
    many = {n: Figure(Indicator.OVERDUE_NOW, n, 50, n) for n in (7, 8, 10, 11)}
    assert judged(many[10], late, is_armed=True) is None
    assert judged(many[11], late, is_armed=True) is SendingCause.CROSSED
    assert judged(many[8], late, is_armed=False) is None
    assert judged(many[7], late, is_armed=False) is SendingCause.RECOVERED


@pytest.mark.parametrize(
    "figure", [rate(None, 0), rate(0.5, 4), rate(0.5, is_kept_back=True)], ids=str
)
def test_nothing_is_said_of_what_is_missing_kept_back_or_of_too_few(figure):
    assert judged(figure, BELOW, is_armed=True) is None
    assert judged(figure, BELOW, is_armed=False) is None


@pytest.mark.parametrize(
    ("bound", "margin", "refusal"),
    [
        (-0.1, 0, BoundOutOfRange),
        (1.1, 0, BoundOutOfRange),
        (float("nan"), 0, BoundOutOfRange),
        (0.9, -0.1, MarginOutOfRange),
        (0.9, 0.2, MarginOutOfRange),  # it could never come back
        (0.9, float("nan"), MarginOutOfRange),
    ],
)
def test_a_threshold_that_could_not_work_is_refused(bound, margin, refusal):
    with pytest.raises(refusal):
        checked(Threshold(CLOSING, Crossing.BELOW, bound, margin))
    assert checked(BELOW) is BELOW
