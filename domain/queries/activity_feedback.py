"""What those who came said of activities and services: what a link asks, and the marks together, never who said what.

Of fewer than `FEWEST` answers nothing is told but their number. Marks and texts are told without name, time or order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel import case as when

from db.activity_vocabulary import Mark
from db.models import (
    Activity,
    ActivityFeedback,
    FeedbackLink,
    Registration,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
    User,
)
from domain import activity_feedback
from domain.activities_visible import activities_kept_by
from domain.clock import LOCAL
from domain.permissions import Person
from domain.tokens import hashed

FEWEST = 5  # answers, of which what was said can be told
MOST_TEXTS = 200


@dataclass(frozen=True)
class Asked:
    """What a link asks about: an activity, or a booked service of a menu, which has no number."""

    activity_id: int | None
    menu_id: int | None
    number: str
    title: str
    title_en: str
    starts_at: datetime
    closes_at: datetime
    is_used: bool
    is_open: bool


@dataclass(frozen=True)
class Marked:
    """The marks that were given for one thing; `counts` of 1, 2, 3, 4 and 5."""

    mark: Mark
    answers: int
    mean: float
    counts: tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Said:
    """What was said of one activity, or of several together."""

    asked: int  # who could be asked: with an address or an account
    answered: int
    is_kept_back: bool  # too few to be told
    not_reached: int = 0  # who came, and could not be asked
    marks: tuple[Marked, ...] = ()
    came_up: int = 0  # of those who answered: that a wish or a problem came up
    wanted: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    left_out: int = 0  # answers of activities with too few of them, which a difference would tell


def by_token(session: Session, person: Person, token: str) -> Asked | None:
    """What the link asks about; none where there is no such link."""
    found = session.exec(
        select(FeedbackLink, Activity, ServiceOffer, ServiceSlot)
        .outerjoin(Activity, Activity.id == FeedbackLink.activity_id)
        .outerjoin(ServiceBooking, ServiceBooking.id == FeedbackLink.booking_id)
        .outerjoin(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .outerjoin(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .where(FeedbackLink.token_hash == hashed(token))
    ).first()
    if found is None:
        return None
    link, activity, offer, slot = found
    about = activity or offer
    return Asked(
        activity_id=link.activity_id,
        menu_id=link.menu_id,
        number=activity.number if activity else "",
        title=about.title,
        title_en=about.title_en,
        starts_at=(activity or slot).starts_at.astimezone(LOCAL),
        closes_at=link.closes_at.astimezone(LOCAL),
        is_used=link.is_used,
        is_open=activity_feedback.is_open(session, link),
    )


def own_token(session: Session, person: Person, activity_id: int) -> str:
    """With what somebody who came and has an account can say how it was; empty where there is nothing to say."""
    if person.id is None:
        return ""
    mine = select(Registration).where(
        Registration.activity_id == activity_id, Registration.user_id == person.id
    )
    tokens = (activity_feedback.open_token(session, each) for each in session.exec(mine))
    return next(filter(None, tokens), "")


def said(session: Session, person: Person, activity_ids: tuple[int, ...]) -> Said | None:
    """What was said of these activities, for those who hold all of them; none for others."""
    kept = select(func.count()).where(
        col(Activity.id).in_(activity_ids), activities_kept_by(person)
    )
    if session.exec(kept.select_from(Activity)).one() != len(set(activity_ids)):
        return None
    asked = col(FeedbackLink.activity_id).in_(activity_ids)
    reached = _reached(session, Registration, FeedbackLink.registration_id, asked)
    return _said(session, reached, col(ActivityFeedback.activity_id).in_(activity_ids))


def said_of_menu(session: Session, person: Person, menu_id: int) -> Said | None:
    """What was said of the booked services of a menu, for those who keep it; none for others."""
    kept = select(ServiceMenu.id).where(
        ServiceMenu.id == menu_id, activities_kept_by(person, ServiceMenu)
    )
    if session.exec(kept).first() is None:
        return None
    asked = FeedbackLink.menu_id == menu_id
    reached = _reached(session, ServiceBooking, FeedbackLink.booking_id, asked)
    return _said(session, reached, ActivityFeedback.menu_id == menu_id)


by_token.by_minute = own_token.by_minute = True


def _said(session: Session, reached: tuple[int, int], of_these: ColumnElement[bool]) -> Said:
    asked, not_reached = reached
    of = ActivityFeedback.activity_id
    many = dict(session.exec(select(of, func.count()).where(of_these).group_by(of)).all())
    answered, told = sum(many.values()), _to_be_told(many)
    if not told:
        return Said(asked, answered, answered > 0, not_reached)
    if len(told) < len(many):
        of_these = and_(of_these, col(of).in_(told))
    came_up = select(func.count()).where(of_these, col(ActivityFeedback.came_up))
    return Said(
        asked,
        answered,
        is_kept_back=False,
        not_reached=not_reached,
        marks=_marks(session, of_these),
        came_up=session.exec(came_up).one(),
        wanted=_texts(session, of_these, ActivityFeedback.wanted),
        words=_texts(session, of_these, ActivityFeedback.words),
        left_out=answered - sum(many[each] for each in told),
    )


def _to_be_told(many: Mapping[int | None, int]) -> set[int | None]:
    """The activities whose answers can be told together: each with enough, and those with fewer where they are enough
    together; else whoever knows what was said of the others would read from the difference what these few said."""
    few = {each for each, answers in many.items() if 0 < answers < FEWEST}
    enough = {each for each, answers in many.items() if answers >= FEWEST}
    return enough | few if sum(many[each] for each in few) >= FEWEST else enough


def _reached(session: Session, of: type, link, asked: ColumnElement[bool]) -> tuple[int, int]:
    """(how many of those who came could be asked, how many could not). By what is known of them, not by who answered.

    Who has neither address nor account finds the questions among what their enterprise registered or booked, if it has
    anybody with an account.
    """
    its_people = select(User.id).where(
        User.organisation_id == of.organisation_id, col(User.is_active)
    )
    can_be = or_(
        col(of.email).is_not(None),
        col(of.user_id).is_not(None),
        its_people.correlate(of).exists(),
    )
    counted = (
        select(func.coalesce(func.sum(when((can_be, 1), else_=0)), 0), func.count())
        .select_from(FeedbackLink)
        .join(of, of.id == link)
        .where(asked)
    )
    can_be_asked, every = map(int, session.exec(counted).one())
    return can_be_asked, every - can_be_asked


def _marks(session: Session, of_these) -> tuple[Marked, ...]:
    """In one statement; a mark that too few have given is left out, also of an activity among several."""
    sums = [
        func.coalesce(
            func.sum(when((col(getattr(ActivityFeedback, mark)) == value, 1), else_=0)), 0
        )
        for mark in Mark
        for value in range(1, 6)
    ]
    of = ActivityFeedback.activity_id
    rows = session.exec(select(of, *sums).where(of_these).group_by(of)).all()
    told = []
    for at, mark in enumerate(Mark):
        given = {row[0]: [int(each) for each in row[1 + 5 * at : 6 + 5 * at]] for row in rows}
        kept = _to_be_told({each: sum(counts) for each, counts in given.items()})
        counts = tuple(map(sum, zip(*(given[each] for each in kept), strict=True)))
        if counts:
            answers = sum(counts)
            total = sum(value * many for value, many in enumerate(counts, start=1))
            told.append(Marked(mark, answers, total / answers, counts))
    return tuple(told)


def _texts(session: Session, of_these, column) -> tuple[str, ...]:
    """In the order of the lots that the answers drew."""
    found = select(column).where(of_these, column != "").order_by(col(ActivityFeedback.id))
    return tuple(session.exec(found.limit(MOST_TEXTS)))
