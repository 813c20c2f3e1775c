"""Subscriptions of the small town by mail: asked for, and sent."""

import tomllib
from dataclasses import replace
from datetime import datetime

from db.engine import transaction
from db.indicator_vocabulary import Indicator
from db.models import User
from domain import clock, figure_sending
from domain import figure_subscriptions as subscriptions
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_wishes import Wishes
from domain.indicators import rollups
from server import figure_letters, mail
from tests.town import ID

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=LOCAL)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL)
TEXTS = tomllib.loads(figure_letters.TEXTS.read_text(encoding="utf-8"))


def address(username, language="zh"):
    with transaction() as session:
        user = session.get_one(User, ID[username])
        user.email, user.language = f"{username}@example.com", language


def subscribed(username="leader", at=FRIDAY, **changes):
    wishes = replace(Wishes("每周看板", (Indicator.RECEIVED,)), **changes)
    with clock.stopped(at):
        return perform(ID[username], subscriptions.subscribe, wishes=wishes)


def sent(at=MONDAY):
    with clock.stopped(at):
        rollups.fold_all()
        figure_sending.send()
        return mail.send_due()
