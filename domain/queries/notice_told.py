"""One notice, as its reader may know it: of each subject only what is for them."""

from dataclasses import dataclass
from datetime import datetime

from db.bulletin_vocabulary import BulletinStage
from db.models import (
    Activity,
    Area,
    AssessedMonth,
    Bulletin,
    ContestEntry,
    CoordinationCase,
    Demand,
    DockingDay,
    Event,
    FigureAlert,
    FigureSubscription,
    Match,
    Notice,
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
from domain.permissions import Person
from domain.queries.named import Named
from domain.research_visible import side_of

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


def told(
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
    """One row of the notices of a person, as a sentence needs it."""
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
