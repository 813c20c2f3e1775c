"""Subscriptions of the small town, and what they have told."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

from sqlmodel import col, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import FigureSending, FigureSubscription, Message
from db.subscription_vocabulary import Carrier, Crossing, Rhythm
from domain import bots, clock, demands, figure_sending
from domain import figure_subscriptions as subscriptions
from domain.bots import BotWishes
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_wishes import Wishes
from domain.indicators import rollups
from domain.queries import figure_views
from tests import town
from tests.town import ID

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


def at_once(many, do):
    """So many processes do the same in the same moment; what came of each."""
    ready = Barrier(many)

    def one(context):
        ready.wait()
        return context.run(do)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, [copy_context() for _ in range(many)]))


def decline(many):
    with clock.stopped(FRIDAY + timedelta(minutes=5)):
        for id in range(1, many + 1):
            said = {"reason": "before_a_court", "text": "已在法院"}
            perform(ID["intake"], demands.decline, id, **said)
        rollups.fold_all()
