"""Whose needs, results and teams these are, and how an event tells which."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from db.models import (
    DockingCancelled,
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
)

SIDES = ("need_id", "result_id", "team_id")
Row = DockingParticipant | DockingMeeting | DockingCancelled


def sides_of(rows: Iterable[Row]) -> dict[str, list[int]]:
    """The needs, results and teams of some participants or meetings, each once, as events keep them."""
    known = list(rows)
    return {f"{side}s": sorted({getattr(row, side) for row in known} - {None}) for side in SIDES}


def of_pairs(pairs: Iterable[tuple[int, Provider]]) -> dict[str, list[int]]:
    """The same of needs and whom they meet."""
    known = list(pairs)
    return {
        "need_ids": sorted({need_id for need_id, _ in known}),
        "result_ids": sorted({provider.result_id for _, provider in known} - {None}),
        "team_ids": sorted({provider.team_id for _, provider in known} - {None}),
    }


def owners_of(
    session: Session,
    need_ids: Iterable[int] = (),
    result_ids: Iterable[int] = (),
    team_ids: Iterable[int] = (),
) -> tuple[set[int], set[int]]:
    """The organisations behind some needs, and those behind some results and teams."""
    needs = select(TechnicalNeed.enterprise_id).where(col(TechnicalNeed.id).in_(set(need_ids)))
    results = select(ResearchResult.organisation_id).where(
        col(ResearchResult.id).in_(set(result_ids))
    )
    teams = select(ExpertTeam.organisation_id).where(col(ExpertTeam.id).in_(set(team_ids)))
    return set(session.exec(needs)), {*session.exec(results), *session.exec(teams)}
