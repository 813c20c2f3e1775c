"""Subscriptions to key figures: asked for, told in their turn or at a threshold, once, and ended where they must."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Bot, Event, FigureSending, FigureSubscription, Message, Notice, User, UserRole
from db.subscription_vocabulary import Carrier, Crossing, EndReason, Rhythm, SendingCause, Span
from db.vocabulary import Role, ServiceField
from domain import bots, clock, demands, figure_sending, messages
from domain import figure_subscriptions as subscriptions
from domain.bots import BotWishes
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, TooLong, TooOften, Unclear
from domain.figure_subscriptions import Wishes
from domain.figure_thresholds import BoundOutOfRange
from domain.indicators import building, rollups
from domain.permissions import person
from domain.queries import figure_views
from domain.queries import notices as notice_queries
from domain.queries import subscriptions as queries
from tests import town
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")
FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=LOCAL)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL)
ADDRESS = (
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=5f1c2a34-77de-4d1b-a994-790f21fc8d30"
)
WEEK = Wishes("每周看板", (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING))
MANY = replace(
    WEEK,
    rhythm=Rhythm.THRESHOLD,
    watched=Indicator.RECEIVED,
    crossing=Crossing.ABOVE,
    bound=2.0,
    margin=1.0,
)


@pytest.fixture(autouse=True)
def addresses(small_town):
    building.keep_up()
    with transaction() as session:
        for username in ("leader", "longwan", "finance_head"):
            session.get_one(User, ID[username]).email = f"{username}@example.com"


def subscribed(username="leader", wishes=WEEK, at=FRIDAY, **changes):
    with clock.stopped(at):
        return perform(ID[username], subscriptions.subscribe, wishes=replace(wishes, **changes))


def a_bot(username="admin", **changes):
    wishes = replace(BotWishes("群机器人", Carrier.WECOM, None, ADDRESS), **changes)
    return perform(ID[username], bots.make, wishes=wishes)


def ticks(at=MONDAY, many=1):
    with clock.stopped(at):
        rollups.fold_all()
        return [figure_sending.send() for _ in range(many)]


def sendings():
    with snapshot() as session:
        found = select(FigureSending, Message).join(Message, Message.id == FigureSending.message_id)
        return session.exec(found.order_by(col(FigureSending.id))).all()


def row(id):
    with snapshot() as session:
        return session.get_one(FigureSubscription, id)


def view_of(message, at=MONDAY):
    with clock.stopped(at), snapshot() as session:
        return figure_views.view(session, message)


def asked(many=1, at=FRIDAY, **changes):
    """So many demands received."""
    with clock.stopped(at):
        for _ in range(many):
            town.ask(**changes)
        rollups.fold_all()


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


def test_two_processes_that_tick_at_once_tell_it_once():
    id = subscribed()
    with clock.stopped(MONDAY):
        with snapshot() as session:
            calendar = figure_sending.limits.calendar(session)
        # Both have found it due before either has told it.
        found = [figure_sending._tell_turn(id, MONDAY, calendar) for _ in range(2)]
    assert found == [True, False]
    assert len(sendings()) == 1


def at_once(many, do):
    """So many processes do the same in the same moment; what came of each."""
    ready = Barrier(many)

    def one(context):
        ready.wait()
        return context.run(do)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, [copy_context() for _ in range(many)]))


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


def decline(many):
    with clock.stopped(FRIDAY + timedelta(minutes=5)):
        for id in range(1, many + 1):
            said = {"reason": "before_a_court", "text": "已在法院"}
            perform(ID["intake"], demands.decline, id, **said)
        rollups.fold_all()


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


def test_who_may_see_no_figures_any_more_is_told_nothing_and_hears_why():
    id = subscribed()
    with transaction() as session:
        session.delete(session.get_one(UserRole, (ID["leader"], Role.LEADER)))
        session.add(UserRole(user_id=ID["leader"], role=Role.UNIT_HANDLER))
    assert ticks() == [0] and sendings() == []
    assert row(id).ended_because is EndReason.NO_RIGHT
    with snapshot() as session:
        [told] = notice_queries.notices(session, person(session, ID["leader"])).told
    assert (told.about, told.subject_id, told.said) == (
        notice_queries.SUBSCRIPTION,
        id,
        {"why": "no_right"},
    )


def test_who_lost_the_right_between_the_turn_and_the_sending_is_told_nothing():
    id = subscribed()
    ticks()
    with transaction() as session:
        session.get_one(User, ID["leader"]).is_active = False
    found = view_of(sendings()[0][1])
    assert found == figure_views.Hindered(id, EndReason.NO_RIGHT)


def test_without_an_address_it_ends_and_another_way_may_be_chosen():
    id = subscribed()
    with transaction() as session:
        session.get_one(User, ID["leader"]).email = None
    assert ticks() == [0]
    assert row(id).ended_because is EndReason.NO_ADDRESS
    with pytest.raises(subscriptions.NoAddress):
        subscribed()
    assert subscribed(bot_id=a_bot())


def test_a_unit_is_told_of_itself_alone():
    asked(2)
    with clock.stopped(FRIDAY):
        town.dispatched()
        rollups.fold_all()
    subscribed("finance_head")
    ticks()
    view = view_of(sendings()[0][1])
    assert view.unit == ("龙湾金融服务中心", "Longwan Finance Centre")
    assert view.lines[0].figure.value == 1


def test_what_enterprises_said_this_month_is_not_told_to_a_sub_platform_nor_to_its_group():
    figures = (Indicator.SATISFACTION_RATE,)
    bot_id = a_bot("longwan", area=LONGWAN)
    subscribed("longwan", indicators=figures)
    subscribed("leader", indicators=figures, bot_id=bot_id)
    subscribed("leader", indicators=figures)
    ticks()
    hidden = [view_of(message).lines[0].figure.is_kept_back for _, message in sendings()]
    assert hidden == [True, True, False]


def test_a_group_of_another_sub_platform_is_no_way_to_be_told():
    of_lucheng = a_bot(area=LUCHENG)
    for bot_id in (of_lucheng, a_bot(), 999):
        with pytest.raises(Unclear):
            subscribed("longwan", bot_id=bot_id)
    with pytest.raises(Unclear):
        subscribed("finance_head", bot_id=of_lucheng)
    assert subscribed("leader", bot_id=of_lucheng)


def test_a_bot_that_is_closed_ends_what_was_told_by_it():
    bot_id = a_bot()
    id, other = subscribed(bot_id=bot_id), subscribed()
    perform(ID["admin"], bots.close, bot_id)
    assert row(id).ended_because is EndReason.NO_BOT and row(other).ended_at is None
    with snapshot() as session:
        assert session.exec(select(Notice.user_id)).all() == [ID["leader"]]
        assert bots.key(session, bot_id) is None
    with pytest.raises(bots.BotClosed):
        perform(ID["admin"], bots.test, bot_id)


def test_only_its_owner_changes_or_ends_it():
    id = subscribed()
    for command, said in (
        (subscriptions.end, {}),
        (subscriptions.pause, {"paused": True}),
        (subscriptions.send_now, {}),
        (subscriptions.change, {"wishes": WEEK}),
    ):
        with pytest.raises(Forbidden):
            perform(ID["admin"], command, id, **said)
    with pytest.raises(NotFound):
        perform(ID["leader"], subscriptions.end, 10**6)
    # Whoever asks by hand cannot say that the platform did it.
    perform(ID["leader"], subscriptions.end, id, why=EndReason.NO_RIGHT)
    assert row(id).ended_because is EndReason.BY_HAND
    with pytest.raises(subscriptions.SubscriptionEnded):
        perform(ID["leader"], subscriptions.end, id)


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


@pytest.mark.parametrize("username", ["valves", "liaison", "tax"])
def test_for_others_there_is_nothing_to_subscribe_to(username):
    with pytest.raises(Forbidden):
        subscribed(username)


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


def test_messages_of_bots_and_of_mail_are_claimed_apart():
    subscribed()
    subscribed(bot_id=a_bot())
    ticks()
    with clock.stopped(MONDAY), transaction() as session:
        by_mail = messages.claim(session, clock.now())
        by_bot = messages.claim(session, clock.now(), by_bot=True)
    assert [each.bot_id is None for each in by_mail + by_bot] == [True, False]


def test_bots_are_kept_by_the_city_and_each_sub_platform_by_its_own_people():
    of_city, of_longwan = a_bot(), a_bot("longwan")
    with snapshot() as session:
        assert session.get_one(Bot, of_longwan).area_code == LONGWAN
        kept = {
            name: [each.id for each in queries.kept(session, town.person(name))]
            for name in ("admin", "longwan", "lucheng", "leader", "finance_head")
        }
    assert kept == {
        "admin": [of_longwan, of_city],
        "longwan": [of_longwan],
        "lucheng": [],
        "leader": [],
        "finance_head": [],
    }
    for username in ("lucheng", "leader", "finance_head", "valves"):
        for bot_id in (of_city, of_longwan):
            with pytest.raises(Forbidden):
                perform(ID[username], bots.close, bot_id)
    with pytest.raises(Forbidden):
        perform(ID["longwan"], bots.close, of_city)
    with pytest.raises(Forbidden):
        a_bot("longwan", area=LUCHENG)
    perform(ID["admin"], bots.close, of_longwan)


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
