"""The days of the bulletin: drawn up on the first working day, drawn again when its month stands otherwise."""

from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from db.assessment_vocabulary import MonthStage
from db.bulletin_vocabulary import BulletinStage
from db.engine import snapshot
from db.models import AssessedMonth, AssessmentCorrection, Bulletin
from domain import clock, limits
from domain.assessment import settled
from domain.bulletin import facts, ranking
from domain.bulletins import DrawnAlready, SentAlready, draw_again, draw_up
from domain.command import perform
from domain.indicators.periods import month_after
from domain.permissions import ENGINE


def draw_up_what_is_due() -> int:
    """The bulletin of last month on its day, and the drafts whose month has been published or corrected since; returns
    how many."""
    return _draw_up_last_month() + _draw_again_what_has_moved()


def _draw_up_last_month() -> int:
    """On the first working day of a month, from nine o'clock: the bulletin of the month before."""
    now = clock.now().astimezone(clock.LOCAL)
    month = month_after(now.date().replace(day=1), -1)
    with snapshot() as session:
        known = session.exec(select(Bulletin.id).where(Bulletin.month == month)).first()
        is_due = known is None and _is_open(session, now)
    if not is_due:
        return 0
    try:
        perform(ENGINE, draw_up, month=month)
    except (settled.StillCounting, DrawnAlready):
        return 0  # the next tick tries again, or somebody else was faster
    return 1


def _draw_again_what_has_moved() -> int:
    """Drafts that were drawn before their month was published, or corrected, or before another month that they tell of
    was published or kept back: with the order and the figures as they stand now."""
    last = select(func.max(AssessmentCorrection.number)).where(
        AssessmentCorrection.month_id == AssessedMonth.id
    )
    with snapshot() as session:
        drafts = session.exec(
            select(Bulletin, last.correlate(AssessedMonth).scalar_subquery())
            .join(AssessedMonth, AssessedMonth.month == Bulletin.month)
            .where(Bulletin.stage == BulletinStage.DRAFT, AssessedMonth.stage == MonthStage.FROZEN)
        )
        ids = [
            row.id
            for row, number in drafts
            if not row.facts["digest"]
            or (number or 0) > ranking.last_told(row.facts)
            or facts.kept_back(session, row.month) != facts.left_out(row.facts)
        ]
    done = 0
    for bulletin_id in ids:
        try:
            perform(ENGINE, draw_again, bulletin_id)
            done += 1
        except (settled.StillCounting, SentAlready):
            continue  # the next tick tries again, or there is nothing left to do
    return done


def _is_open(session: Session, now: datetime) -> bool:
    calendar, day = limits.calendar(session), now.date()
    first = day.replace(day=1)
    before = (first + timedelta(days=n) for n in range((day - first).days))
    is_first_or_later = calendar.is_working(day) or any(map(calendar.is_working, before))
    return is_first_or_later and (now.hour >= 9 or any(map(calendar.is_working, before)))
