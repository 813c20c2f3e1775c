"""What the engine scores pairs of many needs and many results at: numbers alone, for whoever asks for no reasons.

A docking day asks for all of its pairs at once. These are the numbers of `proposals.propose`, without what it finds out
to explain them.
"""

from collections.abc import Sequence

from sqlalchemy import Row
from sqlmodel import Session, col, select

from db.models import MatchText
from db.research_vocabulary import MatchKind
from domain.matchmaking import fields, learned, meaning
from domain.matchmaking.proposals import fields_of, pool
from domain.matchmaking.shelves import index_of


def of_pairs(
    session: Session, need_ids: Sequence[int], result_ids: Sequence[int]
) -> dict[tuple[int, int], float]:
    """By (need, result), the score of the best results for each need; what is below zero is left out."""
    if not need_ids or not result_ids:
        return {}
    weights = learned.weights(session)
    its = {row.record_id: fields_of(row) for row in _results(session, result_ids)}
    values = {}
    with index_of(session, MatchKind.RESULT) as index:
        for asked in _needs(session, need_ids):
            ours = fields_of(asked)
            best, _ = pool(index, index.heard(asked.text), allowed=result_ids)
            best = [each for each in best if each[0] in its]
            means = meaning.parts(session, asked, MatchKind.RESULT, [key for key, *_ in best])
            for key, by_words, said in best:
                found = fields.parts(ours, its[key], (), weights)
                score = by_words + (said + means.get(key, 0.0)) + sum(part.value for part in found)
                if score > 0:
                    values[asked.record_id, key] = score
    return values


def _needs(session: Session, need_ids: Sequence[int]) -> list[MatchText]:
    found = select(MatchText).where(
        MatchText.kind == MatchKind.NEED, col(MatchText.record_id).in_(need_ids)
    )
    return list(session.exec(found))


def _results(session: Session, result_ids: Sequence[int]) -> list[Row]:
    found = select(
        MatchText.record_id,
        MatchText.industry_codes,
        MatchText.area_code,
        MatchText.targets,
        MatchText.readiness,
        MatchText.money,
    ).where(
        MatchText.kind == MatchKind.RESULT,
        col(MatchText.record_id).in_(result_ids),
        col(MatchText.is_active),
    )
    return list(session.exec(found))
