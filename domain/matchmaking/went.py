"""How far the matches of a need or a result went, as what was said of each pair: whoever met has found that the two
fit, and who ended it has said why they do not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.models import Match
from db.research_vocabulary import MatchDecline, MatchStage, NotThis, Verdict

FAR = (MatchStage.MEETING, MatchStage.ASSESSMENT, MatchStage.CONTRACT, MatchStage.TRANSFORMED)
# Other reasons to end a match say nothing of the result: that the need is gone, that nobody answered.
WHY_NOT = {
    MatchDecline.NOT_RELEVANT: NotThis.OTHER_SUBJECT,
    MatchDecline.NOT_READY: NotThis.NOT_READY,
    MatchDecline.TARGETS_MISSED: NotThis.TARGETS_MISSED,
    MatchDecline.PRICE: NotThis.TOO_EXPENSIVE,
    MatchDecline.NO_CAPACITY: NotThis.NO_CAPACITY,
}


@dataclass(frozen=True)
class Went:
    """What a match says of its two, begun at that moment; no reason: none that tells of the result."""

    need_id: int
    result_id: int
    verdict: Verdict
    reason: NotThis | None
    at: datetime


def of_matches(session: Session, condition: ColumnElement[bool]) -> Iterator[Went]:
    """Of the matches that came as far as a meeting, or ended."""
    asked = select(
        Match.need_id, Match.result_id, Match.stage, Match.declined_as, Match.proposed_at
    ).where(
        condition,
        col(Match.result_id).is_not(None),
        col(Match.stage).in_((*FAR, MatchStage.DECLINED)),
    )
    for need_id, result_id, stage, declined_as, at in session.exec(asked.order_by(col(Match.id))):
        if stage is MatchStage.DECLINED:
            yield Went(need_id, result_id, Verdict.NOT_THIS, WHY_NOT.get(declined_as), at)
        else:
            yield Went(need_id, result_id, Verdict.FITS, None, at)
