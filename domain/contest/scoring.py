"""Scoring: the sheet with its criteria and versions, a judge's own sheets, conflicts that a judge declares."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from db.contest_vocabulary import ContestStage, EntryState, ScoreState
from db.models import (
    Contest,
    ContestConflict,
    ContestEntry,
    ContestJudge,
    ContestRound,
    ContestScore,
    ContestSheet,
)
from domain.command import Act, command
from domain.contest import mails
from domain.contest.assignments import open_round, taking_part
from domain.contest.conflicts import conflicts
from domain.contest.entering import of
from domain.contest.judges import who_judges
from domain.contest.plans import rounds_of
from domain.contest.ranking import Criterion
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.permissions import activity_keepers, anyone
from domain.written import line, paragraph

MOST_CRITERIA, MOST_WEIGHT, MOST_POINTS = 12, 100, 100
S = ScoreState


class NoSheet(Refused):
    message = "Please say first what is scored."


class BegunAlready(Refused):
    message = "This stage is being scored already."


class NotReviewed(Refused):
    message = "{n} entries are not looked over yet."


class NobodyJudges(Refused):
    message = "{n} entries have no judge yet."


class NotScored(Refused):
    message = "Nothing is scored at the moment."


class HandedInAlready(Refused):
    message = "This sheet is handed in; the organisers can give it back with a reason."


class TiedToIt(Refused):
    message = "A tie between you and this project is known: you do not judge it, and the organisers take it from you."


class PointsMissing(Refused):
    message = "Please score every criterion before you hand in: {name} is missing."


@command(Contest, by=activity_keepers)
def set_sheet(
    act: Act,
    contest: Contest,
    *,
    stage: ContestStage,
    criteria: Sequence[Criterion],
    reason: str = "",
) -> int:
    """Say what is scored in a stage. Once scoring has begun it is another version, with a reason; returns the version.

    Where only weights and names change, sheets that are handed in stay; otherwise their judges hand them in anew.
    """
    row = open_round(act.session, contest, stage)
    said, has_begun = _criteria(criteria), row.begun_at is not None
    why = line(reason, most=400, name="Reason", required=has_begun)
    before = criteria_of(act.session, row)
    if row.sheet and not has_begun:
        act.session.delete(act.session.get_one(ContestSheet, (row.id, row.sheet)))
        act.session.flush()
    row.sheet = row.sheet + 1 if has_begun else 1
    act.add(
        ContestSheet(
            round_id=row.id,
            version=row.sheet,
            criteria=said,
            reason=why,
            by_id=act.actor.id,
            made_at=act.now,
        )
    )
    again = 0
    if has_begun and _asked(before) != _asked(criteria):
        again = _give_back_all(act, row)
    told = {"stage": row.stage.value, "sheet": row.sheet, "reason": why, "again": again}
    act.record("contest_sheet_set", contest, **told)
    return row.sheet


@command(Contest, by=activity_keepers)
def begin(act: Act, contest: Contest, *, stage: ContestStage) -> int:
    """Let the judges score a stage; each is sent their link. Returns to how many by mail."""
    row = open_round(act.session, contest, stage)
    if row.begun_at is not None:
        raise BegunAlready
    if not row.sheet:
        raise NoSheet
    waiting = select(ContestEntry.id).where(
        ContestEntry.contest_id == contest.id, ContestEntry.state == EntryState.SUBMITTED
    )
    if waits := len(act.session.exec(waiting).all()):
        raise NotReviewed(n=waits)
    entries = {each.id for each in taking_part(act.session, contest, row.stage)}
    given = select(ContestScore).where(ContestScore.round_id == row.id)
    scores = list(act.session.exec(given))
    without = entries - {each.entry_id for each in scores}
    if without or not entries:
        raise NobodyJudges(n=len(without))
    row.begun_at = act.now
    contest.stage = row.stage
    told = 0
    for judge_id in sorted({each.judge_id for each in scores}):
        told += mails.tell_judge(act, act.session.get_one(ContestJudge, judge_id))
    act.record("scoring_begun", contest, stage=row.stage.value, told=told)
    return told


@command(Contest, by=anyone)
def save(
    act: Act,
    contest: Contest,
    *,
    entry_id: int,
    points: Mapping[str, int],
    comment: str = "",
    token: str = "",
) -> None:
    """Keep one's own sheet for an entry as a draft; points may be missing."""
    score, row = _own(act, contest, entry_id, token)
    _put(act, score, row, points, comment)
    score.state = S.DRAFT
    act.record("sheet_saved", score)


@command(Contest, by=anyone)
def hand_in(
    act: Act,
    contest: Contest,
    *,
    entry_id: int,
    points: Mapping[str, int],
    comment: str = "",
    token: str = "",
) -> None:
    """Hand in one's own sheet for an entry; from then on only the organisers give it back."""
    score, row = _own(act, contest, entry_id, token)
    _put(act, score, row, points, comment)
    for each in criteria_of(act.session, row):
        if each.key not in score.points:
            raise PointsMissing(name=each.name)
    score.state, score.handed_in_at = S.HANDED_IN, act.now
    act.record("sheet_handed_in", score, points=dict(score.points), sheet=score.sheet)


