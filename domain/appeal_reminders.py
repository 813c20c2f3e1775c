"""What the platform says by itself about appeals against a month: that the days for them are about to end."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from db.assessment_vocabulary import MonthStage
from db.engine import snapshot
from db.models import AssessedMonth, Event
from domain import clock, limits
from domain.assessment import freezing
from domain.assessments import appeal_until
from domain.command import Act, command, perform
from domain.permissions import ENGINE, engine
from domain.records import NothingChanged

ACTION = "appeals_end_soon"
LOOKED_BACK = timedelta(days=90)  # longer than any scheme leaves for appeals, with its holidays


@command(AssessedMonth, by=engine)
def remind(act: Act, row: AssessedMonth) -> None:
    """Say that appeals against a month end; by the platform, once, from the working day before the last one on."""
    until = _to_be_said(act.session, row, act.today)
    if until is None:
        raise NothingChanged
    act.record(ACTION, row, month=f"{row.month:%Y-%m}", until=until.isoformat())


def remind_where_they_end() -> int:
    """Say it of every month whose day has come; returns of how many."""
    now = clock.now()
    today = now.astimezone(clock.LOCAL).date()
    with snapshot() as session:
        asked = select(AssessedMonth).where(
            AssessedMonth.stage == MonthStage.FROZEN,
            col(AssessedMonth.frozen_at) >= now - LOOKED_BACK,
        )
        ids = [row.id for row in session.exec(asked) if _to_be_said(session, row, today)]
    done = 0
    for month_id in ids:
        try:
            perform(ENGINE, remind, month_id)
            done += 1
        except NothingChanged:
            continue  # another process was faster
    return done


def _to_be_said(session: Session, row: AssessedMonth, today: date) -> date | None:
    """The last day for appeals, where it is near and this has not been said yet."""
    until = appeal_until(session, row, freezing.read(row.document).scheme)
    calendar, before = limits.calendar(session), until - timedelta(days=1)
    while not calendar.is_working(before):
        before -= timedelta(days=1)
    said = select(Event.id).where(
        Event.subject_kind == AssessedMonth.__tablename__,
        Event.subject_id == row.id,
        Event.action == ACTION,
    )
    if not before <= today <= until or session.exec(said).first():
        return None
    return until
