"""How far the matches of a need, a result or a team went, as what was said of each pair: whoever met has found that the
two fit, and who ended it has said why they do not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.models import Match
from db.research_vocabulary import MatchDecline, MatchKind, MatchStage, NotThis, Verdict

FAR = (MatchStage.MEETING, MatchStage.ASSESSMENT, MatchStage.CONTRACT, MatchStage.TRANSFORMED)
# Other reasons to end a match say nothing of the record: that the need is gone, that nobody answered.
WHY_NOT = {
    MatchDecline.NOT_RELEVANT: NotThis.OTHER_SUBJECT,
    MatchDecline.NOT_READY: NotThis.NOT_READY,
    MatchDecline.TARGETS_MISSED: NotThis.TARGETS_MISSED,
    MatchDecline.PRICE: NotThis.TOO_EXPENSIVE,
    MatchDecline.NO_CAPACITY: NotThis.NO_CAPACITY,
}


@dataclass(frozen=True)
class Went:
    """What a match says of its two, begun at that moment; no reason: none that tells of the record."""

    need_id: int
    record_id: int  # of the result, or of the team
    verdict: Verdict
    reason: NotThis | None
    at: datetime


def of_matches(
    session: Session, condition: ColumnElement[bool], kind: MatchKind = MatchKind.RESULT
) -> Iterator[Went]:
    """Of the matches with results, or with teams, that came as far as a meeting, or ended."""
    record = col(Match.team_id if kind is MatchKind.TEAM else Match.result_id)
    asked = select(Match.need_id, record, Match.stage, Match.declined_as, Match.proposed_at).where(
        condition, record.is_not(None), col(Match.stage).in_((*FAR, MatchStage.DECLINED))
    )
    in_order = asked.order_by(col(Match.proposed_at), col(Match.id))
    for need_id, record_id, stage, declined_as, at in session.exec(in_order):
        if stage is MatchStage.DECLINED:
            yield Went(need_id, record_id, Verdict.NOT_THIS, WHY_NOT.get(declined_as), at)
        else:
            yield Went(need_id, record_id, Verdict.FITS, None, at)


def outweighs(match: Went, set_aside_at: datetime | None) -> bool:
    """Whether what came of a match counts before what was said of its two; but who set the two aside (at that moment;
    none: nobody did) said why, and whoever did so after the match had begun knew of it."""
    if set_aside_at is None:
        return True
    return match.verdict is not Verdict.NOT_THIS and set_aside_at < match.at