@command(Contest, by=anyone)
def declare(act: Act, contest: Contest, *, entry_id: int, reason: str, token: str = "") -> None:
    """Say as a judge that one does not judge an entry; it is given back, and never given to this judge again.

    What they scored in a stage whose ranking stands is untouched.
    """
    judge, entry = who_judges(act, contest, token), of(act.session, contest, entry_id)
    mine = (
        select(ContestScore)
        .join(ContestRound, ContestRound.id == ContestScore.round_id)
        .where(
            ContestScore.judge_id == judge.id,
            ContestScore.entry_id == entry.id,
            col(ContestRound.closed_at).is_(None),
        )
    )
    scores = list(act.session.exec(mine))
    if not scores:
        raise NotFound
    if any(each.state is S.HANDED_IN for each in scores):
        raise HandedInAlready
    why = line(reason, most=400, name="Reason")
    act.add(ContestConflict(judge_id=judge.id, entry_id=entry.id, reason=why, said_at=act.now))
    for each in scores:
        act.session.delete(each)
    act.record("conflict_declared", entry, judge=judge.name, reason=why)


@command(Contest, by=activity_keepers)
def give_back(act: Act, contest: Contest, *, score_id: int, reason: str) -> None:
    """Give a sheet that was handed in back to its judge, with a reason; it counts again when it is handed in again.

    That of somebody who judges no more is gone with it: nobody could hand it in.
    """
    score = act.session.get(ContestScore, score_id)
    row = act.session.get(ContestRound, score.round_id) if score else None
    if row is None or row.contest_id != contest.id:
        raise NotFound
    open_round(act.session, contest, row.stage)
    if score.state is not S.HANDED_IN:
        raise NotScored
    why = line(reason, most=400, name="Reason")
    _give_back(act, score, reason=why, points=dict(score.points))


def criteria_of(session: Session, row: ContestRound) -> tuple[Criterion, ...]:
    """What is scored in a round now; nothing while it was not said."""
    if not row.sheet:
        return ()
    sheet = session.get_one(ContestSheet, (row.id, row.sheet))
    return tuple(Criterion(**each) for each in sheet.criteria)


def running(session: Session, contest: Contest) -> ContestRound | None:
    """The round that is scored now; none of a competition that is called off."""
    if contest.called_off_at is not None:
        return None
    for row in rounds_of(session, contest.id).values():
        if row.begun_at is not None and row.closed_at is None:
            return row
    return None


def _own(
    act: Act, contest: Contest, entry_id: int, token: str
) -> tuple[ContestScore, ContestRound]:
    """One's own sheet for an entry that is still open. Raises NotFound, NotScored, HandedInAlready, TiedToIt."""
    judge, row = who_judges(act, contest, token), running(act.session, contest)
    if row is None:
        raise NotScored
    score = act.session.exec(
        select(ContestScore).where(
            ContestScore.round_id == row.id,
            ContestScore.judge_id == judge.id,
            ContestScore.entry_id == entry_id,
        )
    ).first()
    if score is None:
        raise NotFound
    entry = of(act.session, contest, entry_id)
    if entry.state is not EntryState.ACCEPTED:
        raise NotScored
    if score.state is S.HANDED_IN:
        raise HandedInAlready
    if conflicts(act.session, [judge], [entry]):
        raise TiedToIt
    return score, row


def _put(
    act: Act, score: ContestScore, row: ContestRound, points: Mapping[str, int], comment: str
) -> None:
    known = {each.key: each for each in criteria_of(act.session, row)}
    given = {key: value for key, value in points.items() if value is not None}
    if not given.keys() <= known.keys():
        raise Unclear(field="Points")
    for key, value in given.items():
        if not isinstance(value, int) or not 0 <= value <= known[key].most:
            raise Unclear(field="Points")
    score.points, score.sheet = given, row.sheet
    score.comment = paragraph(comment, most=1000, name="Comment", required=False)


def _criteria(criteria: Sequence[Criterion]) -> list[dict]:
    """The criteria as they are kept, checked. Raises Missing, Unclear."""
    if not criteria:
        raise Missing(field="Criteria")
    keys = {each.key for each in criteria}
    if len(criteria) > MOST_CRITERIA or len(keys) < len(criteria) or "" in keys:
        raise Unclear(field="Criteria")
    for each in criteria:
        if not (1 <= each.weight <= MOST_WEIGHT and 1 <= each.most <= MOST_POINTS):
            raise Unclear(field="Criteria")
    return [
        {
            "key": line(each.key, most=40, name="Criteria"),
            "name": line(each.name, most=60, name="Criteria"),
            "name_en": line(each.name_en, most=80, name="Criteria", required=False),
            "weight": each.weight,
            "most": each.most,
        }
        for each in criteria
    ]


def _asked(criteria: Sequence[Criterion]) -> dict[str, int]:
    return {each.key: each.most for each in criteria}


def _give_back_all(act: Act, row: ContestRound) -> int:
    """Other things are scored now: what was handed in is a draft again, with the points that still have their place."""
    handed = select(ContestScore).where(
        ContestScore.round_id == row.id, col(ContestScore.state) != S.ASSIGNED
    )
    known = _asked(criteria_of(act.session, row))
    many = 0
    for each in act.session.exec(handed).all():
        many += each.state is S.HANDED_IN
        kept = {key: n for key, n in each.points.items() if n <= known.get(key, -1)}
        each.points = kept
        _give_back(act, each, reason="", points=kept)
    return many


def _give_back(act: Act, score: ContestScore, **told) -> None:
    """Let a sheet be a draft again; it goes where its judge judges no more, or the stage would wait for it for ever."""
    score.state, score.handed_in_at = S.DRAFT, None
    act.record("sheet_given_back", score, **told)
    if not act.session.get_one(ContestJudge, score.judge_id).is_active:
        act.session.delete(score)
