"""Reminding judges of the sheets that they have not handed in, when the last day of a stage is near."""

from datetime import timedelta

from sqlmodel import Session, col, select

from db.contest_vocabulary import EntryState, ScoreState
from db.models import Contest, ContestEntry, ContestJudge, ContestRound, ContestScore, Event
from domain import clock
from domain.command import Act, command
from domain.contest import mails
from domain.contest.conflicts import conflicts
from domain.errors import Refused
from domain.permissions import engine

BEFORE = timedelta(days=2)


class NobodyToRemind(Refused):
    message = "No judge is to be reminded now."


@command(Contest, by=engine)
def remind(act: Act, contest: Contest) -> int:
    """Send the judges with open sheets their link again, once in a stage. Returns to how many by mail.

    A sheet that a conflict keeps from its judge is not theirs to hand in: the organisers take it from them.
    """
    row = act.session.exec(_near().where(ContestRound.contest_id == contest.id)).first()
    judges = _waited_for(act.session, row) if row else []
    if not judges:
        raise NobodyToRemind
    told = sum(mails.tell_judge(act, each) for each in judges)
    act.record("judges_reminded", contest, stage=row.stage.value, told=told)
    return told


def due(session: Session) -> list[int]:
    """The ids of the competitions of which a judge is to be reminded now.

    Where a conflict keeps every open sheet from its judge there is nobody to remind until the organisers give it to
    another: that is looked for here, so that no job tries it in vain until the stage is over.
    """
    rows = session.exec(_near().order_by(col(ContestRound.ends_on))).all()
    return [row.contest_id for row in rows if _waited_for(session, row)]


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
    return (
        select(ContestScore)
        .join(ContestEntry, ContestEntry.id == ContestScore.entry_id)
        .where(
            ContestScore.round_id == round_id,
            ContestScore.state != ScoreState.HANDED_IN,
            ContestEntry.state == EntryState.ACCEPTED,
        )
    )


def _waited_for(session: Session, row: ContestRound) -> list[ContestJudge]:
    """The judges with a sheet that they can hand in."""
    found = _open(row.id).join(ContestJudge, ContestJudge.id == ContestScore.judge_id)
    pairs = session.execute(found.with_only_columns(ContestJudge, ContestEntry)).all()
    judges = {judge.id: judge for judge, _ in pairs}
    away = conflicts(session, judges.values(), {entry.id: entry for _, entry in pairs}.values())
    can = {judge.id for judge, entry in pairs if (judge.id, entry.id) not in away}
    return [judges[each] for each in sorted(can)]
