"""Which judge scores which entry: proposed evenly around the conflicts, put in place, and changed by hand."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, col, select

from db.contest_vocabulary import ConflictReason, ContestStage, EntryState, ScoreState
from db.models import Contest, ContestEntry, ContestJudge, ContestRound, ContestScore
from domain.choices import chosen
from domain.command import Act, command
from domain.contest import judges, mails
from domain.contest.assigning import assign
from domain.contest.conflicts import Conflicts, conflicts
from domain.contest.contests import RoundClosed
from domain.contest.entering import EntryMovedOn, of
from domain.contest.plans import ROUNDS, check_on, rounds_of
from domain.errors import NotFound, Refused, Unclear
from domain.permissions import activity_keepers
from domain.written import line


class InConflict(Refused):
    message = "This judge does not judge this entry: there is a conflict."


class SheetThere(Refused):
    message = (
        "This judge has begun to score this entry. It is taken from them only where there is a "
        "conflict, with a reason."
    )


@dataclass(frozen=True)
class Proposal:
    """An even assignment: every pair that would stand, and what is known about it."""

    entries: tuple[ContestEntry, ...]
    judges: tuple[ContestJudge, ...]
    conflicts: Conflicts
    stands: frozenset[tuple[int, int]]  # (entry, judge) that are assigned already
    pairs: frozenset[tuple[int, int]]  # (entry, judge) of the proposal
    short: dict[int, int]  # how many judges an entry lacks
    most: int
    fewest: int
    is_proved: bool


def round_of(session: Session, contest: Contest, stage: ContestStage) -> ContestRound:
    """The round of this stage. Raises Unclear for a stage that is not judged."""
    said = chosen(ContestStage, stage, "Stage")
    if said not in ROUNDS:
        raise Unclear(field="Stage")
    return rounds_of(session, contest.id)[said]


def open_round(session: Session, contest: Contest, stage: ContestStage) -> ContestRound:
    """As `round_of`; raises RoundClosed where its ranking stands, CalledOff."""
    check_on(contest)
    found = round_of(session, contest, stage)
    if found.closed_at is not None:
        raise RoundClosed
    return found


def taking_part(session: Session, contest: Contest, stage: ContestStage) -> list[ContestEntry]:
    """The accepted entries that are in this stage, in the order in which they came."""
    later = (ContestStage.FINAL, ContestStage.AWARDED)
    stages = later if stage is ContestStage.FINAL else (ContestStage.PRELIMINARY, *later)
    at = col(ContestEntry.stage).in_(stages)
    found = select(ContestEntry).where(
        ContestEntry.contest_id == contest.id, ContestEntry.state == EntryState.ACCEPTED, at
    )
    return list(session.exec(found.order_by(col(ContestEntry.ticket))))


def propose(session: Session, contest: Contest, stage: ContestStage) -> Proposal:
    """The most even assignment around the conflicts; what is assigned and free of conflicts stays."""
    entries, row = taking_part(session, contest, stage), round_of(session, contest, stage)
    found = select(ContestJudge).where(
        ContestJudge.contest_id == contest.id, col(ContestJudge.is_active)
    )
    active = list(session.exec(found.order_by(col(ContestJudge.id))))
    clashes = conflicts(session, active, entries)
    stands = _standing(session, row)
    may = np.array(
        [[(judge.id, entry.id) not in clashes for judge in active] for entry in entries],
        dtype=bool,
    ).reshape(len(entries), len(active))
    kept = np.array(
        [[(entry.id, judge.id) in stands for judge in active] for entry in entries], dtype=bool
    ).reshape(len(entries), len(active))
    made = assign(may, row.judges, kept & may)
    pairs = {(entries[n].id, active[k].id) for n, k in zip(*np.nonzero(made.taken), strict=True)}
    return Proposal(
        entries=tuple(entries),
        judges=tuple(active),
        conflicts=clashes,
        stands=frozenset(stands),
        pairs=frozenset(pairs),
        short={entries[n].id: int(many) for n, many in enumerate(made.short) if many},
        most=made.most,
        fewest=made.fewest,
        is_proved=made.is_proved,
    )


@command(Contest, by=activity_keepers)
def put(
    act: Act, contest: Contest, *, stage: ContestStage, pairs: Collection[tuple[int, int]]
) -> int:
    """Put (entry, judge) pairs in place, none in conflict; what was there stays. Returns how many are new."""
    row = open_round(act.session, contest, stage)
    entries = {each.id: each for each in taking_part(act.session, contest, row.stage)}
    known = {each: judges.of(act.session, contest, each) for each in {one for _, one in pairs}}
    if not {entry for entry, _ in pairs} <= entries.keys():
        raise EntryMovedOn
    if not all(each.is_active for each in known.values()):
        raise NotFound
    clashes = conflicts(act.session, known.values(), entries.values())
    if any((judge, entry) in clashes for entry, judge in pairs):
        raise InConflict
    new = set(pairs) - _standing(act.session, row)
    to_tell = _idle(act.session, row, {judge for _, judge in new})
    act.session.add_all(
        ContestScore(round_id=row.id, entry_id=entry, judge_id=judge)
        for entry, judge in sorted(new)
    )
    act.session.flush()
    act.record("judges_assigned", contest, stage=row.stage.value, new=len(new))
    for each in sorted(to_tell):
        mails.tell_judge(act, known[each])
    return len(new)


@command(Contest, by=activity_keepers)
def give(act: Act, contest: Contest, *, stage: ContestStage, entry_id: int, judge_id: int) -> None:
    """Give one entry to one more judge, by hand; never to one in conflict."""
    row = open_round(act.session, contest, stage)
    entry, judge = of(act.session, contest, entry_id), judges.of(act.session, contest, judge_id)
    if entry not in taking_part(act.session, contest, row.stage) or not judge.is_active:
        raise EntryMovedOn
    if conflicts(act.session, [judge], [entry]):
        raise InConflict
    if (entry.id, judge.id) not in _standing(act.session, row):
        is_idle = _idle(act.session, row, {judge.id})
        act.add(ContestScore(round_id=row.id, entry_id=entry.id, judge_id=judge.id))
        if is_idle:
            mails.tell_judge(act, judge)
    act.record("judge_given", entry, judge=judge.name, stage=row.stage.value)


@command(Contest, by=activity_keepers)
def take(
    act: Act,
    contest: Contest,
    *,
    stage: ContestStage,
    entry_id: int,
    judge_id: int,
    reason: str = "",
) -> None:
    """Take one entry from a judge who has not begun to score it; in a conflict at any time, with a reason."""
    row = open_round(act.session, contest, stage)
    entry, judge = of(act.session, contest, entry_id), judges.of(act.session, contest, judge_id)
    score = act.session.exec(
        select(ContestScore).where(
            ContestScore.round_id == row.id,
            ContestScore.entry_id == entry.id,
            ContestScore.judge_id == judge.id,
        )
    ).first()
    if score is None:
        raise NotFound
    has_begun = score.state is not ScoreState.ASSIGNED
    if has_begun and not conflicts(act.session, [judge], [entry]):
        raise SheetThere
    why = line(reason, most=400, name="Reason", required=has_begun)
    act.session.delete(score)
    act.record("judge_taken", entry, judge=judge.name, stage=row.stage.value, reason=why)


def told_reason(reason: ConflictReason, *, is_inside: bool) -> ConflictReason:
    """Of dealings between others an outside organiser hears no more than that there is a tie."""
    hidden = reason is ConflictReason.EARLIER_MATCH and not is_inside
    return ConflictReason.ADVISES if hidden else reason


def _idle(session: Session, row: ContestRound, judge_ids: set[int]) -> set[int]:
    """Which of these judges have nothing left to score in a stage that is being scored: they look no more, so that they
    are told when they are given something."""
    if row.begun_at is None:
        return set()
    busy = select(ContestScore.judge_id).where(
        ContestScore.round_id == row.id,
        col(ContestScore.judge_id).in_(judge_ids),
        ContestScore.state != ScoreState.HANDED_IN,
    )
    return judge_ids - set(session.exec(busy))


def _standing(session: Session, row: ContestRound) -> set[tuple[int, int]]:
    found = select(ContestScore.entry_id, ContestScore.judge_id).where(
        ContestScore.round_id == row.id
    )
    return {tuple(each) for each in session.exec(found)}
