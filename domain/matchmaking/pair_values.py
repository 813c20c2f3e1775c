"""What the engine scores pairs of many needs and many results or teams at: numbers alone, for whoever asks no reasons.

A docking day asks for all of its pairs at once. These are the numbers of `proposals.propose`, with all that it heeds:
fields, neighbouring areas, what is known of who stands behind a result, what was said of it; without what it finds out
to explain them.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from db.models import MatchText
from db.research_vocabulary import MatchKind
from domain import zones
from domain.matchmaking import also_called, fields, helpers_aside, judging, learned, meaning
from domain.matchmaking.fields import Fields
from domain.matchmaking.proposals import NOTHING_SAID, pool
from domain.matchmaking.row_fields import fields_of
from domain.matchmaking.shelves import index_of
from domain.permissions import ENGINE
from domain.queries.proposals import results_beside
from domain.queries.track_records import teams_beside


def of_pairs(
    session: Session,
    need_ids: Sequence[int],
    record_ids: Sequence[int],
    kind: MatchKind = MatchKind.RESULT,
) -> dict[tuple[int, int], float]:
    """By (need, record), the score of the best results, or of the best teams, for each need.

    What is below zero is left out, and so is what somebody has set aside for a need.
    """
    if not need_ids or not record_ids:
        return {}
    weights, near = learned.weights(session), zones.neighbours(session)
    its = _records(session, kind, record_ids, near)
    said_of = (
        judging.of_needs(session, need_ids)
        if kind is MatchKind.RESULT
        else helpers_aside.of_needs(session, need_ids, kind)
    )
    values = {}
    with index_of(session, kind, holding=record_ids) as index:
        needs = _needs(session, need_ids)
        also = also_called.names(session, needs)
        for asked in needs:
            ours = fields_of(asked, near=near, also=also)
            judged = said_of.get(asked.record_id, NOTHING_SAID)
            best, _ = pool(index, index.heard(asked.text), judged, record_ids)
            best = [each for each in best if each[0] in its]
            means = meaning.parts(session, asked, kind, [key for key, *_ in best])
            for key, by_words, said in best:
                found = fields.parts(ours, its[key], judged.reasons, weights)
                score = by_words + (said + means.get(key, 0.0)) + sum(part.value for part in found)
                if score > 0:
                    values[asked.record_id, key] = score
    return values


def _needs(session: Session, need_ids: Sequence[int]) -> list[MatchText]:
    found = select(MatchText).where(
        MatchText.kind == MatchKind.NEED, col(MatchText.record_id).in_(need_ids)
    )
    return list(session.exec(found))


def _records(
    session: Session,
    kind: MatchKind,
    record_ids: Sequence[int],
    near: Mapping[str, frozenset[str]],
) -> dict[int, Fields]:
    """The fields of those that can be found, with what is known of who stands behind them."""
    is_result = kind is MatchKind.RESULT
    beside = (
        results_beside(session, ENGINE, record_ids)
        if is_result
        else teams_beside(session, record_ids)
    )
    found = select(
        MatchText.record_id,
        MatchText.industry_codes,
        MatchText.area_code,
        MatchText.targets,
        MatchText.readiness,
        MatchText.money,
    ).where(
        MatchText.kind == kind,
        col(MatchText.record_id).in_(record_ids),
        col(MatchText.is_active),
    )
    return {
        row.record_id: fields_of(row, beside[row.record_id], near)
        for row in session.exec(found)
        if row.record_id in beside
    }
