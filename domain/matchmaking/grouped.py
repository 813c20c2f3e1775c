"""The figures of all matches by any key, quickly: for the indicators, which put months and places side by side."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, and_, case, col, func, or_, select

from db.models import Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchFigure
from db.spans import days_between
from domain.matchmaking.figures import Figures, Scope, behind, within
from domain.permissions import ENGINE, Person

Where = Sequence[ColumnElement[bool]]


def grouped(
    session: Session,
    scope: Scope,
    key: ColumnElement,
    *,
    named_to: Person,
    joined: tuple[type, ...] = (),
    with_days: bool = True,
) -> dict[object, Figures]:
    """Every figure of the matches in a scope, whoever may open them, by a key of their rows.

    `named_to`: whom the provider that is asked for must be known to. `joined`: what the key reads besides the match,
    the need or the result. `with_days`: whether the median of the days to a contact is wanted; it costs as much again.
    """
    begun, signed = behind(MatchFigure.PROPOSALS, scope), behind(MatchFigure.CONTRACTS, scope)
    where = within(ENGINE, scope, named_to)
    counted = _joined(select(key, *_counts(scope)), joined)
    rows = session.execute(counted.where(*where, or_(begun, signed)).group_by(key)).all()
    days = _middles(session, key, where, scope, joined) if with_days else {}
    return {
        name: Figures(
            proposals=int(proposals),
            answered=int(answered),
            accepted=int(accepted),
            days_to_contact=days.get(name),
            meetings=int(met),
            contracts=int(contracts),
            value=int(value),
        )
        for name, proposals, answered, accepted, met, contracts, value in rows
    }


def _counts(scope: Scope) -> list[ColumnElement]:
    begun, contacted, answered, met, signed = (
        behind(each, scope)
        for each in (
            MatchFigure.PROPOSALS,
            MatchFigure.ACCEPTANCE,
            MatchFigure.ANSWERED,
            MatchFigure.MEETINGS,
            MatchFigure.CONTRACTS,
        )
    )
    conditions = (begun, answered, contacted, met, signed)
    value = case((signed, func.coalesce(Match.agreement_value, 0)), else_=0)
    return [*(func.sum(case((each, 1), else_=0)) for each in conditions), func.sum(value)]


def _middles(
    session: Session, key: ColumnElement, where: Where, scope: Scope, joined: tuple[type, ...]
) -> dict[object, float]:
    """The median of the days from proposal to contact, by the key."""
    days = days_between(Match.proposed_at, Match.contacted_at)
    columns = (
        key.label("key"),
        days.label("days"),
        func.row_number().over(partition_by=key, order_by=days).label("place"),
        func.count().over(partition_by=key).label("many"),
    )
    contacted = behind(MatchFigure.DAYS_TO_CONTACT, scope)
    each = _joined(select(*columns), joined).where(*where, contacted).subquery().c
    is_middle = and_(2 * each.place >= each.many, 2 * each.place <= each.many + 2)
    asked = select(each.key, func.avg(each.days)).where(is_middle).group_by(each.key)
    return {name: float(middle) for name, middle in session.execute(asked)}


def _joined(asked: Select, joined: tuple[type, ...]) -> Select:
    asked = asked.select_from(Match)
    if TechnicalNeed in joined:
        asked = asked.join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
    if ResearchResult in joined:
        asked = asked.outerjoin(ResearchResult, col(ResearchResult.id) == Match.result_id)
    return asked
