"""What has been learned and is in use: every proposal asks for it."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from db.models import LearnedWeights
from domain.matchmaking.fields import AS_LAID_DOWN

ENGINE = "6"  # raised when the ranking changes


def in_use(session: Session) -> LearnedWeights | None:
    """None: the weights that were laid down."""
    return session.exec(select(LearnedWeights).where(col(LearnedWeights.is_in_use))).first()


def weights(session: Session) -> Mapping[str, float]:
    """How many times as heavy each group of fields is."""
    row = in_use(session)
    return row.weights if row else AS_LAID_DOWN


def engine(session: Session) -> str:
    """What ranked: the version of the engine, and of what it has learned."""
    row = in_use(session)
    return f"{ENGINE}.{row.id}" if row else ENGINE
