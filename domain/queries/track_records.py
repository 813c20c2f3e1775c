"""What speaks for whoever stands behind a proposal: how earlier matches ended, how much a team has taken on."""

from collections.abc import Iterable

from sqlmodel import Session, case, col, func, select

from db.models import ExpertTeam, Match, ResearchResult
from db.research_vocabulary import MatchStage
from domain import clock
from domain.matchmaking.fields import Beside

CONTRACTED = (MatchStage.CONTRACT, MatchStage.TRANSFORMED)
ENDED = (*CONTRACTED, MatchStage.DECLINED)


def track(session: Session, organisations: set[int]) -> dict[int, tuple[int, int]]:
    """(matches that came to an end, those of them that came to a contract) by organisation."""
    signed = func.sum(case((col(Match.stage).in_(CONTRACTED), 1), else_=0))
    rows = session.exec(
        select(Match.provider_id, func.count(), signed)
        .where(col(Match.provider_id).in_(organisations), col(Match.stage).in_(ENDED))
        .group_by(Match.provider_id)
    )
    return {provider: (matches, int(contracts)) for provider, matches, contracts in rows}


def taken_on(session: Session, teams: set[int]) -> dict[int, int]:
    """How many needs each team has taken on this year."""
    year = clock.now().date().replace(month=1, day=1)
    team = func.coalesce(Match.team_id, ResearchResult.team_id)
    rows = session.exec(
        select(team, func.count())
        .select_from(Match)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .where(team.in_(teams), col(Match.stage).in_(CONTRACTED), Match.agreement_on >= year)
        .group_by(team)
    )
    return dict(rows.all())


def teams_beside(session: Session, teams: Iterable[int]) -> dict[int, Beside]:
    """How many needs a year each team can take on, how many it has taken on this year, and how the earlier matches of
    its house ended."""
    ids = list(teams)
    taken = taken_on(session, set(ids))
    found = select(ExpertTeam.id, ExpertTeam.yearly_capacity, ExpertTeam.organisation_id)
    rows = session.exec(found.where(col(ExpertTeam.id).in_(ids))).all()
    ended = track(session, {house for _, _, house in rows})
    return {
        key: Beside(capacity, taken.get(key, 0), *ended.get(house, (0, 0)))
        for key, capacity, house in rows
    }
