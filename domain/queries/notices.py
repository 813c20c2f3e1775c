"""What a person was told, from demands to booked services; and of each only what they may know."""

from dataclasses import dataclass

from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel import case as when

from db.models import (
    Activity,
    AlertRule,
    Area,
    AssessedMonth,
    Bulletin,
    Contest,
    ContestEntry,
    CoordinationCase,
    Demand,
    DockingDay,
    Event,
    FigureAlert,
    FigureSubscription,
    FollowUp,
    Match,
    Notice,
    Registration,
    ResearchResult,
    ServiceBooking,
    ServiceOffer,
    ServiceSlot,
    TargetMonth,
    TechnicalNeed,
    User,
)
from domain.activities_visible import activities_visible_to
from domain.contest.visible import entries_visible_to
from domain.coordination import cases_visible_to
from domain.menu.visible import bookings_told_to
from domain.permissions import Person
from domain.queries import bulletins, notice_told
from domain.queries.assessed_months import months_visible_to
from domain.queries.docking_visible import days_visible_to
from domain.queries.figure_alerts import alerts_visible_to
from domain.queries.named import organisations
from domain.queries.notice_told import Told
from domain.research_visible import matches_visible_to, needs_visible_to, results_visible_to

MOST = 20
DEMAND, MATCH, NEED, RESULT, SUBSCRIPTION, CASE, ALERT, MONTH, BULLETIN = (
    table.__tablename__
    for table in (
        Demand,
        Match,
        TechnicalNeed,
        ResearchResult,
        FigureSubscription,
        CoordinationCase,
        FigureAlert,
        AssessedMonth,
        Bulletin,
    )
)
DOCKING, ACTIVITY, REGISTRATION, ENTRY, TASK, BOOKING, TARGETS = (
    table.__tablename__
    for table in (
        *(DockingDay, Activity, Registration, ContestEntry, FollowUp, ServiceBooking),
        TargetMonth,
    )
)


@dataclass(frozen=True)
class Notices:
    """The newest notices, the unread first, and how many are unread in all."""

    told: tuple[Told, ...]
    unread: int


def notices(session: Session, person: Person) -> Notices:
    """What the person was told, the unread first."""
    unread = _mine(person, func.count()).where(col(Notice.read_at).is_(None))
    subjects = (Demand, Match, TechnicalNeed, ResearchResult, FigureSubscription)
    what = (Notice, Event, User, *subjects, CoordinationCase, FigureAlert, Area)
    what += (AssessedMonth, Bulletin, DockingDay, Activity, ContestEntry)
    what += (ServiceBooking, ServiceSlot, ServiceOffer, TargetMonth)
    found = session.exec(
        _mine(person, *what)
        .outerjoin(User, User.id == Event.actor_id)
        .order_by(col(Notice.read_at).is_not(None), col(Notice.id).desc())
        .limit(MOST)
    ).all()
    named = organisations(session, (row[1].particulars.get("unit_id") for row in found))
    told = tuple(notice_told.told(person, named, *row) for row in found)
    return Notices(told, session.exec(unread).one())


def _mine(person: Person, *what):
    """The notices whose subject this person may see still."""
    need_id = when((Event.subject_kind == NEED, Event.subject_id), else_=Match.need_id)
    of_match = and_(Event.subject_kind == MATCH, Match.id == Event.subject_id)
    of_result = and_(Event.subject_kind == RESULT, ResearchResult.id == Event.subject_id)
    of_own = and_(
        Event.subject_kind == SUBSCRIPTION,
        FigureSubscription.id == Event.subject_id,
        FigureSubscription.user_id == person.id,
    )
    seen_need = and_(Event.subject_kind == NEED, needs_visible_to(person))
    of_case = and_(Event.subject_kind == CASE, CoordinationCase.id == Event.subject_id)
    of_alert = and_(Event.subject_kind == ALERT, FigureAlert.id == Event.subject_id)
    of_month = and_(Event.subject_kind == MONTH, AssessedMonth.id == Event.subject_id)
    of_docking = and_(Event.subject_kind == DOCKING, DockingDay.id == Event.subject_id)
    of_bulletin = and_(Event.subject_kind == BULLETIN, Bulletin.id == Event.subject_id)
    of_entry = and_(Event.subject_kind == ENTRY, ContestEntry.id == Event.subject_id)
    of_targets = and_(Event.subject_kind == TARGETS, TargetMonth.id == Event.subject_id)
    of_booking = and_(Event.subject_kind == BOOKING, ServiceBooking.id == Event.subject_id)
    registered = and_(Event.subject_kind == REGISTRATION, Registration.id == Event.subject_id)
    tasked = and_(Event.subject_kind == TASK, FollowUp.id == Event.subject_id)
    activity_id = when(
        (Event.subject_kind == ACTIVITY, Event.subject_id),
        else_=func.coalesce(Registration.activity_id, FollowUp.activity_id),
    )
    return (
        select(*what)
        .select_from(Notice)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(Demand, Demand.id == Notice.demand_id)
        .outerjoin(Match, and_(of_match, matches_visible_to(person)))
        .outerjoin(TechnicalNeed, TechnicalNeed.id == need_id)
        .outerjoin(ResearchResult, and_(of_result, results_visible_to(person)))
        .outerjoin(FigureSubscription, of_own)
        .outerjoin(CoordinationCase, and_(of_case, cases_visible_to(person)))
        .outerjoin(FigureAlert, of_alert)
        .outerjoin(AssessedMonth, and_(of_month, months_visible_to(person)))
        .outerjoin(Bulletin, and_(of_bulletin, *bulletins.seen(person)))
        .outerjoin(DockingDay, and_(of_docking, days_visible_to(person)))
        .outerjoin(Registration, registered)
        .outerjoin(FollowUp, tasked)
        .outerjoin(Activity, and_(Activity.id == activity_id, activities_visible_to(person)))
        .outerjoin(ContestEntry, of_entry)
        .outerjoin(Contest, Contest.id == ContestEntry.contest_id)
        .outerjoin(ServiceBooking, and_(of_booking, bookings_told_to(person)))
        .outerjoin(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .outerjoin(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .outerjoin(TargetMonth, of_targets)
        .outerjoin(AlertRule, AlertRule.id == FigureAlert.rule_id)
        .outerjoin(Area, Area.code == FigureAlert.area_code)
        .where(
            Notice.user_id == person.id,
            or_(
                col(Demand.id).is_not(None),
                col(Match.id).is_not(None),
                seen_need,
                col(ResearchResult.id).is_not(None),
                col(FigureSubscription.id).is_not(None),
                col(AssessedMonth.id).is_not(None),
                col(Bulletin.id).is_not(None),
                col(TargetMonth.id).is_not(None),
                col(DockingDay.id).is_not(None),
                col(Activity.id).is_not(None),
                col(CoordinationCase.id).is_not(None),
                col(ServiceBooking.id).is_not(None),
                and_(col(ContestEntry.id).is_not(None), entries_visible_to(person)),
                and_(col(AlertRule.id).is_not(None), alerts_visible_to(person)),
            ),
        )
    )
