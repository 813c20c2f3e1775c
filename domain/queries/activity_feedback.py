"""What those who came said of activities: what a link asks, and the marks together, never who said what.

Of fewer than `FEWEST` answers nothing is told but their number. Marks and texts are told without name, time or order.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select
from sqlmodel import case as when

from db.activity_vocabulary import Mark
from db.models import Activity, ActivityFeedback, FeedbackLink, Registration, User
from domain import activity_feedback
from domain.activities_visible import activities_kept_by
from domain.clock import LOCAL
from domain.permissions import Person
from domain.tokens import hashed

FEWEST = 5  # answers, of which what was said can be told
MOST_TEXTS = 200


@dataclass(frozen=True)
class Asked:
    """What a link asks about."""

    activity_id: int
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


def by_token(session: Session, person: Person, token: str) -> Asked | None:
    """What the link asks about; none where there is no such link."""
    found = session.exec(
        select(FeedbackLink, Activity)
        .join(Activity, Activity.id == FeedbackLink.activity_id)
        .where(FeedbackLink.token_hash == hashed(token))
    ).first()
    if found is None:
        return None
    link, activity = found
    return Asked(
        activity_id=activity.id,
        number=activity.number,
        title=activity.title,
        title_en=activity.title_en,
        starts_at=activity.starts_at.astimezone(LOCAL),
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
    asked, not_reached = _reached(session, activity_ids)
    of_these = col(ActivityFeedback.activity_id).in_(activity_ids)
    answered = session.exec(select(func.count()).where(of_these)).one()
    if answered < FEWEST:
        return Said(asked, answered, answered > 0, not_reached)
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
    )


by_token.by_minute = own_token.by_minute = True


def _reached(session: Session, activity_ids: tuple[int, ...]) -> tuple[int, int]:
    """(how many of those who came could be asked, how many could not). By what is known of them, not by who answered.

    Who has neither address nor account finds the questions among the registrations of their enterprise, if that has
    anybody with an account.
    """
    its_people = select(User.id).where(
        User.organisation_id == Registration.organisation_id, col(User.is_active)
    )
    can_be = or_(
        col(Registration.email).is_not(None),
        col(Registration.user_id).is_not(None),
        its_people.correlate(Registration).exists(),
    )
    counted = (
        select(func.coalesce(func.sum(when((can_be, 1), else_=0)), 0), func.count())
        .select_from(FeedbackLink)
        .join(Registration, Registration.id == FeedbackLink.registration_id)
        .where(col(FeedbackLink.activity_id).in_(activity_ids))
    )
    asked, every = map(int, session.exec(counted).one())
    return asked, every - asked


def _marks(session: Session, of_these) -> tuple[Marked, ...]:
    """In one statement; a mark that too few have given is left out."""
    sums = [
        func.coalesce(
            func.sum(when((col(getattr(ActivityFeedback, mark)) == value, 1), else_=0)), 0
        )
        for mark in Mark
        for value in range(1, 6)
    ]
    counted = [int(each) for each in session.exec(select(*sums).where(of_these)).one()]
    told = []
    for at, mark in enumerate(Mark):
        counts = tuple(counted[5 * at : 5 * at + 5])
        answers = sum(counts)
        if answers >= FEWEST:
            total = sum(value * many for value, many in enumerate(counts, start=1))
            told.append(Marked(mark, answers, total / answers, counts))
    return tuple(told)


def _texts(session: Session, of_these, column) -> tuple[str, ...]:
    """In the order of the lots that the answers drew."""
    found = select(column).where(of_these, column != "").order_by(col(ActivityFeedback.id))
    return tuple(session.exec(found.limit(MOST_TEXTS)))
