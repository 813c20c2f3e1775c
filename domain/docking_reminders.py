"""What is said once about a docking day: the eve to everybody who meets somebody, later to those who are silent."""

from datetime import datetime, time, timedelta

from sqlmodel import String, cast, col, select

from db.models import DockingDay, DockingFeedback, DockingMeeting, Event
from db.research_vocabulary import DockingStage, MeetingStage
from domain import clock
from domain.clock import LOCAL
from domain.command import Act, command
from domain.docking_people import sides_of
from domain.errors import Refused
from domain.permissions import engine

FROM = time(8)  # of the day, on the clocks of the city
SILENT_FOR = timedelta(
    days=3
)  # after the day, before those who have said nothing are asked once more [own]


class NothingToRemindOf(Refused):
    message = "Nothing is due here that was not said already."


@command(DockingDay, by=engine)
def remind(act: Act, day: DockingDay) -> None:
    """Remind everybody who meets somebody tomorrow."""
    if act.session.exec(to_remind().where(DockingDay.id == day.id)).first() is None:
        raise NothingToRemindOf
    act.record("docking_tomorrow", day, on=day.held_on.isoformat())


@command(DockingDay, by=engine)
def ask(act: Act, day: DockingDay) -> None:
    """Ask those how it went of whose meetings nobody has said anything."""
    if act.session.exec(to_ask().where(DockingDay.id == day.id)).first() is None:
        raise NothingToRemindOf
    found = select(DockingMeeting).where(DockingMeeting.day_id == day.id, _untold())
    rows = act.session.exec(found).all()
    act.record("docking_untold", day, meetings=len(rows), **sides_of(rows))


def to_ask():
    """The ids of the docking days that were some days ago, with meetings of which nobody has said anything; once."""
    now = clock.now().astimezone(LOCAL)
    last = now.date() - SILENT_FOR - timedelta(days=now.time() < FROM)
    asked = select(Event.id).where(
        Event.subject_kind == DockingDay.__tablename__,
        Event.subject_id == DockingDay.id,
        Event.action == "docking_untold",
    )
    silent = select(DockingMeeting.id).where(DockingMeeting.day_id == DockingDay.id, _untold())
    return select(DockingDay.id).where(
        col(DockingDay.stage).in_((DockingStage.PUBLISHED, DockingStage.OVER)),
        DockingDay.held_on <= last,
        silent.correlate(DockingDay).exists(),
        ~asked.exists(),
    )


def _untold():
    """The condition on `docking_meeting` that neither side nor those who ran the day have said anything."""
    said = select(DockingFeedback.meeting_id).where(DockingFeedback.meeting_id == DockingMeeting.id)
    return (DockingMeeting.stage == MeetingStage.PLANNED) & ~said.correlate(DockingMeeting).exists()


def to_remind():
    """The ids of the published docking days that are tomorrow and were not reminded of."""
    now = clock.now().astimezone(LOCAL)
    tomorrow = now.date() + timedelta(days=1)
    has_begun = now >= datetime.combine(now.date(), FROM, LOCAL)
    told = select(Event.id).where(
        Event.subject_kind == DockingDay.__tablename__,
        Event.subject_id == DockingDay.id,
        Event.action == "docking_tomorrow",
        Event.particulars["on"].as_string() == cast(DockingDay.held_on, String),
    )
    return select(DockingDay.id).where(
        DockingDay.stage == DockingStage.PUBLISHED,
        DockingDay.held_on == (tomorrow if has_begun else None),
        ~told.exists(),
    )
