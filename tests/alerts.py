"""Alerts on figures in the small town: what is watched, and what came of looking."""

from datetime import datetime

from sqlmodel import col, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Event, FigureAlert, Notice
from db.subscription_vocabulary import Crossing
from domain import alert_rules, figure_alerts
from domain.alert_rules import Rule
from domain.clock import LOCAL
from domain.command import perform
from domain.demands import withdraw
from domain.indicators import building
from tests import town
from tests.town import ID, person

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
LATE_CLOSING = Rule(Indicator.ON_TIME_CLOSING, Crossing.BELOW, 0.85, 0.03)
MANY_OPEN = Rule(Indicator.OPEN_NOW, Crossing.ABOVE, 2.0, 1.0)


def watched(rule: Rule = MANY_OPEN, username: str = "leader") -> int:
    """The id of the rule that is laid down."""
    return perform(ID[username], alert_rules.lay_down, rule=rule)


def asked(many: int, **said) -> list[int]:
    """So many demands more that are open."""
    return [town.accepted(**said) for _ in range(many)]


def take_back(demand_ids: list[int]) -> None:
    for each in demand_ids:
        perform(town.holder(each), withdraw, each, text="已解决")


def judged() -> int:
    """Count all anew and look at every rule, as the platform does by itself."""
    building.keep_up()
    return figure_alerts.judge()


def alerts() -> list[FigureAlert]:
    with snapshot() as session:
        return list(session.exec(select(FigureAlert).order_by(col(FigureAlert.id))))


def told(action: str) -> list[int]:
    """Who was told of it: ids of people."""
    with snapshot() as session:
        found = select(Notice.user_id).join(Event, Event.id == Notice.event_id)
        return sorted(session.exec(found.where(Event.action == action)))


def read(query, who: str, *args):
    with snapshot() as session:
        return query(session, person(who), *args)
