"""A match on its way: contacted, met, assessed, signed, transformed; or declined at any step, with a reason."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from db.models import (
    Match,
    MatchOutcome,
    User,
)
from db.research_vocabulary import (
    MatchDecline,
    MatchStage,
)
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.permissions import its_match, person
from domain.research_visible import is_broker
from domain.written import line, paragraph

ORDER = (
    MatchStage.PROPOSED,
    MatchStage.CONTACTED,
    MatchStage.MEETING,
    MatchStage.ASSESSMENT,
    MatchStage.CONTRACT,
    MatchStage.TRANSFORMED,
)
STEPS = (MatchStage.CONTACTED, MatchStage.MEETING, MatchStage.ASSESSMENT)  # taken by `advance`
NAMED_FROM = MatchStage.MEETING  # from here on both sides know each other
MONTHS = (6, 12, 24)  # after the contract, when its outcome is told
MOST_VALUE = 2_000_000_000


class MatchMovedOn(Refused):
    message = "This match has already moved on. The page now shows where it stands."


class NotNamedYet(Refused):
    message = "Both sides must agree to show their names first."


@command(Match, by=its_match)
def advance(
    act: Act,
    match: Match,
    *,
    to: str,
    note: str = "",
    next_action: str = "",
    next_on: date | None = None,
) -> None:
    """Take a match a step further: contacted, met, in assessment; steps may be passed over, none is taken back."""
    stage = chosen(MatchStage, to, "Stage")
    if stage not in STEPS:
        raise Unclear(field="Stage")
    check(match, ORDER[: ORDER.index(stage)])
    _check_named(match, stage)
    was, match.stage = match.stage, stage
    match.contacted_at = match.contacted_at or act.now
    match.sqlmodel_update(coming(next_action, next_on))
    act.record("match_advanced", match, was=was.value, to=stage.value, note=said_of(note))


@command(Match, by=its_match)
def sign(act: Act, match: Match, *, value: int, on: date, note: str = "") -> None:
    """Record the agreement: its value in yuan and its day. Its outcome is asked for after 6, 12 and 24 months."""
    check(match, ORDER[: ORDER.index(MatchStage.CONTRACT)])
    _check_named(match, MatchStage.CONTRACT)
    if value is None or not 0 <= value <= MOST_VALUE:
        raise Unclear(field="Value in yuan")
    if on is None:
        raise Missing(field="Signed on")
    if on > act.today:
        raise Unclear(field="Signed on")
    was, match.stage = match.stage, MatchStage.CONTRACT
    match.contacted_at = match.contacted_at or act.now
    match.agreement_value, match.agreement_on = value, on
    match.next_action, match.next_on = "", None
    act.session.add_all(
        MatchOutcome(match_id=match.id, months=months, due_on=_months_after(on, months))
        for months in MONTHS
    )
    act.record(
        "match_signed", match, was=was.value, value=value, on=on.isoformat(), note=said_of(note)
    )


@command(Match, by=its_match)
def transform(act: Act, match: Match, *, note: str = "") -> None:
    """Say that the result is in use at the enterprise."""
    check(match, (MatchStage.CONTRACT,))
    match.stage = MatchStage.TRANSFORMED
    act.record("match_transformed", match, note=said_of(note))


@command(Match, by=its_match)
def decline(act: Act, match: Match, *, reason: str, note: str = "") -> None:
    """End a match that comes to nothing, and say why."""
    check(match, ORDER[:-1])
    why = chosen(MatchDecline, reason, "Reason")
    match.declined_as, match.declined_from = why, match.stage
    match.stage, match.next_action, match.next_on = MatchStage.DECLINED, "", None
    act.record(
        "match_declined", match, reason=why.value, was=match.declined_from.value, note=said_of(note)
    )


@command(Match, by=its_match)
def take_up_again(act: Act, match: Match) -> None:
    """Take up a match again that was ended, where it stood."""
    check(match, (MatchStage.DECLINED,))
    match.stage, match.declined_as, match.declined_from = match.declined_from, None, None
    act.record("match_taken_up", match, to=match.stage.value)


@command(Match, by=its_match)
def plan(
    act: Act,
    match: Match,
    *,
    next_action: str,
    next_on: date | None,
    note: str = "",
    liaison_id: int | None = None,
    broker_id: int | None = None,
) -> None:
    """Say what is to be done next and when, and who looks after it on either side."""
    check(match, ORDER[:-1])
    if not next_action.strip() or next_on is None:
        raise Missing(field="Next action")
    match.sqlmodel_update(coming(next_action, next_on))
    if liaison_id:
        match.liaison_id = _of(act.session, liaison_id, match.provider_id)
    if broker_id:
        match.broker_id = _broker(act.session, broker_id)
    act.record(
        "match_planned", match, what=match.next_action, on=next_on.isoformat(), note=said_of(note)
    )


@command(Match, by=its_match)
def note(act: Act, match: Match, *, text: str) -> None:
    """Write down what was talked about."""
    act.record("match_noted", match, note=paragraph(text, most=2000, name="Note"))


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check(match: Match, stages: Sequence[MatchStage]) -> None:
    """Raises MatchMovedOn where the match is at none of the stages."""
    if match.stage not in stages:
        raise MatchMovedOn


def _check_named(match: Match, to: MatchStage) -> None:
    if ORDER.index(to) >= ORDER.index(NAMED_FROM) and not match.is_named:
        raise NotNamedYet


def coming(action: str, on: date | None) -> dict[str, Any]:
    """What is to be done next, as columns of the match."""
    text = line(action, most=200, name="Next action", required=False)
    return {"next_action": text, "next_on": on if text else None}


def said_of(text: str) -> str:
    """A note as it is kept."""
    return paragraph(text, most=1000, name="Note", required=False)


def _of(session: Session, user_id: int, organisation_id: int) -> int:
    user = session.get(User, user_id)
    if user is None or user.organisation_id != organisation_id or not user.is_active:
        raise Unclear(field="Looked after by")
    return user.id


def _broker(session: Session, user_id: int) -> int:
    user = session.get(User, user_id)
    if user is None or not user.is_active or not is_broker(person(session, user_id)):
        raise Unclear(field="Looked after by")
    return user.id
