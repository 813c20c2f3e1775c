"""What has come of an agreement after six, twelve and twenty-four months: told by one, verified by another."""

from datetime import datetime

from sqlmodel import Session, select

from db.models import Match, MatchOutcome
from domain.command import Act, command
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.matchmaking.pipeline import MOST_VALUE, SIGNED, MatchMovedOn, check, said_of
from domain.permissions import brokers, its_match
from domain.publishing import check_seen


class OwnOutcome(Refused):
    message = "Somebody else must verify what you have told."


class NotDueYet(Refused):
    message = "This outcome can be told from {day} on."


class NotTold(Refused):
    message = "The outcome has not been told yet."


@command(Match, by=its_match)
def tell_outcome(
    act: Act,
    match: Match,
    *,
    months: int,
    revenue: int | None = None,
    jobs: int | None = None,
    patents: int | None = None,
    note: str = "",
    version: int | None = None,
) -> None:
    """Tell what has come of an agreement, once its months are over: revenue in yuan, jobs, patents.

    `version`: the one that the form showed. What somebody else has told meanwhile is not written over.
    """
    check(match, SIGNED)
    check_seen(match, version)
    outcome = outcome_of(act.session, match, months)
    if outcome.verified_at is not None:
        raise MatchMovedOn
    if outcome.due_on > act.today:
        raise NotDueYet(day=outcome.due_on.isoformat())
    given = result_told(revenue, jobs, patents)
    outcome.sqlmodel_update(
        given | {"note": said_of(note), "told_at": act.now, "told_by_id": act.actor.id}
    )
    act.record("outcome_told", match, months=months, **given)


@command(Match, by=brokers)
def verify_outcome(act: Act, match: Match, *, months: int, told_at: datetime | None = None) -> None:
    """Confirm what was told of an outcome, after having looked at the evidence; not one's own word.

    `told_at`: when what was looked at had been told. Raises MatchMovedOn where something else has been told since.
    """
    check(match, SIGNED)
    outcome = outcome_of(act.session, match, months)
    if outcome.told_at is None:
        raise NotTold
    if outcome.verified_at is not None or told_at not in (None, outcome.told_at):
        raise MatchMovedOn
    if outcome.told_by_id == act.actor.id:
        raise OwnOutcome
    outcome.verified_at, outcome.verified_by_id = act.now, act.actor.id
    act.record("outcome_verified", match, months=months)


def result_told(revenue: int | None, jobs: int | None, patents: int | None) -> dict:
    """What came of an agreement, as columns. Raises Missing where nothing is said, Unclear for what cannot be."""
    given = {"revenue": revenue, "jobs": jobs, "patents": patents}
    if all(value is None for value in given.values()):
        raise Missing(field="Revenue, jobs or patents")
    if any(value is not None and not 0 <= value <= MOST_VALUE for value in given.values()):
        raise Unclear(field="Revenue, jobs or patents")
    return given


def outcome_of(session: Session, match: Match, months: int) -> MatchOutcome:
    """One outcome of a match. Raises NotFound."""
    found = session.exec(
        select(MatchOutcome).where(MatchOutcome.match_id == match.id, MatchOutcome.months == months)
    ).first()
    if found is None:
        raise NotFound
    return found
