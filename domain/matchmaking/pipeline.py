"""A match on its way: contacted, met, assessed, signed, transformed; or declined at any step, with a reason."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from db.models import Match, MatchOutcome
from db.research_vocabulary import MatchDecline, MatchStage
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.permissions import its_match
from domain.publishing import check_seen
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
_FROM_FIRST = (
    MatchDecline.NOT_RELEVANT,
    MatchDecline.NOT_READY,
    MatchDecline.TARGETS_MISSED,
    MatchDecline.PRICE,
    MatchDecline.NO_CAPACITY,
    MatchDecline.NEED_GONE,
    MatchDecline.OTHER_PARTNER,
    MatchDecline.NO_ANSWER,
)
# Why a match may end, by where it stands: before two have talked there are no conditions to fail on, and who has signed
# has found the result relevant and ready.
REASONS = {
    MatchStage.PROPOSED: _FROM_FIRST,
    MatchStage.CONTACTED: tuple(MatchDecline),
    MatchStage.MEETING: tuple(MatchDecline),
    MatchStage.ASSESSMENT: tuple(MatchDecline),
    MatchStage.CONTRACT: (
        MatchDecline.TARGETS_MISSED,
        MatchDecline.PRICE,
        MatchDecline.CONDITIONS,
        MatchDecline.NO_CAPACITY,
        MatchDecline.NEED_GONE,
        MatchDecline.OTHER_PARTNER,
    ),
}
SIGNED = (MatchStage.CONTRACT, MatchStage.TRANSFORMED)  # an agreement that holds
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
    version: int | None = None,
) -> None:
    """Take a match a step further: contacted, met, in assessment; steps may be passed over.

    Without a next action what is planned stays. `version`: the one that the form showed, as for `plan`.
    """
    stage = chosen(MatchStage, to, "Stage")
    if stage not in STEPS:
        raise Unclear(field="Stage")
    check(match, ORDER[: ORDER.index(stage)])
    check_seen(match, version)
    _check_named(match, stage)
    was, match.stage = match.stage, stage
    match.contacted_at = match.contacted_at or act.now
    if next_action.strip():
        match.sqlmodel_update(coming(act, next_action, next_on))
    act.record("match_advanced", match, was=was.value, to=stage.value, note=said_of(note))


@command(Match, by=its_match)
def sign(act: Act, match: Match, *, value: int, on: date, note: str = "") -> None:
    """Record the agreement: its value in yuan and its day. Its outcome is asked for after 6, 12 and 24 months."""
    check(match, ORDER[: ORDER.index(MatchStage.CONTRACT)])
    _check_named(match, MatchStage.CONTRACT)
    agreement(act, value, on)
    was, match.stage = match.stage, MatchStage.CONTRACT
    match.contacted_at = match.contacted_at or act.now
    match.agreement_value, match.agreement_on = value, on
    match.next_action, match.next_on = "", None
    act.session.add_all(
        MatchOutcome(match_id=match.id, months=months, due_on=months_after(on, months))
        for months in MONTHS
    )
    act.record(
        "match_signed", match, was=was.value, value=value, on=on.isoformat(), note=said_of(note)
    )


@command(Match, by=its_match)
def transform(act: Act, match: Match, *, note: str = "") -> None:
    """Say that the result is in use at the enterprise."""
    check(match, (MatchStage.CONTRACT,))
    match.stage, match.next_action, match.next_on = MatchStage.TRANSFORMED, "", None
    act.record("match_transformed", match, note=said_of(note))


@command(Match, by=its_match)
def decline(act: Act, match: Match, *, reason: str, note: str = "") -> None:
    """End a match that comes to nothing, and say why; raises Unclear for a reason that does not go with its stage."""
    check(match, ORDER[:-1])
    why = chosen(MatchDecline, reason, "Reason")
    if why not in REASONS[match.stage]:
        raise Unclear(field="Reason")
    decline_for(act, match, why, note)


def decline_for(act: Act, match: Match, why: MatchDecline, note: str = "", **said_at: Any) -> None:
    """End a match, for a reason that was said elsewhere; `said_at` is kept with it: where, as plain JSON."""
    match.declined_as, match.declined_from = why, match.stage
    match.stage, match.next_action, match.next_on = MatchStage.DECLINED, "", None
    told = {"reason": why.value, "was": match.declined_from.value, "note": said_of(note)}
    act.record("match_declined", match, **told, **said_at)


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
    version: int | None = None,
) -> None:
    """Say what is to be done next and when.

    `version`: the one that the form showed. What somebody else has written meanwhile is not written over.
    """
    check(match, ORDER[:-1])
    check_seen(match, version)
    if not next_action.strip() or next_on is None:
        raise Missing(field="Next action")
    match.sqlmodel_update(coming(act, next_action, next_on))
    act.record(
        "match_planned", match, what=match.next_action, on=next_on.isoformat(), note=said_of(note)
    )


@command(Match, by=its_match)
def note(act: Act, match: Match, *, text: str) -> None:
    """Write down what was talked about."""
    act.record("match_noted", match, note=paragraph(text, most=2000, name="Note"))


def agreement(act: Act, value: int | None, on: date | None) -> None:
    """Raises Unclear or Missing where these cannot be the value in yuan and the day of an agreement."""
    if value is None:
        raise Missing(field="Value in yuan")
    if not 0 <= value <= MOST_VALUE:
        raise Unclear(field="Value in yuan")
    if on is None:
        raise Missing(field="Signed on")
    if on > act.today:
        raise Unclear(field="Signed on")


def months_after(day: date, months: int) -> date:
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


def coming(act: Act, action: str, on: date | None) -> dict[str, Any]:
    """What is to be done next, as columns of the match; whose words they are says who may read them."""
    text = line(action, most=200, name="Next action", required=False)
    return {
        "next_action": text,
        "next_on": on if text else None,
        "next_by_id": act.actor.id if text else None,
    }


def said_of(text: str) -> str:
    """A note as it is kept."""
    return paragraph(text, most=1000, name="Note", required=False)
