"""Whose needs and results these are."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from db.models import ResearchResult, TechnicalNeed


def owners_of(
    session: Session, need_ids: Iterable[int], result_ids: Iterable[int]
) -> tuple[set[int], set[int]]:
    """The organisations behind some needs, and those behind some results."""
    needs = select(TechnicalNeed.enterprise_id).where(col(TechnicalNeed.id).in_(set(need_ids)))
    results = select(ResearchResult.organisation_id).where(
        col(ResearchResult.id).in_(set(result_ids))
    )
    return set(session.exec(needs)), set(session.exec(results))
