"""What is not known of a proposal, what is over, and what else stands in the way of a sure answer.

A doubt is told in words and lowers how sure a proposal is; it adds nothing to the score.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import bindparam
from sqlmodel import Session, case, col, func, select

from db.models import MatchText, Patent, ResearchResult, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchKind, PatentState
from domain import clock
from domain.matching.bags import CHANNELS

FEW = 3


class Doubt(StrEnum):
    """What is not known, or stands in the way of a sure answer."""

    FEW_WORDS = "few_words"  # the two hardly share a word
    OTHER_LANGUAGE = "other_language"  # found over the dictionary only
    READINESS_UNKNOWN = "readiness_unknown"
    FIGURES_UNKNOWN = "figures_unknown"
    MANY_ALIKE = "many_alike"  # ten others fit as well
    WANTED_UNTIL_PASSED = "wanted_until_passed"  # the day by which the need wanted a solution
    PATENT_LAPSED = "patent_lapsed"  # all patents of the result


OVER = frozenset({Doubt.WANTED_UNTIL_PASSED, Doubt.PATENT_LAPSED})  # these speak against it
WEAK = frozenset(
    {Doubt.FEW_WORDS, Doubt.OTHER_LANGUAGE, *OVER}
)  # with any it is one step less sure


def of_texts(
    asked: MatchText,
    row: MatchText,
    words: Sequence[str],
    by_part: Mapping[str, float],
    stands_out: float,
) -> tuple[Doubt, ...]:
    """What the two texts and their fields leave open."""
    by_words = by_part[CHANNELS[0]] + by_part[CHANNELS[1]]
    is_across = by_words <= 0 < by_part[CHANNELS[-1]]
    is_technique = row.kind in (MatchKind.NEED, MatchKind.RESULT)  # people have no readiness
    found = {
        Doubt.OTHER_LANGUAGE: is_across,
        Doubt.FEW_WORDS: not is_across and len(words) < FEW,
        Doubt.READINESS_UNKNOWN: is_technique
        and asked.readiness is not None
        and row.readiness is None,
        Doubt.FIGURES_UNKNOWN: is_technique and bool(asked.targets) and not row.targets,
        Doubt.MANY_ALIKE: stands_out <= 0,
    }
    return tuple(doubt for doubt, holds in found.items() if holds)


def past(
    session: Session, asked: MatchText, kind: MatchKind, keys: Sequence[int]
) -> dict[int, tuple[Doubt, ...]]:
    """By record that is proposed, what is over on either side though neither record has ended."""
    ids = {asked.kind: [asked.record_id], kind: keys}
    over = {
        Doubt.WANTED_UNTIL_PASSED: (MatchKind.NEED, _late),
        Doubt.PATENT_LAPSED: (MatchKind.RESULT, _unprotected),
    }
    holds: dict[Doubt, set[int]] = {}
    for doubt, (side, find) in over.items():
        found = find(session, ids[side]) if side in ids else set()
        holds[doubt] = found if side is kind else set(keys) if found else set()
    return {key: tuple(doubt for doubt, its in holds.items() if key in its) for key in keys}


def _late(session: Session, ids: Sequence[int]) -> set[int]:
    """The needs among these that wanted a solution by a day that has passed."""
    asked = {"ids": list(ids), "today": clock.now().date()}
    return set(session.exec(_LATE, params=asked))


def _unprotected(session: Session, ids: Sequence[int]) -> set[int]:
    """The results among these whose patents have all lapsed; only where the owner is open: of others none is told."""
    return set(session.exec(_UNPROTECTED, params={"ids": list(ids)}))


# Put together once: every list of proposals asks for both.
_IDS = bindparam("ids", expanding=True)
_LATE = select(TechnicalNeed.id).where(
    col(TechnicalNeed.id).in_(_IDS), col(TechnicalNeed.wanted_by) < bindparam("today")
)
_UNPROTECTED = (
    select(Patent.result_id)
    .join(ResearchResult, ResearchResult.id == Patent.result_id)
    .where(col(Patent.result_id).in_(_IDS), ResearchResult.confidentiality == Confidentiality.OPEN)
    .group_by(Patent.result_id)
    .having(func.sum(case((Patent.state == PatentState.LAPSED, 0), else_=1)) == 0)
)
