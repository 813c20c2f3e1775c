"""When a watched share is beyond its threshold, back by its margin, or worse by it: at exactly what is told."""

import pytest

from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing, SendingCause
from domain.figure_thresholds import Threshold, judged
from domain.indicators.figure import Figure

RATE = Indicator.ON_TIME_CLOSING


@pytest.mark.parametrize("margin", [1, 3, 5, 7, 10])
def test_a_figure_is_back_and_worse_at_exactly_the_margin(margin):
    for bound in range(1, 90):
        upper = bound + margin
        low = Threshold(RATE, Crossing.BELOW, bound / 100, margin / 100)
        high = Threshold(RATE, Crossing.ABOVE, upper / 100, margin / 100)
        assert low.is_back(upper / 100) and not low.is_back((upper - 0.1) / 100)
        assert high.is_back(bound / 100) and not high.is_back((bound + 0.1) / 100)
        assert low.is_worse(bound / 100, than=upper / 100)
        assert high.is_worse(upper / 100, than=bound / 100)
        assert not low.is_worse((bound + 0.1) / 100, than=upper / 100)


def test_a_share_is_beyond_and_back_as_it_is_told():
    low = Threshold(RATE, Crossing.BELOW, 0.85, 0.05)
    for top, cause in ((84_960, None), (84_940, SendingCause.CROSSED)):  # 85.0 %, 84.9 %
        figure = Figure(RATE, top / 100_000, 100_000, top)
        assert judged(figure, low, is_armed=True) is cause
    figure = Figure(RATE, 0.8996, 10_000, 8_996)  # 90.0 %
    assert judged(figure, low, is_armed=False) is SendingCause.RECOVERED
