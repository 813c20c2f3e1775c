"""What is new in somebody's matches, for a mail: from the notices they have not read, as far as they may know it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.models import (
    Event,
    ExpertTeam,
    Match,
    MatchNewsDeclined,
    Message,
    Notice,
    ResearchResult,
    TechnicalNeed,
    User,
)
from db.research_vocabulary import Side
from db.vocabulary import MessageKind, Role
from domain.match_notices import BY_MAIL
from domain.permissions import Person
from domain.queries.notice_told import ASKING, MORE_OF_MATCH, PARTS
from domain.research_visible import is_broker, matches_visible_to, side_of

MOST = 40  # turns in one mail


@dataclass(frozen=True)
class Turn:
    """One thing that happened with a match; nothing that anybody typed, and nobody's name."""

    action: str
    said: dict
    side: Side | None  # of whoever did it; none: the platform


@dataclass(frozen=True)
class News:
    """What is new in one match."""

    match_id: int
    number: str
    need: str
    need_en: str
    other: str  # the result or the team
    other_en: str
    is_named: bool
    asks: bool  # the reader's side is asked to show its name
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Told:
    """What one mail tells, and how many turns it leaves out."""

    news: tuple[News, ...]
    more: int = 0


def is_wanted(session: Session, person: Person) -> bool | None:
    """Whether somebody gets mails about their matches; None for those who have none to do with."""
    if not person.has(Role.ENTERPRISE, Role.UNIVERSITY_LIAISON) and not is_broker(person):
        return None
    return session.get(MatchNewsDeclined, person.id) is None


def told(session: Session, person: Person, since: datetime, until: datetime) -> Told:
    """The turns of the matches of this person that came in between, and that they have not read of yet."""
    asked = (
        _unread(person, Event, User, Match, *_titles())
        .where(Notice.created_at >= since, Notice.created_at < until)
        .order_by(col(Match.id), col(Event.id))
    )
    rows = session.exec(asked.limit(MOST)).all()
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row[2].id, []).append(row)
    many = len(rows)
    if many == MOST:
        every = _unread(person, func.count(Notice.id))
        every = every.where(Notice.created_at >= since, Notice.created_at < until)
        many = session.exec(every).one()
    return Told(tuple(_news(person, each) for each in found.values()), many - len(rows))


def until(session: Session, message: Message, now: datetime) -> datetime:
    """Up to which moment a mail tells: where the next one to the same person begins."""
    later = select(func.min(Message.created_at)).where(
        Message.kind == MessageKind.MATCH_NEWS,
        Message.user_id == message.user_id,
        Message.id > message.id,
    )
    return session.exec(later).one() or now


def _unread(person: Person, *what):
    return (
        select(*what)
        .select_from(Notice)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(User, User.id == Event.actor_id)
        .join(Match, Match.id == Event.subject_id)
        .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .outerjoin(ExpertTeam, ExpertTeam.id == Match.team_id)
        .where(
            Notice.user_id == person.id,
            col(Notice.read_at).is_(None),
            Event.subject_kind == Match.__tablename__,
            col(Event.action).in_(BY_MAIL),
            matches_visible_to(person),
        )
    )


def _titles() -> tuple:
    return (
        TechnicalNeed.title,
        TechnicalNeed.title_en,
        func.coalesce(ResearchResult.title, ExpertTeam.name),
        func.coalesce(ResearchResult.title_en, ExpertTeam.name_en),
    )


def _news(person: Person, rows: list) -> News:
    _, _, match, need, need_en, other, other_en = rows[0]
    turns = tuple(_turn(match, event, actor) for event, actor, *_ in rows)
    side = side_of(person, match)
    agreed = {
        Side.ENTERPRISE: match.enterprise_agreed_at,
        Side.PROVIDER: match.provider_agreed_at,
    }
    asks = side is not None and agreed[side] is None
    return News(
        match_id=match.id,
        number=match.number,
        need=need,
        need_en=need_en or need,
        other=other,
        other_en=other_en or other,
        is_named=match.is_named,
        asks=asks and any(turn.action in ASKING for turn in turns),
        turns=turns,
    )


def _turn(match: Match, event: Event, actor: User | None) -> Turn:
    safe = (*PARTS, *MORE_OF_MATCH.get(event.action, ()))
    said = {name: event.particulars[name] for name in safe if name in event.particulars}
    return Turn(event.action, said, side_of(actor, match) if actor else None)
