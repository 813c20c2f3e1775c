"""A crossing is told once, and that the figure has come back."""

from datetime import date, datetime, timedelta

import pytest

from db.engine import transaction
from db.indicator_vocabulary import Indicator
from db.models import FigureSubscription
from db.subscription_vocabulary import Crossing, SendingCause, Span
from domain import clock, figure_sending
from domain.clock import LOCAL
from domain.figure_thresholds import BeginsAtZero
from tests.domain.subscriptions.subscribing import (
    FRIDAY,
    MANY,
    asked,
    decline,
    row,
    sendings,
    subscribed,
    ticks,
)

pytestmark = pytest.mark.usefixtures("small_town")


def test_a_threshold_is_told_once_and_armed_again_with_the_new_month():
    id = subscribed(wishes=MANY)
    asked(2)
    assert ticks(FRIDAY + timedelta(minutes=1)) == [0]
    asked(1, at=FRIDAY + timedelta(minutes=2))
    assert ticks(FRIDAY + timedelta(minutes=3), many=2) == [1, 0]
    asked(4, at=FRIDAY + timedelta(minutes=4))
    assert ticks(FRIDAY + timedelta(hours=1)) == [0]
    assert not row(id).is_armed
    april = datetime(2026, 4, 1, 9, tzinfo=LOCAL)
    assert ticks(april) == [0]
    assert row(id).is_armed and row(id).judged_for == date(2026, 4, 1)
    asked(3, at=april)
    assert ticks(april + timedelta(minutes=1)) == [1]
    assert [(each.cause, each.value) for each, _ in sendings()] == [(SendingCause.CROSSED, 3.0)] * 2


def test_coming_back_by_the_margin_is_told_and_arms_it():
    id = subscribed(wishes=MANY, watched=Indicator.OPEN_NOW)
    asked(3)
    assert ticks(FRIDAY + timedelta(minutes=1)) == [1]
    decline(2)
    assert ticks(FRIDAY + timedelta(minutes=12)) == [1]
    assert row(id).is_armed
    assert [each.cause for each, _ in sendings()] == [
        SendingCause.CROSSED,
        SendingCause.RECOVERED,
    ]


def test_what_is_so_at_this_moment_is_not_told_again_because_a_month_begins():
    id = subscribed(wishes=MANY, watched=Indicator.OPEN_NOW)
    asked(3)
    assert ticks(FRIDAY + timedelta(minutes=1)) == [1]
    april = datetime(2026, 4, 1, 9, tzinfo=LOCAL)
    assert ticks(april) == [0]
    assert not row(id).is_armed and row(id).judged_for == date(2026, 4, 1)


def test_a_number_that_adds_up_is_not_watched_from_below_while_its_period_runs():
    with pytest.raises(BeginsAtZero):
        subscribed(wishes=MANY, crossing=Crossing.BELOW)
    subscribed(wishes=MANY, crossing=Crossing.BELOW, span=Span.LAST_MONTH)
    id = subscribed(wishes=MANY)
    with transaction() as session:  # asked for before it was refused
        session.get_one(FigureSubscription, id).crossing = Crossing.BELOW
    assert ticks(FRIDAY + timedelta(minutes=1)) == [0]
    subscribed(wishes=MANY, crossing=Crossing.BELOW, watched=Indicator.OPEN_NOW)


def test_a_threshold_is_looked_at_only_when_figures_have_changed_or_time_has_passed():
    id = subscribed(wishes=MANY)
    ticks(FRIDAY + timedelta(minutes=1))
    looked = row(id).judged_at
    ticks(FRIDAY + timedelta(minutes=2))
    assert row(id).judged_at == looked
    asked(1, at=FRIDAY + timedelta(minutes=3))
    ticks(FRIDAY + timedelta(minutes=4))
    again = row(id).judged_at
    assert again > looked
    ticks(FRIDAY + timedelta(minutes=13))
    assert row(id).judged_at == again
    ticks(FRIDAY + timedelta(minutes=15))
    assert row(id).judged_at > again


def test_two_processes_that_look_at_once_tell_of_one_crossing():
    id = subscribed(wishes=MANY)
    asked(3)
    with clock.stopped(FRIDAY + timedelta(minutes=1)):
        now = clock.now()
        assert [figure_sending._judge(id, now, 7) for _ in range(2)] == [True, False]
    assert len(sendings()) == 1
