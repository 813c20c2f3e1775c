"""Answering the enterprise: reply, send back, approve. The one who writes is never the one who approves."""

from db.models import Demand, Event, Survey
from db.vocabulary import ClosingCode
from domain import clocks, topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Refused, Unclear
from domain.permissions import its_handlers, its_heads
from domain.workflow import Step, advance, check
from domain.written import paragraph

REPLY_CODES = (
    ClosingCode.SOLVED,
    ClosingCode.PARTLY,
    ClosingCode.EXPLAINED,
    ClosingCode.POLICY_DOES_NOT_ALLOW,
    ClosingCode.OUT_OF_SCOPE,
)


class SecondPersonNeeded(Refused):
    message = "A second person must approve the answer: you wrote it yourself."


@command(Demand, by=its_handlers)
def reply(act: Act, demand: Demand, *, text: str, code: ClosingCode) -> None:
    """Write the answer to the enterprise and propose how the demand closes; it goes to review."""
    code = chosen(ClosingCode, code, "Result")
    if code not in REPLY_CODES:
        raise Unclear(field="Result")
    words = paragraph(text, most=4000, name="Answer")
    advance(demand, Step.REPLY)
    act.record("replied", demand, text=words, code=code.value)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_heads)
def send_back(act: Act, demand: Demand, *, text: str) -> None:
    """Send the answer back to its writer, with what is missing."""
    advance(demand, Step.SEND_BACK)
    act.record("sent_back", demand, text=paragraph(text, most=2000, name="What is missing"))
    clocks.refresh(act.session, demand)


@command(Demand, by=its_heads)
def approve(act: Act, demand: Demand) -> None:
    """Approve the answer: the enterprise can read it and is asked whether it helped."""
    check(demand, Step.APPROVE)
    written = latest_reply(clocks.events_of(act.session, demand.id))
    if written.actor_id == act.actor.id:
        raise SecondPersonNeeded
    advance(demand, Step.APPROVE)
    act.topics |= topics.of(demand)
    demand.closing_code = ClosingCode(written.particulars["code"])
    demand.answered_at = act.now
    act.add(
        Survey(
            demand_id=demand.id,
            round=demand.round,
            opened_at=act.now,
            expires_at=act.now + clocks.SURVEY_DAYS,
        )
    )
    act.record("approved", demand, **written.particulars)
    clocks.refresh(act.session, demand)


def latest_reply(events: list[Event]) -> Event:
    return next(event for event in reversed(events) if event.action == "replied")
