"""A whole stock counted a second time by hand: every indicator, month by month, in the city and each sub-platform."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from db.indicator_vocabulary import Indicator, Over
from db.models import Area
from domain import clock
from domain.indicators import metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests.domain.indicators import by_hand
from tests.domain.indicators.paper import Paper, Rows


def differing(session: Session, months: int = 14) -> tuple[list[str], set[Indicator]]:
    """Every figure that is not what is counted by hand; and the indicators of which something was counted."""
    rows, last = Rows(session), clock.now().date().replace(day=1)
    areas = (None, *session.exec(select(Area.code)))
    wrong, counted = [], set()
    for first in (month_after(last, -n) for n in range(months)):
        for area in areas:
            scope = Scope(first, month_after(first, 1) - timedelta(days=1), area=area)
            paper = Paper(rows, scope)
            found = metric.table(session, ENGINE, tuple(Indicator), scope)[None]
            wrong += [
                f"{scope}: {figure}, by hand {by_hand.counts(paper, indicator)}"
                for indicator, figure in found.items()
                if not _is_same(paper, figure)
            ]
            counted |= {each for each, figure in found.items() if figure.n}
            assert set(found) == _expected(first)
    return wrong, counted


def _is_same(paper: Paper, figure: metric.Figure) -> bool:
    indicator = figure.indicator
    if (figure.n, figure.top) != by_hand.counts(paper, indicator):
        return False
    is_in_steps = indicator is Indicator.HANDLING_TIME  # an interpolated median
    if not is_in_steps and figure.value != pytest.approx(by_hand.value(paper, indicator)):
        return False
    return figure.coverage is None or figure.coverage == pytest.approx(
        by_hand.coverage(paper, indicator)
    )


def _expected(first: date) -> set[Indicator]:
    """What is told of a month: all of it in the running one, else not what is of this moment."""
    is_running = first == clock.now().date().replace(day=1)
    return {e for e in Indicator if is_running or DEFINITIONS[e].over is not Over.NOW}
