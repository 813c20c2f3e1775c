"""What a person was told, from demands to booked services; and of each only what they may know."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel import case as when

from db.bulletin_vocabulary import BulletinStage
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
from db.research_vocabulary import MatchStage, Side
from db.vocabulary import Kind
from domain.activities_visible import activities_visible_to
from domain.contest.visible import entries_visible_to
from domain.coordination import cases_visible_to
from domain.menu.visible import bookings_told_to
from domain.permissions import Person
from domain.queries import bulletins
from domain.queries.assessment import months_visible_to
from domain.queries.docking_visible import days_visible_to
from domain.queries.figure_alerts import alerts_visible_to
from domain.queries.named import Named, organisations
from domain.research_visible import (
    matches_visible_to,
    needs_visible_to,
    results_visible_to,
    side_of,
)

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
# Of an event of matchmaking nothing else is told here: what people typed may hold a hidden name.
PARTS = ("to", "value", "on", "months", "until")
# Of an appeal it is told that there is one, and what became of it; its words stand where it does.
OF_MONTH = ("month", "area", "item", "ruling", "number", "until")
OF_ACTIVITY = ("reason", "starts_at", "place", "times", "state", "what", "until", "following")
OF_ENTRY = ("reason", "judge", "place", "what", "prize", "prize_en")
MORE_OF_MATCH = {
    "match_declined": ("reason",),
    "match_stepped_back": ("was",),
    "match_agreed_for": ("way", "side"),
}
ASKING = ("match_proposed", "match_agreed", "match_agreed_for")


@dataclass(frozen=True)
class Told:
    """One notice, to be told as a sentence."""

    id: int
    about: str  # what kind of subject: DEMAND, MATCH, NEED, RESULT, SUBSCRIPTION, CASE, ALERT, MONTH, BULLETIN …
    subject_id: int
    number: str
    title: str
    title_en: str
    action: str
    said: dict
    actor: str  # empty: the platform, or somebody whose name is not for this reader
    side: Side | None  # of a match, on which they stand whose name is not told
    asks: bool  # this reader's side is asked to show its name
    unit: Named | None  # whom the event names
    at: datetime
    is_new: bool


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
    told = tuple(_told(person, named, *row) for row in found)
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


def _told(
    person: Person,
    named: dict[int, Named],
    notice: Notice,
    event: Event,
    actor: User | None,
    demand: Demand | None,
    match: Match | None,
    need: TechnicalNeed | None,
    result: ResearchResult | None,
    subscription: FigureSubscription | None,
    case: CoordinationCase | None,
    alert: FigureAlert | None,
    area: Area | None,
    month: AssessedMonth | None,
    bulletin: Bulletin | None,
    docking_day: DockingDay | None,
    activity: Activity | None,
    entry: ContestEntry | None,
    booking: ServiceBooking | None,
    slot: ServiceSlot | None,
    offer: ServiceOffer | None,
    aimed: TargetMonth | None,
) -> Told:
    unit = named.get(event.particulars.get("unit_id"))
    watched = area or unit if alert else None
    of_figures = watched or subscription or month or bulletin or aimed
    of_days = docking_day or activity
    of_office = demand or case or of_figures
    title, title_en = _title(of_office or need or result or of_days or entry or offer)
    numbered = demand or match or case or need or result or of_days
    side, asks = None, False
    is_told_who = person.kind is not Kind.ENTERPRISE and docking_day is None
    name = actor.name if actor and is_told_who else ""  # at a docking day names may be hidden
    said = event.particulars
    if demand is None and alert is None and case is None:
        said = {part: said[part] for part in PARTS if part in said}
    if subscription is not None:
        said = {"why": event.particulars["why"]}
    if month is not None or bulletin is not None:
        first = (month or bulletin).month
        said = {part: event.particulars[part] for part in OF_MONTH if part in event.particulars}
        said |= {"month": f"{first:%Y-%m}"}
        said |= {"is_sent": bulletin is not None and bulletin.stage is BulletinStage.SENT}
    if activity is not None or entry is not None:
        parts = OF_ACTIVITY if activity is not None else OF_ENTRY
        said = {part: event.particulars[part] for part in parts if part in event.particulars}
    if aimed is not None:
        said = {"month": event.particulars["month"]}
    if booking is not None:
        said = _of_booking(person, booking, slot) | {"reason": event.particulars.get("reason", "")}
    if match is not None:
        side, name = _who(person, match, actor)
        asks = event.action in ASKING and _is_asked(person, match)
        more = MORE_OF_MATCH.get(event.action, ())
        said |= {part: event.particulars[part] for part in more}
    return Told(
        id=notice.id,
        about=event.subject_kind,
        subject_id=activity.id if activity else event.subject_id,
        number=numbered.number if numbered else "",
        title=title,
        title_en=title_en,
        action=event.action,
        said=said,
        actor=name,
        side=side,
        asks=asks,
        unit=unit,
        at=notice.created_at,
        is_new=notice.read_at is None,
    )


def _of_booking(person: Person, booking: ServiceBooking, slot: ServiceSlot) -> dict:
    return {
        "enterprise": booking.enterprise_name,
        "starts_at": slot.starts_at.isoformat(),
        "is_own": booking.user_id == person.id,
    }


def _title(subject) -> tuple[str, str]:
    """What a notice's subject is called, in both languages."""
    match subject:
        case CoordinationCase():
            return subject.question, subject.question
        case FigureSubscription():
            return subject.name, ""
        case AssessedMonth() | TargetMonth():
            return "", ""
        case Bulletin():
            return subject.title, subject.title
        case DockingDay():
            return subject.name, subject.name
        case Area() | Named():
            return subject.name, subject.name_en
    return subject.title, getattr(subject, "title_en", None) or subject.title


def _who(person: Person, match: Match, actor: User | None) -> tuple[Side | None, str]:
    """(the side of who acted, and their name where it is for this reader)."""
    if actor is None:
        return None, ""
    side = side_of(actor, match)
    mine = side_of(person, match)
    is_shown = side is None or side is mine or match.is_named
    return side, actor.name if is_shown else ""


def _is_asked(person: Person, match: Match) -> bool:
    """Whether the reader's side has still to agree to show its name."""
    if match.stage in (MatchStage.DECLINED, MatchStage.TRANSFORMED):
        return False
    agreed = {
        Side.ENTERPRISE: match.enterprise_agreed_at,
        Side.PROVIDER: match.provider_agreed_at,
    }
    side = side_of(person, match)
    return side is not None and agreed[side] is None
