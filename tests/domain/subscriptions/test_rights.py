"""Who may be told what, by which way, and what ends a subscription."""

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Bot, Notice, User, UserRole
from db.subscription_vocabulary import EndReason
from db.vocabulary import Role
from domain import bots, clock
from domain import figure_subscriptions as subscriptions
from domain.command import perform
from domain.errors import Forbidden, NotFound, Unclear
from domain.indicators import rollups
from domain.permissions import person
from domain.queries import figure_views
from domain.queries import notices as notice_queries
from domain.queries import subscriptions as queries
from tests import town
from tests.domain.subscriptions.subscribing import (
    FRIDAY,
    WEEK,
    a_bot,
    asked,
    row,
    sendings,
    subscribed,
    ticks,
    view_of,
)
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")


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


@pytest.mark.parametrize("username", ["valves", "liaison", "tax"])
def test_for_others_there_is_nothing_to_subscribe_to(username):
    with pytest.raises(Forbidden):
        subscribed(username)


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
