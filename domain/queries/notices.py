"""What a person was told: of demands, of matches, of needs and results, and of each only what they may know."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, case, col, func, or_, select

from db.models import Demand, Event, Match, Notice, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import MatchStage, Side
from db.vocabulary import Kind
from domain.permissions import Person
from domain.queries.named import Named, organisations
from domain.research_visible import (
    matches_visible_to,
    needs_visible_to,
    results_visible_to,
    side_of,
)

MOST = 20
DEMAND, MATCH, NEED, RESULT = (
    table.__tablename__ for table in (Demand, Match, TechnicalNeed, ResearchResult)
)
# Of an event of matchmaking nothing else is told here: what people typed may hold a hidden name.
PARTS = ("to", "value", "on", "months", "until")
ASKING = ("match_proposed", "match_agreed")


@dataclass(frozen=True)
class Told:
    """One notice, to be told as a sentence."""

    id: int
    about: str  # what kind of subject: DEMAND, MATCH, NEED, RESULT
    subject_id: int
    number: str
    title: str
    title_en: str
    action: str
    said: dict
    actor: str  # empty: the platform, or somebody whose name is not for this reader
    side: Side | None  # of a match, on which they stand whose name is not told
    is_by_itself: bool  # the platform did it
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
    what = (Notice, Event, Demand, Match, TechnicalNeed, ResearchResult, User)
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
    need_id = case((Event.subject_kind == NEED, Event.subject_id), else_=Match.need_id)
    of_match = and_(Event.subject_kind == MATCH, Match.id == Event.subject_id)
    of_result = and_(Event.subject_kind == RESULT, ResearchResult.id == Event.subject_id)
    seen_need = and_(Event.subject_kind == NEED, needs_visible_to(person))
    return (
        select(*what)
        .select_from(Notice)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(Demand, Demand.id == Notice.demand_id)
        .outerjoin(Match, and_(of_match, matches_visible_to(person)))
        .outerjoin(TechnicalNeed, TechnicalNeed.id == need_id)
        .outerjoin(ResearchResult, and_(of_result, results_visible_to(person)))
        .where(
            Notice.user_id == person.id,
            or_(
                col(Demand.id).is_not(None),
                col(Match.id).is_not(None),
                seen_need,
                col(ResearchResult.id).is_not(None),
            ),
        )
    )


def _told(
    person: Person,
    named: dict[int, Named],
    notice: Notice,
    event: Event,
    demand: Demand | None,
    match: Match | None,
    need: TechnicalNeed | None,
    result: ResearchResult | None,
    actor: User | None,
) -> Told:
    titled = demand or need or result
    side, asks = None, False
    name = "" if person.kind is Kind.ENTERPRISE else actor.name if actor else ""
    said = event.particulars
    if demand is None:
        said = {part: said[part] for part in PARTS if part in said}
    if match is not None:
        side, name = _who(person, match, actor)
        asks = event.action in ASKING and _is_asked(person, match)
        if event.action == "match_declined":
            said = {"reason": event.particulars["reason"]}
    return Told(
        id=notice.id,
        about=event.subject_kind,
        subject_id=event.subject_id,
        number=(demand or match or need or result).number,
        title=titled.title,
        title_en=getattr(titled, "title_en", None) or titled.title,
        action=event.action,
        said=said,
        actor=name,
        side=side,
        is_by_itself=actor is None,
        asks=asks,
        unit=named.get(event.particulars.get("unit_id")),
        at=notice.created_at,
        is_new=notice.read_at is None,
    )


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
