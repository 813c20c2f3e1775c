"""Ratings: what enterprises said once their demand was closed, told of whoever answered it, and always of how many.

Counted are the answers to the last round of closed demands: the survey that stands, else what a return visit was told.
Only months that are over count, since a unit must not learn from its figures what one enterprise has just said
(domain reference, section 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, case, col, func, or_, select

from db.engine import snapshot
from db.models import Demand, Leg, Organisation, ReturnVisit, Survey
from db.vocabulary import LegOutcome, Satisfaction, Stage
from domain import clock
from domain.command import Act, command, perform
from domain.permissions import ENGINE, engine

CONTENT = tuple(level for level in Satisfaction if level.is_content)
NOBODY = (0, 0)


@dataclass(frozen=True)
class Rated:
    """How many answered, and how many of them were content."""

    n: int
    good: int


@command(Organisation, by=engine)
def rate(act: Act, organisation: Organisation, *, n: int, good: int) -> None:
    """Put the ratings of the months that are over on the record."""
    organisation.rating_n, organisation.rating_good = n, good
    act.record("rated", organisation, n=n, good=good)


def renew() -> int:
    """Count the ratings anew, once a month is over; returns how many records now say something else."""
    with snapshot() as session:
        counted = count(session)
        rated = select(Organisation.id, Organisation.rating_n, Organisation.rating_good)
        kept = {
            id: (n, good) for id, n, good in session.exec(rated.where(Organisation.rating_n > 0))
        }
    told = {id: (each.n, each.good) for id, each in counted.items()}
    changed = [id for id in {*told, *kept} if told.get(id, NOBODY) != kept.get(id, NOBODY)]
    for organisation_id in sorted(changed):
        n, good = told.get(organisation_id, NOBODY)
        perform(ENGINE, rate, organisation_id, n=n, good=good)
    return len(changed)


def count(session: Session, only: Iterable[int] | None = None) -> dict[int, Rated]:
    """The ratings by organisation, of all or of some."""
    said = func.coalesce(Survey.satisfaction, ReturnVisit.satisfaction)
    good = func.sum(case((said.in_(CONTENT), 1), else_=0))
    this_round = and_(Leg.round == Demand.round, Leg.outcome == LegOutcome.ANSWERED)
    stands = and_(Survey.round == Demand.round, col(Survey.frozen_at).is_not(None))
    asked = (
        select(Leg.unit_id, func.count(), good)
        .select_from(Demand)
        .join(Leg, and_(Leg.demand_id == Demand.id, this_round))
        .outerjoin(Survey, and_(Survey.demand_id == Demand.id, stands))
        .outerjoin(
            ReturnVisit,
            and_(
                ReturnVisit.demand_id == Demand.id,
                ReturnVisit.round == Demand.round,
                col(ReturnVisit.verified_at).is_not(None),
            ),
        )
        .where(
            Demand.stage == Stage.CLOSED,
            col(Demand.closed_at) < _month_began(),
            or_(
                col(Survey.satisfaction).is_not(None),
                col(ReturnVisit.satisfaction).is_not(None),
            ),
        )
        .group_by(col(Leg.unit_id))
    )
    if only is not None:
        asked = asked.where(col(Leg.unit_id).in_(tuple(only)))
    return {unit_id: Rated(n, good) for unit_id, n, good in session.exec(asked)}


def _month_began() -> datetime:
    """The first moment of this month in Wenzhou."""
    local = clock.now().astimezone(clock.LOCAL)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
