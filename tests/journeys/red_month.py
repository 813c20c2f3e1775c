"""A month in which a sub-platform is red: what the key figures, the assessment and the bulletin are looked at with."""

from datetime import timedelta

from sqlmodel import col, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Demand
from domain import clock, month_targets, replies, work_orders
from domain.command import perform
from domain.indicators import rollups
from tests import town
from tests.infrastructure.waiting import until
from tests.town import ID

LATE, ANSWERED = 8, 4


def longwan_red(days=20):
    """Twelve orders of Longwan, asked for so many days ago, whose promise fell due on one day of the past: four were
    kept. The month of that day, and the numbers of the others; their share is far below its target."""
    asked = clock.now() - timedelta(days=days)
    with clock.stopped(asked):
        orders = [town.dispatched() for _ in range(LATE + ANSWERED)]
    with clock.stopped(asked + timedelta(hours=1)):
        for demand_id in orders[LATE:]:
            perform(ID["finance"], work_orders.sign, demand_id)
            perform(ID["finance"], replies.reply, demand_id, text="已协调续贷。", code="solved")
            perform(ID["finance_head"], replies.approve, demand_id)
    with snapshot() as session:
        found = session.exec(
            select(Demand.number, Demand.promised_at).where(col(Demand.id).in_(orders[:LATE]))
        ).all()
    month = found[0][1].astimezone(clock.LOCAL).date().replace(day=1)
    month_id = perform(ID["leader"], month_targets.begin, month=month)
    values = {"indicator": Indicator.ON_TIME_CLOSING, "values": {"": 0.9}}
    perform(ID["leader"], month_targets.put, month_id, **values)
    until(lambda: not rollups.is_waiting())
    return month, {number for number, _ in found}
