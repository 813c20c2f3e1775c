"""What a match is waiting for, said once: a next action whose day has come, an outcome that is to be told."""

from sqlmodel import String, cast, col, or_, select

from db.models import Event, Match, MatchOutcome
from db.research_vocabulary import MatchStage
from domain import clock
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import engine

ENDED = (MatchStage.TRANSFORMED, MatchStage.DECLINED)


class NothingDue(Refused):
    message = "Nothing is due here that was not said already."


@command(Match, by=engine)
def remind(act: Act, match: Match) -> None:
    """Say that the next action of a match is due; once for each date."""
    if act.session.exec(steps_due().where(Match.id == match.id)).first() is None:
        raise NothingDue
    act.record("match_next_due", match, on=match.next_on.isoformat())


@command(Match, by=engine)
def ask_outcome(act: Act, match: Match) -> None:
    """Ask for the outcomes of a match that are due; once for each."""
    due = act.session.exec(_outcomes_due(MatchOutcome).where(MatchOutcome.match_id == match.id))
    outcomes = due.all()
    if not outcomes:
        raise NothingDue
    for outcome in outcomes:
        act.record(
            "match_outcome_due", match, months=outcome.months, due=outcome.due_on.isoformat()
        )


def steps_due():
    """The ids of the matches whose next action is due and was not reminded of yet."""
    told = _told("match_next_due").where(
        Event.subject_id == Match.id,
        Event.particulars["on"].as_string() == cast(Match.next_on, String),
    )
    return select(Match.id).where(
        col(Match.next_on) <= clock.now().date(), col(Match.stage).not_in(ENDED), ~told.exists()
    )


def outcomes_due():
    """The ids of the matches with an outcome that is due and was not asked for yet."""
    return _outcomes_due(MatchOutcome.match_id).distinct()


def _outcomes_due(what):
    asked_for = Event.particulars["due"].as_string()  # the day may have been corrected since
    told = _told("match_outcome_due").where(
        Event.subject_id == MatchOutcome.match_id,
        Event.particulars["months"].as_integer() == MatchOutcome.months,
        or_(asked_for.is_(None), asked_for == cast(MatchOutcome.due_on, String)),
    )
    return select(what).where(
        MatchOutcome.due_on <= clock.now().date(),
        col(MatchOutcome.told_at).is_(None),
        col(MatchOutcome.match_id).not_in(
            select(Match.id).where(Match.stage == MatchStage.DECLINED)
        ),
        ~told.exists(),
    )


def _told(action: str):
    return select(Event.id).where(Event.subject_kind == Match.__tablename__, Event.action == action)
