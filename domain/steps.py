"""The command that takes each step of a demand, and the steps a person may take now."""

from db.models import Demand
from domain import demands, replies, return_visits, surveys, work_orders
from domain.command import Command, can
from domain.permissions import Person
from domain.workflow import Step, steps_from

COMMANDS: dict[Step, Command] = {
    Step.ACCEPT: demands.accept,
    Step.DECLINE: demands.decline,
    Step.MERGE: demands.merge,
    Step.CLASSIFY: demands.classify,
    Step.DISPATCH: work_orders.dispatch,
    Step.ASK_RETURN: work_orders.ask_return,
    Step.RULE: work_orders.rule,
    Step.SIGN: work_orders.sign,
    Step.HAND_OVER: work_orders.hand_over,
    Step.CONTACT: work_orders.contact,
    Step.NOTE: work_orders.note,
    Step.ASK: work_orders.ask,
    Step.SUPPLEMENT: work_orders.supplement,
    Step.RESUME: work_orders.resume,
    Step.REPLY: replies.reply,
    Step.SEND_BACK: replies.send_back,
    Step.APPROVE: replies.approve,
    Step.EVALUATE: surveys.evaluate,
    Step.EXPIRE: surveys.expire,
    Step.FREEZE: surveys.freeze,
    Step.VISIT: return_visits.visit,
    Step.REDO: return_visits.redo,
    Step.CLOSE: return_visits.close,
    Step.WITHDRAW: demands.withdraw,
}


def open_to(person: Person, demand: Demand) -> list[Step]:
    """The steps that the demand's stage has and this person may take, in the order of the loop."""
    return [step for step in steps_from(demand.stage) if can(person, COMMANDS[step], demand)]
