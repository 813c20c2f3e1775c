"""Reminding judges of the sheets that they have not handed in, when the last day of a stage is near."""

from datetime import timedelta

from sqlmodel import col, select

from db.contest_vocabulary import ScoreState
from db.models import Contest, ContestJudge, ContestRound, ContestScore, Event
from domain import clock
from domain.command import Act, command
from domain.contest import mails
from domain.errors import Refused
from domain.permissions import engine

BEFORE = timedelta(days=2)


class NobodyToRemind(Refused):
    message = "No judge is to be reminded now."


@command(Contest, by=engine)
def remind(act: Act, contest: Contest) -> int:
    """Send the judges with open sheets their link again, once in a stage. Returns to how many by mail."""
    row = act.session.exec(_near().where(ContestRound.contest_id == contest.id)).first()
    if row is None:
        raise NobodyToRemind
    waits = select(ContestJudge).where(
        col(ContestJudge.id).in_(_open(row.id).with_only_columns(ContestScore.judge_id))
    )
    judges = act.session.exec(waits.order_by(col(ContestJudge.id))).all()
    told = sum(mails.tell_judge(act, each) for each in judges)
    act.record("judges_reminded", contest, stage=row.stage.value, told=told)
    return told


def due():
    """The ids of the competitions whose judges are to be reminded now."""
    return _near().with_only_columns(ContestRound.contest_id).order_by(col(ContestRound.ends_on))


def _near():
    """The rounds that end soon, with open sheets of which nobody was reminded since scoring began."""
    today = clock.now().date()
    reminded = select(Event.id).where(
        Event.subject_kind == Contest.__tablename__,
        Event.subject_id == ContestRound.contest_id,
        Event.action == "judges_reminded",
        Event.at >= ContestRound.begun_at,
    )
    return (
        select(ContestRound)
        .join(Contest, Contest.id == ContestRound.contest_id)
        .where(
            col(Contest.called_off_at).is_(None),
            col(ContestRound.begun_at).is_not(None),
            col(ContestRound.closed_at).is_(None),
            col(ContestRound.ends_on).between(today, today + BEFORE),
            _open(ContestRound.id).exists(),
            ~reminded.exists(),
        )
    )


def _open(round_id):
    return select(ContestScore).where(
        ContestScore.round_id == round_id, ContestScore.state != ScoreState.HANDED_IN
    )
