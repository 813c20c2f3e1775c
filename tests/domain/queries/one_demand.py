"""Demands of one enterprise, as far as a test wants them to have come, and their page as somebody sees it."""

from datetime import datetime

from db.engine import snapshot
from db.vocabulary import Satisfaction, Solved
from domain import attachments, demands, replies, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import demand as queries
from tests import town
from tests.town import FINANCE, ID, TAX, person

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
PDF = b"%PDF-1.4\n%%EOF\n"


def number_of(demand_id):
    with snapshot() as session:
        return session.get_one(queries.Demand, demand_id).number


def shown(demand_id, username, **changes):
    with snapshot() as session:
        return queries.demand(session, person(username, **changes), number_of(demand_id))


def words(page):
    """Everything of the page in one text."""
    return repr(page)


def of_enterprise():
    """A demand of the enterprise Hengze Valves, taken down at the hotline and sorted."""
    demand_id = town.receive().demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    return demand_id


def handled():
    """A demand of Hengze Valves with everything that must not leave the desk and the unit."""
    demand_id = of_enterprise()
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=TAX, reason="dispatcher's")
    perform(ID["tax"], work_orders.ask_return, demand_id, text="refusal's")
    perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=FINANCE, text="arbiter's")
    perform(ID["finance"], work_orders.sign, demand_id)
    perform(ID["finance"], work_orders.contact, demand_id, text="call's")
    perform(ID["finance"], work_orders.note, demand_id, text="internal note's")
    perform(ID["finance"], work_orders.note, demand_id, text="open note's", for_enterprise=True)
    perform(ID["finance"], attachments.attach, demand_id, name="secret.pdf", content=PDF)
    perform(ID["finance"], replies.reply, demand_id, text="first draft's", code="solved")
    perform(ID["finance_head"], replies.send_back, demand_id, text="correction's")
    perform(ID["finance"], replies.reply, demand_id, text="answer's", code="explained")
    return demand_id


def judged(demand_id):
    perform(ID["finance_head"], replies.approve, demand_id)
    perform(
        ID["valves"],
        surveys.evaluate,
        demand_id,
        contacted_in_time=False,
        solved=Solved.NO,
        satisfaction=Satisfaction.VERY_DISSATISFIED,
        comment="comment's",
    )
