"""What has come of activities, counted: who came, what was raised there, and how far each of it went.

One definition each, for the page, the report and what is kept of each moment. Origin is what was said to be one: a
demand or a technical need counts here if it was raised at the activity; a match if it is one of such a need. What
enterprises that came asked for later is counted apart: it came afterwards, not necessarily because of the activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlmodel import Session, col, distinct, func, or_, select

from db.activity_vocabulary import RegistrationState
from db.models import Activity, ActivityOrigin, Demand, Match, Registration, TechnicalNeed
from db.research_vocabulary import MatchFigure
from db.spans import days_between
from db.vocabulary import Stage
from domain import named_enterprises
from domain.indicators.streams import ANSWERS
from domain.matchmaking import figures

MOMENTS = (30, 90, 180)  # days after the end
R = RegistrationState


@dataclass(frozen=True)
class Numbers:
    """Of one activity, or of several together. None: kept from this reader."""

    registered: int = 0  # had a seat, or came
    came: int = 0
    walked_in: int = 0  # of those who came, without a seat
    enterprises: int = 0  # that somebody came for
    demands: int = 0  # raised there
    closed: int = 0  # of these
    satisfied: int | None = 0  # of these, whose enterprise says that it is content
    needs: int = 0  # technical needs, raised there or grown out of a demand raised there
    matches: int = 0  # of these needs
    meetings: int = 0  # matches that came to a meeting or further
    contracts: int = 0
    value: int | None = 0  # of the contracts, yuan
    later_30: int = (
        0  # demands of enterprises that came, raised elsewhere, so many days from the end
    )
    later_90: int = 0
    later_180: int = 0

    def later(self, days: int) -> int:
        return getattr(self, f"later_{days}")

    def as_json(self) -> dict[str, int]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Held:
    """Of what the numbers are: activities, and the menus of services that were booked."""

    activity_ids: Sequence[int]
    menu_ids: Sequence[int] = ()


def of(session: Session, activity_ids: Sequence[int], menu_ids: Sequence[int] = ()) -> Numbers:
    """Everything, as it stands now; what a reader may know of it is the asking query's matter."""
    both = Held(activity_ids, menu_ids)
    registered, came, walked, enterprises = _people(session, activity_ids)
    demands, closed, satisfied = _demands(session, both)
    needs, matches, meetings, contracts, value = _research(session, both)
    return Numbers(
        registered=registered,
        came=came,
        walked_in=walked,
        enterprises=enterprises,
        demands=demands,
        closed=closed,
        satisfied=satisfied,
        needs=needs,
        matches=matches,
        meetings=meetings,
        contracts=contracts,
        value=value,
        **{f"later_{days}": _later(session, both, days) for days in MOMENTS},
    )


def contracted(activity_ids: Sequence[int], menu_ids: Sequence[int] = ()):
    """The conditions of the matches whose contracts are counted."""
    needs = _raised(Held(activity_ids, menu_ids), ActivityOrigin.need_id)
    return col(Match.need_id).in_(needs), figures.behind(MatchFigure.CONTRACTS)


def _people(session: Session, activity_ids: Sequence[int]) -> tuple[int, int, int, int]:
    came = Registration.state == R.ATTENDED
    named = came & (Registration.enterprise_key != "")
    return session.exec(
        select(
            func.count(),
            func.count().filter(came),
            func.count().filter(came & col(Registration.is_walk_in)),
            func.count(distinct(Registration.enterprise_key)).filter(named),
        ).where(
            col(Registration.activity_id).in_(activity_ids),
            col(Registration.state).in_((R.REGISTERED, R.ATTENDED)),
        )
    ).one()


def _demands(session: Session, held: Held) -> tuple[int, int, int]:
    raised = col(Demand.id).in_(_raised(held, ActivityOrigin.demand_id))
    counts = select(func.count(), func.count().filter(Demand.stage == Stage.CLOSED))
    many, closed = session.exec(counts.select_from(Demand).where(raised)).one()
    content = ANSWERS.select(func.count(distinct(Demand.id)))
    satisfied = content.where(raised, ANSWERS.measures["content"] == 1)
    return many, closed, session.execute(satisfied).scalar_one()


def _research(session: Session, held: Held) -> tuple[int, int, int, int, int]:
    ids = _raised(held, ActivityOrigin.need_id)
    needs = select(func.count(TechnicalNeed.id)).where(col(TechnicalNeed.id).in_(ids))
    signed = figures.behind(MatchFigure.CONTRACTS)
    counts = select(
        func.count(),
        func.count().filter(figures.behind(MatchFigure.MEETINGS)),
        func.count().filter(signed),
        func.coalesce(func.sum(Match.agreement_value).filter(signed), 0),
    )
    found = session.exec(counts.select_from(Match).where(col(Match.need_id).in_(ids))).one()
    return session.exec(needs).one(), *map(int, found)


def _later(session: Session, held: Held, days: int) -> int:
    """Different demands of enterprises of the directory that somebody came for."""
    here = select(ActivityOrigin.id).where(ActivityOrigin.demand_id == Demand.id, _there(held))
    there = (
        col(Registration.activity_id).in_(held.activity_ids),
        Registration.state == R.ATTENDED,
    )
    names = named_enterprises.typed(*there)
    came = (
        select(func.count(distinct(Demand.id)))
        .select_from(Registration)
        .join(Activity, Activity.id == Registration.activity_id)
    )
    asked = (
        named_enterprises.joined(came, names)
        .join(Demand, Demand.enterprise_id == named_enterprises.of_registration(names))
        .where(
            *there,
            Demand.submitted_at > Activity.ends_at,
            days_between(Activity.ends_at, Demand.submitted_at) <= days,
            ~here.correlate(Demand).exists(),
        )
    )
    return session.exec(asked).one()


def _raised(held: Held, column):
    return select(column).where(_there(held), col(column).is_not(None))


def _there(held: Held):
    return or_(
        col(ActivityOrigin.activity_id).in_(held.activity_ids),
        col(ActivityOrigin.menu_id).in_(held.menu_ids),
    )
