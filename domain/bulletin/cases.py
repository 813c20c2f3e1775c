"""What may become a typical case: solved orders of very satisfied enterprises, matches that came to a contract or more.

Whose they are is not told: who writes a bulletin need not know it, and the bulletin has many readers. Of a need or a
result that only brokers may see not even the title is.
"""

from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from db.models import Demand, Event, Match, Organisation, ResearchResult, Survey, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchStage
from db.vocabulary import ClosingCode, Satisfaction
from domain.bulletin.orders import moments
from domain.indicators.periods import month_after

MOST = 5  # of each


def orders(session: Session, month: date) -> list[dict[str, Any]]:
    """Solved, very satisfied, the most quickly handled first."""
    begins, ends = moments(month)
    rows = session.exec(
        select(
            Demand.number, Demand.title, Demand.area_code, Organisation.name, Organisation.name_en
        )
        .join(Survey, (Survey.demand_id == Demand.id) & (Survey.round == Demand.round))
        .outerjoin(Organisation, Organisation.id == Demand.unit_id)
        .where(
            Demand.closed_at >= begins,
            Demand.closed_at < ends,
            Demand.closing_code == ClosingCode.SOLVED,
            Survey.satisfaction == Satisfaction.VERY_SATISFIED,
            col(Demand.handled_minutes).is_not(None),
        )
        .order_by(col(Demand.handled_minutes), Demand.id)
        .limit(MOST)
    )
    return [
        {
            "number": row.number,
            "title": row.title,
            "area": row.area_code,
            "unit": row.name or "",
            "unit_en": row.name_en or row.name or "",
        }
        for row in rows
    ]


def matches(session: Session, month: date) -> list[dict[str, Any]]:
    """Those whose result came into use in the month, then those that were signed in it, the largest first."""
    begins, ends = moments(month)
    came_into_use = (
        select(Event.id)
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == Match.id,
            Event.action == "match_transformed",
            Event.at >= begins,
            Event.at < ends,
        )
        .exists()
    )
    signed = and_(
        col(Match.stage).in_((MatchStage.CONTRACT, MatchStage.TRANSFORMED)),
        col(Match.agreement_on) >= month,
        col(Match.agreement_on) < month_after(month, 1),
    )
    in_use = and_(Match.stage == MatchStage.TRANSFORMED, came_into_use)
    rows = session.exec(
        select(Match, TechnicalNeed, ResearchResult)
        .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .where(or_(in_use, signed))
        .order_by(
            col(Match.stage) != MatchStage.TRANSFORMED,
            func.coalesce(Match.agreement_value, 0).desc(),
            Match.id,
        )
        .limit(MOST)
    )
    return [
        {
            "number": match.number,
            "stage": match.stage.value,
            "need": _title(need),
            "result": _title(result),
            "area": match.area_code,
        }
        for match, need, result in rows
    ]


def _title(record: TechnicalNeed | ResearchResult | None) -> str | None:
    """None of one that is for brokers only, and of a team without a result."""
    is_told = record and record.confidentiality is not Confidentiality.BROKERS_ONLY
    return record.title if is_told else None
