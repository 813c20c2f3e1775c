"""What has come of activities, counted: who came, what was raised there, and how far each of it went.

One definition each, for the page, the report and what is kept of each moment. Origin is what was said to be one: a
demand or a technical need counts here if it was raised at the activity; a match if it is one of such a need. What
enterprises that came asked for later is counted apart: it came afterwards, not necessarily because of the activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, distinct, func, or_, select

from db.activity_vocabulary import ActivityResult, RegistrationState
from db.contest_vocabulary import FollowStep
from db.models import (
    Activity,
    ActivityOrigin,
    Contest,
    ContestEntry,
    ContestFollow,
    Demand,
    Match,
    Registration,
    TechnicalNeed,
)
from db.research_vocabulary import MatchFigure
from db.spans import days_between
from db.vocabulary import Stage
from domain import named_enterprises
from domain.contest import following
from domain.indicators.streams import ANSWERS
from domain.matchmaking import figures

MOMENTS = (30, 90, 180)  # days after the end
LATER = {ActivityResult.LATER_30: 30, ActivityResult.LATER_90: 90, ActivityResult.LATER_180: 180}
MATCH_FIGURES = {
    ActivityResult.MATCHES: MatchFigure.PROPOSALS,
    ActivityResult.MEETINGS: MatchFigure.MEETINGS,
    ActivityResult.CONTRACTS: MatchFigure.CONTRACTS,
}
PROJECTS = {
    ActivityResult.MENTORED: FollowStep.MENTOR,
    ActivityResult.INVESTED: FollowStep.INVESTOR,
    ActivityResult.FINANCED: FollowStep.FINANCING,
    ActivityResult.TRANSFORMED: FollowStep.TRANSFORMED,
}
R = RegistrationState


@dataclass(frozen=True)
class Numbers:
    """Of one activity, or of several together. None: kept from this reader."""

    registered: int = 0  # had a seat, or came
    came: int = 0
    walked_in: int = 0  # of those who came, without a seat
    enterprises: int = 0  # that somebody came for, told apart as in the list of who came
    demands: int = 0  # raised there
    closed: int = 0  # of these
    satisfied: int | None = 0  # of these, whose enterprise says that it is content
    needs: int = 0  # technical needs, raised there or grown out of a demand raised there
    matches: int = 0  # of these needs
    meetings: int = 0  # matches that came to a meeting or further
    contracts: int = 0
    value: int | None = 0  # of the contracts, yuan
    # Projects of its competitions, as the competition's own funnel counts them; None: not counted at that moment yet.
    mentored: int | None = 0
    invested: int | None = 0  # met an investor
    financed: int | None = 0  # closed a financing that was verified
    transformed: int | None = 0
    later_30: int = (
        0  # demands of enterprises that came, raised elsewhere, so many days from the end
    )
    later_90: int = 0
    later_180: int = 0

    def as_json(self) -> dict[str, int]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def kept(cls, told: dict[str, int]) -> "Numbers":
        """As they were kept at a moment: what was not counted then is none."""
        return cls(**{each.value: None for each in PROJECTS} | told)


@dataclass(frozen=True)
class Held:
    """Of what the numbers are: activities, the menus of services that were booked, and competitions."""

    activity_ids: Sequence[int]
    menu_ids: Sequence[int] = ()
    contest_ids: Sequence[int] = ()

    def __bool__(self) -> bool:
        return any((self.activity_ids, self.menu_ids, self.contest_ids))


def with_contests(session: Session, activity_id: int) -> Held:
    """An activity with the competitions that hang on it, whoever keeps them."""
    hanging = select(Contest.id).where(Contest.activity_id == activity_id)
    return Held((activity_id,), contest_ids=tuple(session.exec(hanging)))


def of(session: Session, held: Held) -> Numbers:
    """Everything, as it stands now; what a reader may know of it is the asking query's matter."""
    registered, came, walked, enterprises = _people(session, held.activity_ids)
    return Numbers(
        registered=registered,
        came=came,
        walked_in=walked,
        enterprises=enterprises,
        value=_value(session, held),
        **{each.value: count(session, each, held) for each in ActivityResult},
    )


