"""What a language model says of two texts, where one is set up: one more part of a score, from vectors that are kept.

Nothing here waits for the model: vectors are fetched by a job (server/embeddings.py). A record without one is neither
lifted nor lowered, so that a model that is away for a while changes little.
"""

import math
from collections.abc import Sequence

import numpy as np
from sqlmodel import Session, and_, col, or_, select

from db.models import MatchText, MatchVector
from db.research_vocabulary import MatchKind
from db.settings import settings

MOST = 0.15  # at most, up or down; the words lie between 0 and 1 [own]


def is_on() -> bool:
    return bool(settings().embeddings_url and settings().embeddings_model)


def parts(
    session: Session, asked: MatchText, kind: MatchKind, keys: Sequence[int]
) -> dict[int, float]:
    """What meaning adds to each of these records; nothing of all where the model is off or the need has no vector yet.

    The likeness of each beside the mean of them all, so that a model that finds everything alike moves nothing.
    """
    if not is_on() or not keys:
        return {}
    model = settings().embeddings_model
    own = session.get(MatchVector, (asked.kind, asked.record_id, model))
    if own is None or own.position != asked.position:
        return {}
    found = select(MatchVector).where(
        MatchVector.kind == kind, MatchVector.model == model, col(MatchVector.record_id).in_(keys)
    )
    ours = np.frombuffer(own.vector, np.float32)
    if not len(ours):  # a text that the model refuses
        return {}
    alike = {
        row.record_id: float(ours @ its)
        for row in session.exec(found)
        if len(its := np.frombuffer(row.vector, np.float32)) == len(ours)
    }
    if len(alike) < 2:
        return {}
    mean = sum(alike.values()) / len(alike)
    widest = max(abs(value - mean) for value in alike.values())
    if widest < 1e-6:
        return {}
    return {key: MOST * (value - mean) / widest for key, value in alike.items()}


def waiting(session: Session, most: int) -> list[MatchText]:
    """Texts without a vector of the model, or with one of an earlier text."""
    has_one = and_(
        MatchVector.kind == MatchText.kind,
        MatchVector.record_id == MatchText.record_id,
        MatchVector.model == settings().embeddings_model,
    )
    found = (
        select(MatchText)
        .outerjoin(MatchVector, has_one)
        .where(
            col(MatchText.is_active),
            or_(col(MatchVector.position).is_(None), MatchVector.position != MatchText.position),
        )
    )
    return list(session.exec(found.order_by(MatchText.position, MatchText.record_id).limit(most)))


def keep(session: Session, texts: Sequence[MatchText], vectors: Sequence[Sequence[float]]) -> None:
    """Keep the vectors of texts; an empty one of a text that the model refuses, so that it is not asked again until the
    text is another. It is a copy of what a model said, not a change by a person: no command."""
    for text, vector in zip(texts, vectors, strict=True):
        # Made of length one before it is made small: 1e39 is no float32, and the square of 1e200 no float64.
        line = np.array(vector, np.float64) / (math.hypot(*vector) or 1.0)
        session.merge(
            MatchVector(
                kind=text.kind,
                record_id=text.record_id,
                model=settings().embeddings_model,
                position=text.position,
                vector=line.astype(np.float32).tobytes(),
            )
        )
