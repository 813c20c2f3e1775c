"""Everything there is, and which of it a scope means: what the indicators are counted from by hand."""

from collections.abc import Callable

from sqlmodel import Session, select

from db.models import (
    Activity,
    ActivityOrigin,
    CaseDemand,
    Contest,
    ContestEntry,
    ContestFollow,
    CoordinationCase,
    Demand,
    DockingMeeting,
    Event,
    Leg,
    Match,
    Organisation,
    OrganisationMerge,
    Registration,
    ReturnVisit,
    ServiceBooking,
    ServiceMenu,
    ServiceSlot,
    SupervisionOrder,
    Survey,
    TechnicalNeed,
)
from db.vocabulary import Stage
from domain import clock
from domain.clock import LOCAL
from domain.indicators.reading import Scope

OVER = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)
Pair = tuple[int, int]  # of how many, how many met it


class Rows:
    """Everything there is, read once."""

    def __init__(self, session: Session):
        self.demands = {row.id: row for row in session.exec(select(Demand))}
        self.legs = session.exec(select(Leg)).all()
        self.surveys = session.exec(select(Survey)).all()
        self.visits = {(row.demand_id, row.round): row for row in session.exec(select(ReturnVisit))}
        self.matches = session.exec(select(Match)).all()
        tables = session.exec(select(DockingMeeting)).all()
        self.met = {(row.need_id, row.result_id) for row in tables if row.stage == "held"}
        self.needs = {row.id: row for row in session.exec(select(TechnicalNeed))}
        self.organisations = {row.id: row for row in session.exec(select(Organisation))}
        self.merged = {row.merged_id for row in session.exec(select(OrganisationMerge))}
        self.orders = session.exec(select(SupervisionOrder)).all()
        cases = {row.id: row for row in session.exec(select(CoordinationCase))}
        called = session.exec(select(CaseDemand)).all()
        self.called = {row.demand_id for row in called if cases[row.case_id].closed_at is None}
        self.activities = {row.id: row for row in session.exec(select(Activity))}
        self.registrations = session.exec(select(Registration)).all()
        origins = session.exec(select(ActivityOrigin)).all()
        self.origins = [row for row in origins if row.demand_id is not None]
        self.raised_needs = {row.need_id for row in origins}
        self.contests = {row.id: row for row in session.exec(select(Contest))}
        self.entries = {row.id: row for row in session.exec(select(ContestEntry))}
        self.follows = session.exec(select(ContestFollow)).all()
        self.menus = {row.id: row for row in session.exec(select(ServiceMenu))}
        self.slots = {row.id: row for row in session.exec(select(ServiceSlot))}
        self.bookings = session.exec(select(ServiceBooking)).all()
        events = session.exec(select(Event)).all()
        self.first = [e for e in events if e.subject_kind == "organisation" and e.position == 1]
        self.reminders = [e for e in events if e.action == "reminded"]


class Paper:
    """Everything there is, and the scope that is asked for."""

    def __init__(self, rows: Rows, scope: Scope):
        self.rows, self.scope, self.now = rows, scope, clock.now()
        self.demands, self.legs = rows.demands, rows.legs
        self.surveys, self.visits = rows.surveys, rows.visits

    def is_before_everything(self) -> bool:
        """Whether the period was over before the month in which the first demand came, or now where none did."""
        came = (each.submitted_at for each in self.demands.values())
        first = min(came, default=self.now).astimezone(LOCAL).date()
        return self.scope.until < first.replace(day=1)

    def is_heard(self, demand: Demand) -> bool:
        """Whether the last round of an order has a valid answer."""
        last = (demand.id, demand.round)
        said = [e for e in self.surveys if (e.demand_id, e.round) == last and e.satisfaction]
        visit = self.visits.get(last)
        return bool(said or (visit and visit.satisfaction))

    def when(self, moment) -> bool:
        """Whether a moment lies in the period and has come."""
        if moment is None or moment > self.now:
            return False
        return self.scope.since <= moment.astimezone(LOCAL).date() <= self.scope.until

    def around(self, row: Contest | ServiceMenu) -> bool:
        """Whether a competition or a menu is of the sub-platform that is asked for."""
        return self.scope.area is None or row.area_code == self.scope.area

    def where(self, demand: Demand, unit_id: int | None) -> bool:
        scope = self.scope
        return (
            (scope.area is None or demand.area_code == scope.area)
            and (scope.unit_id is None or unit_id == scope.unit_id)
            and (scope.field is None or demand.field == scope.field)
            and (scope.channel is None or demand.channel == scope.channel)
        )

    def orders(self, moment: Callable[[Demand], object]) -> list[Demand]:
        return [
            each
            for each in self.demands.values()
            if is_live(each) and self.when(moment(each)) and self.where(each, each.unit_id)
        ]

    def open_ones(self) -> list[Demand]:
        every = self.demands.values()
        return [each for each in every if each.stage not in OVER and self.where(each, each.unit_id)]


def is_live(demand: Demand) -> bool:
    is_gone = demand.closing_code in ("withdrawn", "merged")
    return demand.stage not in (Stage.DECLINED, Stage.MERGED) and not is_gone
