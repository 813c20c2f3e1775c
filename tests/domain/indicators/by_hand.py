"""The indicators counted a second time, in plain loops over every row, as somebody would do with paper and pencil."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median, median_high, median_low

from sqlmodel import Session, select

from db.indicator_vocabulary import Indicator, Unit
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
from db.vocabulary import LegOutcome, Stage
from domain import clock
from domain.clock import LOCAL
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope

OVER = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)
LATE_STAGES = (Stage.DISPATCHED, Stage.RETURNED, Stage.IN_PROGRESS, Stage.IN_REVIEW)
GOOD = ("very_satisfied", "satisfied", "basically_satisfied")
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

    def counts(self, indicator: Indicator) -> Pair:
        """Of how many records an indicator is told, and how many met it."""
        return _COUNTED[indicator](self)

    def value(self, indicator: Indicator) -> float | None:
        """What a figure of matches or of overdue orders comes to; a median is the mean of the two middle ones."""
        n, top = self.counts(indicator)
        if DEFINITIONS[indicator].is_zero_of_none and not n and self.is_before_everything():
            return None
        if indicator is Indicator.CONTRACT_VALUE:
            return sum(each.agreement_value for each in signed(self))
        if indicator is Indicator.TIME_TO_CONTACT:
            days = [(e.contacted_at - e.proposed_at) / timedelta(days=1) for e in contacted(self)]
            return median(days) if days else None
        if DEFINITIONS[indicator].unit is Unit.SHARE:
            return top / n if n else None
        return top

    def is_before_everything(self) -> bool:
        """Whether the period was over before the month in which the first demand came, or now where none did."""
        came = (each.submitted_at for each in self.demands.values())
        first = min(came, default=self.now).astimezone(LOCAL).date()
        return self.scope.until < first.replace(day=1)

    def coverage(self, indicator: Indicator) -> float | None:
        """Of all that a rate is about, how much is known."""
        n, _ = self.counts(indicator)
        of_closed = {
            Indicator.VISIT_VERIFICATION: lambda each: (each.id, each.round) in self.visits,
            Indicator.SATISFACTION_RATE: self.is_heard,
            Indicator.RESOLUTION_RATE: self.is_heard,
        }
        if indicator in of_closed:
            every, known = closed(self, of_closed[indicator])
        elif indicator is Indicator.MATCH_ACCEPTANCE:
            every, known = len(begun(self)), n
        else:
            every = known = n
        return known / every if every else None

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


def legs(paper: Paper, due: str, done: str) -> Pair:
    n = top = 0
    for leg in paper.legs:
        limit, did = getattr(leg, due), getattr(leg, done)
        if not paper.when(limit) or not paper.where(paper.demands[leg.demand_id], leg.unit_id):
            continue
        if did is None and leg.ended_at is not None and leg.ended_at <= limit:
            continue
        n += 1
        top += did is not None and did <= limit
    return n, top


def closing(paper: Paper) -> Pair:
    found = paper.orders(lambda each: each.promised_at)
    in_time = [each for each in found if each.answered_at and each.answered_at <= each.promised_at]
    return len(found), len(in_time)


def closed(paper: Paper, is_top: Callable[[Demand], bool]) -> Pair:
    found = paper.orders(lambda each: each.closed_at)
    return len(found), sum(map(is_top, found))


def visited(paper: Paper) -> Pair:
    found = paper.orders(lambda each: each.closed_at)
    due = [
        paper.visits[each.id, each.round] for each in found if (each.id, each.round) in paper.visits
    ]
    return len(due), sum(visit.verified_at is not None for visit in due)


def said(paper: Paper, question: str, good: tuple[str, ...]) -> Pair:
    n = top = 0
    for survey in paper.surveys:
        visit = paper.visits.get((survey.demand_id, survey.round))
        is_told = survey.satisfaction is not None
        answer = survey if is_told else visit
        if answer is None or answer.satisfaction is None:
            continue
        at = survey.answered_at if is_told else visit.verified_at
        unit_id = next(
            leg.unit_id
            for leg in paper.legs
            if (leg.demand_id, leg.round) == (survey.demand_id, survey.round)
            and leg.outcome is LegOutcome.ANSWERED
        )
        if paper.when(at) and paper.where(paper.demands[survey.demand_id], unit_id):
            n += 1
            top += getattr(answer, question) in good
    return n, top


def arrived(paper: Paper) -> Pair:
    every = paper.demands.values()
    n = sum(paper.when(each.submitted_at) and paper.where(each, each.unit_id) for each in every)
    return n, n


def answered(paper: Paper) -> Pair:
    n = len(paper.orders(lambda each: each.answered_at))
    return n, n


def middle(paper: Paper) -> tuple[int, int] | tuple[None, None]:
    """The two middle ones of the handling times, in minutes; the same one when their number is odd."""
    times = [each.handled_minutes for each in paper.orders(lambda each: each.answered_at)]
    return (median_low(times), median_high(times)) if times else (None, None)


def enterprises(paper: Paper) -> Pair:
    found = {each.enterprise_id for each in paper.orders(lambda each: each.answered_at)} - {None}
    return len(found), len(found)


def late(paper: Paper) -> Pair:
    found = paper.open_ones()
    past = [e for e in found if e.stage in LATE_STAGES and e.due_at and e.due_at < paper.now]
    return len(found), len(past)


def opened(paper: Paper) -> Pair:
    n = len(paper.open_ones())
    return n, n


def followed(paper: Paper) -> Pair:
    past = [
        each
        for each in paper.open_ones()
        if each.stage in LATE_STAGES and each.due_at and each.due_at < paper.now
    ]
    supervised = {e.demand_id for e in paper.rows.orders if e.stage in ("waiting", "answered")}
    acted = [
        each
        for each in past
        if each.id in supervised | paper.rows.called
        or any(e.subject_id == each.id and e.at >= each.due_at for e in paper.rows.reminders)
    ]
    return len(past), len(acted)


def new_ones(paper: Paper) -> Pair:
    n = 0
    for event in paper.rows.first:
        its = paper.rows.organisations.get(event.subject_id)
        is_made = event.action in ("registered", "record_added", "imported")
        if not is_made or its.kind != "enterprise" or its.id in paper.rows.merged:
            continue
        is_here = paper.scope.area in (None, its.area_code)
        is_in = paper.scope.industry in (None, its.industry_code or "none")
        n += is_here and is_in and paper.when(event.at)
    return n, n


def matches_here(paper: Paper) -> list[Match]:
    scope = paper.scope
    return [
        each
        for each in paper.rows.matches
        if scope.area in (None, each.area_code)
        and scope.unit_id in (None, each.provider_id)
        and scope.industry in (None, paper.rows.needs[each.need_id].industry_code or "none")
    ]


def begun(paper: Paper) -> list[Match]:
    return [each for each in matches_here(paper) if paper.when(each.proposed_at)]


def contacted(paper: Paper) -> list[Match]:
    return [each for each in begun(paper) if each.contacted_at]


def signed(paper: Paper) -> list[Match]:
    return [
        each
        for each in matches_here(paper)
        if each.agreement_on
        and each.stage != "declined"
        and paper.scope.since <= each.agreement_on <= paper.scope.until
    ]


def twice(found: list) -> Pair:
    return len(found), len(found)


def answered_matches(paper: Paper) -> Pair:
    known = [each for each in begun(paper) if each.contacted_at or each.stage == "declined"]
    return len(known), len(contacted(paper))


def met(paper: Paper) -> list[Match]:
    far = ("meeting", "assessment", "contract", "transformed")
    return [
        each
        for each in begun(paper)
        if each.stage in far
        or each.declined_from in far
        or (each.need_id, each.result_id) in paper.rows.met
    ]


def held(paper: Paper) -> dict[int, Activity]:
    area = paper.scope.area
    return {
        each.id: each
        for each in paper.rows.activities.values()
        if each.stage in ("held", "reported")
        and paper.when(each.starts_at)
        and (area is None or each.area_code == area)
    }


def came(paper: Paper) -> list[Registration]:
    there = held(paper)
    every = paper.rows.registrations
    return [each for each in every if each.state == "attended" and each.activity_id in there]


def enterprises_that_came(paper: Paper) -> list[str]:
    return sorted({each.enterprise_key for each in came(paper)} - {""})


def raised(paper: Paper) -> list[Demand]:
    found = [
        paper.demands[each.demand_id] for each in paper.rows.origins if paper.when(each.raised_at)
    ]
    return [each for each in found if paper.where(each, each.unit_id)]


def projects(paper: Paper, is_awarded: bool = False) -> list[ContestEntry]:
    found = []
    for each in paper.rows.entries.values():
        contest = paper.rows.contests[each.contest_id]
        at = contest.published_at if is_awarded else each.entered_at
        is_meant = each.prize is not None if is_awarded else True
        if is_meant and at is not None and paper.when(at) and paper.around(contest):
            found.append(each)
    return found


def follows(paper: Paper, step: str) -> list[ContestFollow]:
    return [
        each
        for each in paper.rows.follows
        if each.step == step
        and each.withdrawn_at is None
        and (step != "financing" or each.verified_at is not None)
        and paper.scope.since <= each.on <= paper.scope.until
        and paper.around(paper.rows.contests[paper.rows.entries[each.entry_id].contest_id])
    ]


def booked(paper: Paper, is_kept: bool = False) -> list[ServiceBooking]:
    return [
        each
        for each in paper.rows.bookings
        if paper.when(paper.rows.slots[each.slot_id].starts_at if is_kept else each.booked_at)
        and (not is_kept or each.state == "attended")
        and paper.around(paper.rows.menus[each.menu_id])
    ]


def load(paper: Paper) -> Pair:
    handlers = [each.handler_id for each in paper.open_ones() if each.handler_id]
    return len(set(handlers)), len(handlers)


_COUNTED: dict[Indicator, Callable[[Paper], Pair]] = {
    Indicator.ON_TIME_ACCEPTANCE: lambda paper: legs(paper, "sign_due_at", "signed_at"),
    Indicator.RESPONSE_RATE: lambda paper: legs(paper, "contact_due_at", "contacted_at"),
    Indicator.ON_TIME_CLOSING: closing,
    Indicator.VISIT_VERIFICATION: visited,
    Indicator.SATISFACTION_RATE: lambda paper: said(paper, "satisfaction", GOOD),
    Indicator.RESOLUTION_RATE: lambda paper: said(paper, "solved", ("yes",)),
    Indicator.REDO_RATE: lambda paper: closed(paper, lambda each: each.round > 1),
    Indicator.TRANSFER_RATE: lambda paper: closed(paper, lambda each: each.transfers > 0),
    Indicator.RECEIVED: arrived,
    Indicator.SERVICES_GIVEN: answered,
    Indicator.HANDLING_TIME: answered,
    Indicator.ENTERPRISES_SERVED: enterprises,
    Indicator.OVERDUE_NOW: late,
    Indicator.OPEN_NOW: opened,
    Indicator.LOAD: load,
    Indicator.OVERDUE_FOLLOWED: followed,
    Indicator.NEW_REGISTRATIONS: new_ones,
    Indicator.MATCHES_PROPOSED: lambda paper: twice(begun(paper)),
    Indicator.MATCHES_ACCEPTED: lambda paper: twice(contacted(paper)),
    Indicator.MATCH_ACCEPTANCE: answered_matches,
    Indicator.TIME_TO_CONTACT: lambda paper: twice(contacted(paper)),
    Indicator.MATCH_MEETINGS: lambda paper: twice(met(paper)),
    Indicator.MATCHES_CONTRACTED: lambda paper: twice(signed(paper)),
    Indicator.CONTRACT_VALUE: lambda paper: twice(signed(paper)),
    Indicator.ACTIVITIES_HELD: lambda paper: twice(held(paper)),
    Indicator.PEOPLE_ATTENDED: lambda paper: twice(came(paper)),
    Indicator.ENTERPRISES_ATTENDED: lambda paper: twice(enterprises_that_came(paper)),
    Indicator.DEMANDS_AT_ACTIVITIES: lambda paper: twice(raised(paper)),
    Indicator.PROJECTS_ENTERED: lambda paper: twice(projects(paper)),
    Indicator.PROJECTS_AWARDED: lambda paper: twice(projects(paper, is_awarded=True)),
    Indicator.FINANCINGS_CLOSED: lambda paper: twice(follows(paper, "financing")),
    Indicator.PROJECTS_TRANSFORMED: lambda paper: twice(follows(paper, "transformed")),
    Indicator.SERVICES_BOOKED: lambda paper: twice(booked(paper)),
    Indicator.BOOKINGS_KEPT: lambda paper: twice(booked(paper, is_kept=True)),
}
COUNTED_BY_HAND = tuple(_COUNTED)
