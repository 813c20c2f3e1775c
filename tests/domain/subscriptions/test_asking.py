"""A subscription is asked for, changed, paused, listed; what cannot be told is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Event
from db.subscription_vocabulary import Carrier, Crossing, EndReason, Rhythm, Span
from domain import clock
from domain import figure_subscriptions as subscriptions
from domain.command import perform
from domain.errors import Missing, TooLong, TooOften, Unclear
from domain.figure_thresholds import BoundOutOfRange
from domain.queries import subscriptions as queries
from tests import town
from tests.domain.subscriptions.subscribing import FRIDAY, MONDAY, WEEK, sendings, subscribed, ticks
from tests.town import ID, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")


def test_what_rests_is_not_told_and_goes_on_with_the_next_turn():
    id = subscribed()
    with clock.stopped(FRIDAY):
        perform(ID["leader"], subscriptions.pause, id, paused=True)
        with pytest.raises(subscriptions.NothingAboutSubscription):
            perform(ID["leader"], subscriptions.pause, id, paused=True)
    assert ticks() == [0]
    with clock.stopped(MONDAY + timedelta(days=1)):
        perform(ID["leader"], subscriptions.pause, id, paused=False)
    assert ticks(MONDAY + timedelta(days=1)) == [0]
    assert ticks(MONDAY + timedelta(days=7)) == [1]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, Missing),
        ({"name": "字" * 81}, TooLong),
        ({"indicators": ()}, Missing),
        ({"indicators": ("gold",)}, Unclear),
        ({"indicators": tuple(Indicator)[:13]}, subscriptions.TooManyFigures),
        ({"indicators": (Indicator.ENTERPRISES_SERVED,), "unit_id": 5}, subscriptions.NotCounted),
        (
            {"indicators": (Indicator.OPEN_NOW,), "span": Span.LAST_MONTH},
            subscriptions.NotCounted,
        ),
        ({"span": "century"}, Unclear),
        ({"rhythm": "hourly"}, Unclear),
        ({"weekday": 7}, Unclear),
        ({"hour": 3}, subscriptions.HourOutOfRange),
        ({"area": "999999"}, Unclear),
        ({"unit_id": 999}, Unclear),
        ({"field": "gold"}, Unclear),
        ({"rhythm": Rhythm.THRESHOLD}, Missing),
        (
            {
                "rhythm": Rhythm.THRESHOLD,
                "watched": Indicator.ON_TIME_CLOSING,
                "crossing": Crossing.BELOW,
                "bound": 90.0,
            },
            BoundOutOfRange,
        ),
    ],
    ids=str,
)
def test_what_cannot_be_told_is_refused(changes, refusal):
    with pytest.raises(refusal):
        subscribed(**changes)


def test_a_person_has_so_many_and_asks_so_often():
    id = subscribed()
    for _ in range(subscriptions.MOST_OWN - 1):
        subscribed()
    with pytest.raises(subscriptions.TooManySubscriptions):
        subscribed()
    for n in range(subscriptions.MOST_ASKED):
        with clock.stopped(FRIDAY + timedelta(seconds=n)):
            perform(ID["leader"], subscriptions.send_now, id)
    with clock.stopped(FRIDAY + timedelta(minutes=1)), pytest.raises(TooOften):
        perform(ID["leader"], subscriptions.send_now, id)
    assert len(sendings()) == subscriptions.MOST_ASKED


def test_a_change_begins_anew_from_the_next_turn():
    id = subscribed()
    ticks()
    with clock.stopped(MONDAY + timedelta(hours=1)):
        with pytest.raises(subscriptions.NothingAboutSubscription):
            perform(ID["leader"], subscriptions.change, id, wishes=WEEK)
        changed = replace(WEEK, weekday=2, hour=9, area=LUCHENG)
        perform(ID["leader"], subscriptions.change, id, wishes=changed)
    with clock.stopped(MONDAY + timedelta(hours=2)), snapshot() as session:
        [shown] = queries.mine(session, town.person("leader"))
    assert shown.next_at == MONDAY + timedelta(days=2, hours=1)
    assert shown.area == ("鹿城区", "Lucheng") and shown.last is not None
    assert ticks(MONDAY + timedelta(days=2, hours=1)) == [1]


def test_one_s_own_are_listed_and_nobody_else_s():
    id, gone = subscribed(), subscribed("longwan")
    with clock.stopped(FRIDAY):
        perform(ID["longwan"], subscriptions.end, gone)
    with clock.stopped(FRIDAY), snapshot() as session:
        [own] = queries.mine(session, town.person("leader"))
        [ended] = queries.mine(session, town.person("longwan"))
        assert queries.mine(session, town.person("admin")) == ()
    assert (own.id, own.next_at, own.carrier) == (id, MONDAY, Carrier.MAIL)
    assert (ended.ended_because, ended.next_at) == (EndReason.BY_HAND, None)


def test_every_step_is_an_event_of_its_owner():
    id = subscribed()
    with clock.stopped(FRIDAY):
        perform(ID["leader"], subscriptions.send_now, id)
        perform(ID["leader"], subscriptions.end, id)
    with snapshot() as session:
        found = session.exec(
            select(Event.action).where(Event.subject_kind == "figure_subscription")
        ).all()
    assert found == ["figures_subscribed", "figures_asked", "figures_ended"]
