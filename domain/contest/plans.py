"""What a competition is planned to be, as its organisers say it: dates, seats and scoring of each stage, prizes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from db.contest_vocabulary import ContestStage, Mean, TieRule
from db.models import Contest, ContestRound
from domain.errors import Refused

ROUNDS = (ContestStage.PRELIMINARY, ContestStage.FINAL)


class CalledOff(Refused):
    message = "This competition is called off."


@dataclass(frozen=True)
class RoundPlan:
    """One stage that is judged: `seats` entries go on from it; `judges` score each entry."""

    starts_on: date
    ends_on: date
    seats: int
    judges: int = 3
    mean: Mean = Mean.TRIMMED
    ties: tuple[TieRule, ...] = (TieRule.CRITERIA, TieRule.JUDGES)


@dataclass(frozen=True)
class Prize:
    """A prize, and how many entries get it; the first is for the first places."""

    name: str
    count: int
    name_en: str = ""


@dataclass(frozen=True)
class ContestPlan:
    """All that its organisers say of a competition. Moments are aware. It hangs on a series or on one activity.

    The entries that go on from the final are those that get a prize.
    """

    title: str
    opens_at: datetime
    closes_at: datetime
    preliminary: RoundPlan
    final: RoundPlan
    series_id: int | None = None
    activity_id: int | None = None
    title_en: str = ""
    summary: str = ""
    prizes: tuple[Prize, ...] = ()


def check_on(contest: Contest) -> None:
    """Raises CalledOff."""
    if contest.called_off_at is not None:
        raise CalledOff


def rounds_of(session: Session, contest_id: int) -> dict[ContestStage, ContestRound]:
    """The rounds of a competition by their stage."""
    found = select(ContestRound).where(ContestRound.contest_id == contest_id)
    return {each.stage: each for each in session.exec(found.order_by(col(ContestRound.id)))}


def plan_of(session: Session, contest: Contest) -> ContestPlan:
    """The plan as it stands: what a form begins with."""
    rounds = rounds_of(session, contest.id)
    said = {stage.value: _round(rounds[stage]) for stage in ROUNDS}
    return ContestPlan(
        title=contest.title,
        title_en=contest.title_en,
        summary=contest.summary,
        opens_at=contest.opens_at,
        closes_at=contest.closes_at,
        series_id=contest.series_id,
        activity_id=contest.activity_id,
        prizes=prizes(contest),
        **said,
    )


def prizes(contest: Contest) -> tuple[Prize, ...]:
    """The prizes, the highest first."""
    return tuple(Prize(**each) for each in contest.prizes)


def _round(row: ContestRound) -> RoundPlan:
    return RoundPlan(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        seats=row.seats,
        judges=row.judges,
        mean=row.mean,
        ties=tuple(map(TieRule, row.ties)),
    )
