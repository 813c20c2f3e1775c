"""What people decided of needs and results, and of needs and expert teams, as grades from 0 to 1: what the engine
learns from, and, of results, is judged by.

A grade comes from how far a match went (met, assessed, contracted), or else from the word on the proposal that counts
where it is proposed (judging.spoken; of a team, that it was set aside). What says nothing of whether the two fit (the
need is gone, it was known already) is no decision.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256

import numpy as np
from sqlmodel import Session, col, func, select

from db.models import HelperAside, Match, MatchJudgement, MatchText, ShownMatch
from db.research_vocabulary import MatchDecline, MatchKind, MatchStage, NotThis, Verdict
from domain import clock
from domain.matchmaking import judging

MOST = 5000  # the newest
PLACES = 10
SAID = {Verdict.FITS: 0.6, Verdict.PARTLY: 0.4, Verdict.NOT_THIS: 0.0}
WENT = {
    MatchStage.MEETING: 0.7,
    MatchStage.ASSESSMENT: 0.8,
    MatchStage.CONTRACT: 0.95,
    MatchStage.TRANSFORMED: 1.0,
}
FAILED = {
    MatchDecline.NOT_RELEVANT: 0.0,
    MatchDecline.NOT_READY: 0.2,
    MatchDecline.TARGETS_MISSED: 0.2,
    MatchDecline.PRICE: 0.3,
}


@dataclass(frozen=True)
class Decision:
    """What was decided of one result, or of one team, for one need."""

    need_id: int
    record_id: int
    grade: float
    at: datetime
    rank: int | None  # in which place it was first shown; none: found otherwise, or not noted
    kind: MatchKind = MatchKind.RESULT


def newest(session: Session, most: int = MOST) -> list[Decision]:
    """The newest decisions on results, the oldest of them first."""
    ranks = _ranks(session)
    found = {
        (need_id, result_id): (grade, at)
        for need_id, result_id, grade, at in (
            *_said(session, most),
            *_went(session, MatchKind.RESULT, most),
        )
    }
    decided = [Decision(*pair, grade, at, ranks.get(pair)) for pair, (grade, at) in found.items()]
    return _in_order(decided)[-most:]


def newest_of_teams(session: Session, most: int = MOST) -> list[Decision]:
    """The newest decisions on expert teams, the oldest of them first."""
    found = {
        (need_id, team_id): (grade, at)
        for need_id, team_id, grade, at in (
            *_set_aside(session, most),
            *_went(session, MatchKind.TEAM, most),
        )
    }
    told = [Decision(*pair, *said, None, MatchKind.TEAM) for pair, said in found.items()]
    return _in_order(told)[-most:]


def to_learn_from(session: Session) -> list[Decision]:
    """The newest decisions on results and on teams."""
    return [*newest(session), *newest_of_teams(session)]


def learnable(session: Session, found: Iterable[Decision]) -> list[Decision]:
    """Those on records that can be proposed still: of the others nothing is learnt."""
    found = list(found)
    there: set[tuple[MatchKind, int]] = set()
    for kind in {each.kind for each in found}:
        kept = select(MatchText.record_id).where(
            MatchText.kind == kind,
            col(MatchText.is_active),
            col(MatchText.record_id).in_({each.record_id for each in found if each.kind is kind}),
        )
        there |= {(kind, record_id) for record_id in session.exec(kept)}
    return [each for each in found if (each.kind, each.record_id) in there]


def lists_of(found: Sequence[Decision]) -> np.ndarray:
    """Which list each decision belongs to: (decisions) numbers. The results for a need and the teams for it are two,
    for the words of the ones are not measured by those of the others."""
    is_team = [each.kind is MatchKind.TEAM for each in found]
    return np.array([each.need_id for each in found], np.int64) * 2 + np.array(is_team, np.int64)


def digest(found: Iterable[Decision]) -> str:
    """Of what was decided, in whatever order: another grade, and another pair, makes another."""
    said = sorted((d.need_id, d.record_id, d.grade, d.rank is not None) for d in found)
    return sha256(repr(said).encode()).hexdigest()


def places(session: Session) -> tuple[list[int], list[int]]:
    """Of each place, the first one first: how often it was judged, and how often shown."""
    shown = _by_place(session, select(ShownMatch.rank, func.count()))
    judged = _by_place(
        session,
        select(ShownMatch.rank, func.count()).join(
            MatchJudgement,
            (MatchJudgement.need_id == ShownMatch.need_id)
            & (MatchJudgement.result_id == ShownMatch.result_id),
        ),
    )
    return judged, shown


def _by_place(session: Session, counted) -> list[int]:
    rows = dict(
        session.exec(counted.where(ShownMatch.rank <= PLACES).group_by(ShownMatch.rank)).all()
    )
    return [rows.get(place, 0) for place in range(1, PLACES + 1)]


def _ranks(session: Session) -> dict[tuple[int, int], int]:
    rows = session.exec(
        select(ShownMatch.need_id, ShownMatch.result_id, func.min(ShownMatch.rank))
        .join(
            MatchJudgement,
            (MatchJudgement.need_id == ShownMatch.need_id)
            & (MatchJudgement.result_id == ShownMatch.result_id),
        )
        .group_by(ShownMatch.need_id, ShownMatch.result_id)
    )
    return {(need_id, result_id): rank for need_id, result_id, rank in rows}


def _said(session: Session, most: int) -> Iterator[tuple[int, int, float, datetime]]:
    """What was said of each pair, the word that counts last."""
    newest_first = select(MatchJudgement.id).order_by(
        col(MatchJudgement.at).desc(), col(MatchJudgement.id).desc()
    )
    for row in judging.spoken(session, col(MatchJudgement.id).in_(newest_first.limit(most))):
        if row.reason is not NotThis.KNOWN_ALREADY:
            yield row.need_id, row.result_id, SAID[row.verdict], row.at


def _set_aside(session: Session, most: int) -> Iterator[tuple[int, int, float, datetime]]:
    """The teams that were set aside for a need, the word that counts last."""
    newest_first = (
        select(HelperAside)
        .where(HelperAside.kind == MatchKind.TEAM, HelperAside.reason != NotThis.KNOWN_ALREADY)
        .order_by(col(HelperAside.at).desc())
        .limit(most)
    )
    for row in reversed(session.exec(newest_first).all()):
        yield row.need_id, row.record_id, SAID[Verdict.NOT_THIS], row.at


def _went(
    session: Session, kind: MatchKind, most: int
) -> Iterator[tuple[int, int, float, datetime]]:
    ended = (*WENT, MatchStage.DECLINED)
    record = col(Match.team_id if kind is MatchKind.TEAM else Match.result_id)
    found = select(Match, record).where(record.is_not(None), col(Match.stage).in_(ended))
    newest_first = found.order_by(col(Match.proposed_at).desc(), col(Match.id).desc())
    for row, record_id in session.exec(newest_first.limit(most)):
        grade = FAILED.get(row.declined_as) if row.declined_as else WENT.get(row.stage)
        if grade is not None:
            yield row.need_id, record_id, grade, _when(row)


def _in_order(found: Iterable[Decision]) -> list[Decision]:
    return sorted(found, key=lambda each: (each.at, each.need_id, each.record_id))


def _when(match: Match) -> datetime:
    if match.agreement_on is not None:
        return datetime.combine(match.agreement_on, time(12), clock.now().tzinfo)
    return match.contacted_at or match.proposed_at
