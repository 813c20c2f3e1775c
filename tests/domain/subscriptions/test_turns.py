"""A view is told when its turn has come, once, whoever ticks."""

from datetime import date, datetime, timedelta

import pytest

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Rhythm, SendingCause, Span
from db.vocabulary import ServiceField
from domain import clock, figure_sending, messages
from domain.clock import LOCAL
from domain.indicators import rollups
from tests import town
from tests.domain.subscriptions.subscribing import (
    FRIDAY,
    MANY,
    MONDAY,
    a_bot,
    asked,
    at_once,
    sendings,
    subscribed,
    ticks,
    view_of,
)
from tests.town import LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")


def test_a_weekly_view_is_told_on_monday_at_eight_and_only_once():
    subscribed()
    assert ticks(MONDAY - timedelta(minutes=1)) == [0]
    assert ticks(many=3) == [1, 0, 0]
    [(sending, message)] = sendings()
    assert (sending.cause, sending.due_at) == (SendingCause.TURN, MONDAY)
    assert (message.recipient, message.bot_id) == ("leader@example.com", None)
    assert ticks(MONDAY + timedelta(days=6)) == [0]
    assert ticks(MONDAY + timedelta(days=7)) == [1]


def test_one_that_begins_after_its_hour_is_told_the_week_after():
    subscribed(at=MONDAY + timedelta(hours=1))
    assert ticks(MONDAY + timedelta(days=2)) == [0]
    assert ticks(MONDAY + timedelta(days=7)) == [1]


def test_after_a_stop_it_is_told_once_and_not_for_every_week_missed():
    subscribed()
    assert ticks(MONDAY + timedelta(days=30), many=2) == [1, 0]


def test_a_monthly_view_is_told_on_the_first_working_day():
    subscribed(rhythm=Rhythm.MONTHLY, span=Span.LAST_MONTH)
    assert ticks(datetime(2026, 4, 1, 7, 59, tzinfo=LOCAL)) == [0]
    assert ticks(datetime(2026, 4, 1, 8, 0, tzinfo=LOCAL), many=2) == [1, 0]
    october = datetime(2026, 10, 1, 12, tzinfo=LOCAL)
    ticks(datetime(2026, 9, 1, 8, tzinfo=LOCAL))
    assert ticks(october) == [0]
    assert ticks(october.replace(day=8, hour=8)) == [1]


def test_on_the_first_of_a_month_the_month_that_has_ended_is_told_and_what_is_open_as_of_now():
    asked(3)
    subscribed(rhythm=Rhythm.MONTHLY, indicators=(Indicator.RECEIVED, Indicator.OPEN_NOW))
    april = datetime(2026, 4, 1, 8, 0, tzinfo=LOCAL)
    assert ticks(april) == [1]
    late = april + timedelta(days=30)  # the mail server was away
    for at in (april, late):
        view = view_of(sendings()[0][1], at)
        assert (view.period.first, view.period.last) == (date(2026, 3, 1), date(2026, 3, 31))
        assert [each.figure.value for each in view.lines] == [3, 3] and not view.untold
        assert dict(view.address)["period"] == "2026-03"


def test_two_processes_that_tick_at_once_tell_it_once():
    id = subscribed()
    with clock.stopped(MONDAY):
        with snapshot() as session:
            calendar = figure_sending.limits.calendar(session)
        # Both have found it due before either has told it.
        found = [figure_sending._tell_turn(id, MONDAY, calendar) for _ in range(2)]
    assert found == [True, False]
    assert len(sendings()) == 1


def test_four_that_tick_in_the_same_moment_tell_each_turn_and_each_crossing_once():
    asked(3)
    for _ in range(4):
        subscribed()
        subscribed(wishes=MANY)
    with clock.stopped(MONDAY):
        assert sum(at_once(4, figure_sending.send)) == 8
    told = [(each.subscription_id, each.cause) for each, _ in sendings()]
    assert len(told) == len(set(told)) == 8


def test_what_a_view_says_is_counted_by_its_filters_when_it_is_sent():
    subscribed(area=LONGWAN, field=ServiceField.FINANCING)
    ticks()
    asked(2, at=MONDAY)
    asked(1, at=MONDAY, area_code=LUCHENG)
    with clock.stopped(MONDAY):
        town.accepted()
        rollups.fold_all()
    view = view_of(sendings()[0][1])
    received = next(e for e in view.lines if e.figure.indicator is Indicator.RECEIVED)
    assert received.figure.value == 1  # the one that was sorted into financing
    assert (view.area, view.field, view.unit) == (
        ("龙湾区", "Longwan"),
        ServiceField.FINANCING,
        None,
    )
    assert dict(view.address) == {"period": "2026-03", "area": LONGWAN, "field": "financing"}


def test_the_change_is_told_on_as_many_working_days_of_the_month_before():
    asked(3, at=datetime(2026, 2, 3, 9, tzinfo=LOCAL))
    asked(5, at=datetime(2026, 2, 27, 9, tzinfo=LOCAL))  # later in the month than compared
    asked(4, at=FRIDAY)
    subscribed()
    ticks()
    received = view_of(sendings()[0][1]).lines[0]
    assert (received.figure.value, received.before.value) == (4, 3)


def test_messages_of_bots_and_of_mail_are_claimed_apart():
    subscribed()
    subscribed(bot_id=a_bot())
    ticks()
    with clock.stopped(MONDAY), transaction() as session:
        by_mail = messages.claim(session, clock.now())
        by_bot = messages.claim(session, clock.now(), by_bot=True)
    assert [each.bot_id is None for each in by_mail + by_bot] == [True, False]
