"""A mail says of how many working days a change is told, where these differ."""

from dataclasses import replace
from datetime import date

import pytest

from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Span
from domain import figure_rhythm
from domain.indicators.comparing import WorkingDays
from domain.indicators.figure import Figure
from domain.queries.figure_views import Line
from server import figure_letters


@pytest.mark.parametrize(
    ("language", "against", "daily"),
    [
        ("zh", "17 个工作日对比 22 个", "每工作日 +10%"),
        ("en", "17 working days against 22", "+10 % per working day"),
    ],
)
def test_a_change_says_of_how_many_working_days_it_is(language, against, daily):
    period = figure_rhythm.period(Span.LAST_MONTH, date(2026, 3, 2))
    spoken = figure_letters._Spoken(language)
    for indicator, values, is_daily in (
        (Indicator.RECEIVED, (170, 200), True),
        (Indicator.RECEIVED, (100, 200), False),
        (Indicator.ON_TIME_CLOSING, (0.9, 0.8), False),
    ):
        now, then = (Figure(indicator, value, 100, 80) for value in values)
        line = Line(now, then, False, None, WorkingDays(17, 22))
        _, told = spoken.line(line, period)
        assert against in told and (daily in told) is is_daily
        _, told = spoken.line(replace(line, days=WorkingDays(22, 22)), period)
        assert against not in told
        _, told = spoken.line(replace(line, is_whole=True), period)
        assert against not in told
