"""The day before a docking day: everybody who meets somebody is reminded, once for a date."""

from datetime import datetime, time, timedelta

from sqlmodel import String, cast, select

from db.models import DockingDay, Event
from db.research_vocabulary import DockingStage
from domain import clock
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import engine

FROM = time(8)  # of the day before, on the clocks of the city


class NothingToRemindOf(Refused):
    message = "Nothing is due here that was not said already."


@command(DockingDay, by=engine)
def remind(act: Act, day: DockingDay) -> None:
    """Remind everybody who meets somebody tomorrow."""
    if act.session.exec(to_remind().where(DockingDay.id == day.id)).first() is None:
        raise NothingToRemindOf
    act.record("docking_tomorrow", day, on=day.held_on.isoformat())


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
