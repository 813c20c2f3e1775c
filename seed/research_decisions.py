"""What brokers said of proposals in the last months of the demo year, and what the engine learnt from it."""

from contextlib import suppress
from datetime import timedelta
from random import Random

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import ResearchResult, TechnicalNeed
from db.research_vocabulary import NotThis, RecordStage, Verdict
from db.vocabulary import Role
from domain import clock
from domain.command import perform
from domain.errors import Refused
from domain.matchmaking import judging, learning, months, shown
from domain.permissions import ENGINE
from domain.queries.proposals import Proposals, results_for
from seed.keeping import Keeper
from seed.town import Town

MONTHS, NEEDS, LOOKED_AT = 5, 7, 6  # back, a month, first places of a list


def live(keeper: Keeper, rng: Random, town: Town) -> None:
    """Some needs a month are looked through; then the engine learns, and every month is worked out."""
    broker = town.desk[Role.INTAKE][0]
    for back in range(MONTHS, 0, -1):
        at = keeper.until - timedelta(days=28 * back - rng.randint(3, 12))
        for need_id in rng.sample(_published(), NEEDS):
            with clock.stopped(at + timedelta(minutes=rng.randint(0, 400))):
                _look_through(broker, need_id)
    with clock.stopped(keeper.until):
        with suppress(Refused):  # where the decisions of this year teach nothing better
            perform(broker, learning.learn)
        while months.work_out():
            pass


def _published() -> list[int]:
    with snapshot() as session:
        found = select(TechnicalNeed.id).where(TechnicalNeed.stage == RecordStage.PUBLISHED)
        return list(session.exec(found.order_by(TechnicalNeed.created_at, TechnicalNeed.id)))


def _look_through(broker: int, need_id: int) -> None:
    with snapshot() as session:
        need = session.get_one(TechnicalNeed, need_id)
        proposals = results_for(session, ENGINE, need_id)
        said = _said(session, need, proposals)
    shown.note(need_id, proposals.shown, proposals.engine)
    for result_id, (verdict, reason) in said.items():
        perform(broker, judging.judge, need_id, result_id=result_id, verdict=verdict, reason=reason)


def _said(
    session: Session, need: TechnicalNeed, proposals: Proposals
) -> dict[int, tuple[Verdict, NotThis | None]]:
    """As somebody would who knows the matter: of the same matter, ripe enough, within the budget."""
    ids = [each.id for each in proposals.shown[:LOOKED_AT]]
    rows = session.exec(select(ResearchResult).where(col(ResearchResult.id).in_(ids))).all()
    return {row.id: _verdict(need, row) for row in rows}


def _verdict(need: TechnicalNeed, result: ResearchResult) -> tuple[Verdict, NotThis | None]:
    if not set(need.keywords) & set(result.keywords):
        return Verdict.NOT_THIS, NotThis.OTHER_SUBJECT
    if need.least_readiness and (result.readiness or 0) < need.least_readiness - 1:
        return Verdict.NOT_THIS, NotThis.NOT_READY
    if need.budget and result.price and result.price > need.budget:
        return Verdict.PARTLY, None
    return Verdict.FITS, None
