"""The engine's reasons as of the day on which two were brought together: kept with their match, and read from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from db.models import Match, MatchText
from db.research_vocabulary import MatchKind
from domain.matchmaking.fields import FieldPart, Why
from domain.matchmaking.marking import as_said, telling
from domain.matchmaking.proposals import Proposed


@dataclass(frozen=True)
class Kept:
    """What the score was made of; `parts` and the values of `fields` add up to it, as those of the proposal do.

    What a field says in numbers is empty for a reader who may not know both names, and of matches of the first months;
    those were kept rounded to four places, too.
    """

    at: datetime
    score: float
    parts: tuple[tuple[str, float], ...]
    fields: tuple[FieldPart, ...]


def of(proposed: Proposed) -> dict[str, Any]:
    """The reasons as they are kept."""
    return {
        "score": proposed.score,
        "parts": dict(proposed.parts),
        "fields": [[part.why.value, part.value, dict(part.said)] for part in proposed.fields],
        "words": list(proposed.words),
        "pairs": [list(pair) for pair in proposed.pairs],
    }


def read(match: Match, *, tells: bool) -> Kept | None:
    """The reasons of a match, with what its fields say where the reader is told; None where the engine found none."""
    if match.score is None:
        return None
    return Kept(
        at=match.proposed_at,
        score=match.score,
        parts=tuple(match.why.get("parts", {}).items()),
        fields=tuple(
            FieldPart(Why(why), value, said if tells else {})
            for why, value, said in _fields(match.why)
        ),
    )


def words(session: Session, match: Match) -> tuple[str, ...]:
    """The words that both said, as they stand in the two texts today: they are kept as they were compared."""
    other = (
        (MatchKind.TEAM, match.team_id) if match.team_id else (MatchKind.RESULT, match.result_id)
    )
    return as_they_stand(
        session, match.why.get("words", ()), (MatchKind.NEED, match.need_id), other
    )


def as_they_stand(
    session: Session, compared: Iterable[str], *records: tuple[MatchKind, int]
) -> tuple[str, ...]:
    """Words that were kept as they were compared (stems, pieces of Chinese words), as they stand in the texts of the
    records today; those only that tell a reader something."""
    texts = (row.text for place in records if (row := session.get(MatchText, place)))
    return tuple(as_said("\n".join(texts), telling(compared)))


def _fields(why: Mapping[str, Any]) -> list[tuple[str, float, dict]]:
    """At first only the values were kept, by what the field says."""
    kept = why.get("fields", [])
    if isinstance(kept, Mapping):
        return [(name, value, {}) for name, value in kept.items()]
    return [tuple(each) for each in kept]
