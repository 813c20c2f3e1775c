"""What the page on learning shows: what is in use, what was learnt when, and how well the engine did by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlmodel import Session, col, select

from db.models import LearnedWeights, MonthTrial, User
from domain import topics
from domain.matchmaking import decisions, weights
from domain.matchmaking.months import SHOWN
from domain.permissions import Person, allows, engine_keepers

MOST = 24
TOPICS = (topics.NEEDS, topics.MATCHES, topics.RULES)


@dataclass(frozen=True)
class Learnt:
    """Weights that were learnt once."""

    id: int
    version: int
    learnt_at: datetime
    by: str  # "": by itself
    decisions: int
    needs: int
    weights: Mapping[str, float]
    right_before: float
    right_after: float
    is_in_use: bool


@dataclass(frozen=True)
class State:
    """What has been learned so far, the newest first."""

    decisions: int  # that there are now, on results and teams that can be proposed still
    needs: int  # of which one was found better than another of its kind
    learnt: tuple[Learnt, ...]
    may_change: bool

    @property
    def in_use(self) -> Learnt | None:
        return next((each for each in self.learnt if each.is_in_use), None)


@dataclass(frozen=True)
class Month:
    """The engine and its rivals on the decisions of one month; no figures where too little was decided."""

    month: date
    decisions: int
    needs: int
    results: int
    engine: Mapping[str, float]
    rivals: Mapping[str, Mapping[str, float]]
    shown_by_engine: float | None  # share of the decisions that were on what the engine had shown


def state(session: Session, person: Person) -> State:
    """What there is to learn from, and the last sets of weights that were learnt, the newest first."""
    rows = session.exec(
        select(LearnedWeights, User.name)
        .outerjoin(User, User.id == LearnedWeights.by_id)
        .order_by(col(LearnedWeights.id).desc())
        .limit(MOST)
    )
    found = decisions.learnable(session, decisions.to_learn_from(session))
    asked = decisions.lists_of(found)
    return State(
        decisions=len(found),
        needs=weights.needs_that_tell(asked, np.array([each.grade for each in found], float)),
        learnt=tuple(
            Learnt(
                id=row.id,
                version=row.version,
                learnt_at=row.learnt_at,
                by=name or "",
                decisions=row.decisions,
                needs=row.needs,
                weights=row.weights,
                right_before=row.right_before,
                right_after=row.right_after,
                is_in_use=row.is_in_use,
            )
            for row, name in rows
        ),
        may_change=allows(engine_keepers, person, None),
    )


def months(session: Session, person: Person) -> tuple[Month, ...]:
    """The last months, the oldest first."""
    newest = select(MonthTrial).order_by(col(MonthTrial.month).desc()).limit(12)
    return tuple(_month(row) for row in reversed(session.exec(newest).all()))


def _month(row: MonthTrial) -> Month:
    figures = {name: value for name, value in row.figures.items() if isinstance(value, int | float)}
    return Month(
        month=row.month,
        decisions=row.decisions,
        needs=row.needs,
        results=row.results,
        engine=figures,
        rivals=row.figures.get("rivals", {}),
        shown_by_engine=row.figures.get(SHOWN),
    )