def behind(what: ActivityResult, held: Held) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what a number counts, demands, needs, matches or projects: whoever lists them lists as many."""
    match what:
        case ActivityResult.DEMANDS | ActivityResult.CLOSED | ActivityResult.SATISFIED:
            return _demands(what, col(Demand.id).in_(_raised(held, ActivityOrigin.demand_id)))
        case ActivityResult.NEEDS:
            return (col(TechnicalNeed.id).in_(_raised(held, ActivityOrigin.need_id)),)
        case ActivityResult.MATCHES | ActivityResult.MEETINGS | ActivityResult.CONTRACTS:
            its_need = col(Match.need_id).in_(_raised(held, ActivityOrigin.need_id))
            return its_need, figures.behind(MATCH_FIGURES[what])
        case _ if what in PROJECTS:
            came = select(ContestFollow.entry_id).where(
                ContestFollow.step == PROJECTS[what], following.counts()
            )
            return col(ContestEntry.contest_id).in_(held.contest_ids), col(ContestEntry.id).in_(
                came
            )
    return (col(Demand.id).in_(_later(held, LATER[what])),)


def count(session: Session, what: ActivityResult, held: Held) -> int:
    """How many of them there are."""
    of = Demand
    if what in MATCH_FIGURES:
        of = Match
    elif what in PROJECTS:
        of = ContestEntry
    elif what is ActivityResult.NEEDS:
        of = TechnicalNeed
    return session.exec(select(func.count(of.id)).where(*behind(what, held))).one()


def _value(session: Session, held: Held) -> int:
    """What the contracts are worth together, in yuan."""
    worth = func.coalesce(func.sum(Match.agreement_value), 0)
    return int(session.exec(select(worth).where(*behind(ActivityResult.CONTRACTS, held))).one())


def _people(session: Session, activity_ids: Sequence[int]) -> tuple[int, int, int, int]:
    there = (
        col(Registration.activity_id).in_(activity_ids),
        col(Registration.state).in_((R.REGISTERED, R.ATTENDED)),
    )
    names = named_enterprises.typed(*there)
    whose = named_enterprises.whose(names)
    came = Registration.state == R.ATTENDED
    counted = select(
        func.count(),
        func.count().filter(came),
        func.count().filter(came & col(Registration.is_walk_in)),
        func.count(distinct(whose)).filter(came & (whose != "")),
    ).select_from(Registration)
    return session.exec(named_enterprises.joined(counted, names).where(*there)).one()


def _demands(what: ActivityResult, raised: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    if what is ActivityResult.CLOSED:
        return raised, Demand.stage == Stage.CLOSED
    if what is ActivityResult.SATISFIED:
        content = ANSWERS.select(Demand.id).where(raised, ANSWERS.measures["content"] == 1)
        return (col(Demand.id).in_(content.correlate(None)),)
    return (raised,)


def _later(held: Held, days: int) -> Select:
    """The demands of enterprises of the directory that somebody came for."""
    here = select(ActivityOrigin.id).where(ActivityOrigin.demand_id == Demand.id, _there(held))
    there = (
        col(Registration.activity_id).in_(held.activity_ids),
        Registration.state == R.ATTENDED,
    )
    names = named_enterprises.typed(*there)
    came = (
        select(Demand.id)
        .select_from(Registration)
        .join(Activity, Activity.id == Registration.activity_id)
    )
    return (
        named_enterprises.joined(came, names)
        .join(Demand, Demand.enterprise_id == named_enterprises.of_registration(names))
        .where(
            *there,
            Demand.submitted_at > Activity.ends_at,
            days_between(Activity.ends_at, Demand.submitted_at) <= days,
            ~here.correlate(Demand).exists(),
        )
        .correlate(None)
    )


def _raised(held: Held, column):
    return select(column).where(_there(held), col(column).is_not(None))


def _there(held: Held):
    return or_(
        col(ActivityOrigin.activity_id).in_(held.activity_ids),
        col(ActivityOrigin.menu_id).in_(held.menu_ids),
    )
