"""A docking day in the small town, as far as a test wants it to have come."""

from datetime import timedelta
from email.message import EmailMessage

from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import (
    DockingCancelled,
    DockingMeeting,
    DockingParticipant,
    Event,
    Message,
    Notice,
    User,
)
from domain import clock, docking_days, docking_wishes
from domain.command import perform
from domain.docking_planning import plan
from tests import laboratory
from tests.town import ID, SHOES

ABOUT = ("seal", "shoe", "pump", "glasses")


def prepared(who: str = "intake", **said) -> int:
    """A day nobody has been invited to."""
    known = {"name": "产学研对接会", "slots": 4, "tables": 2}
    held_on = clock.now().date() + timedelta(days=9)
    return perform(ID[who], docking_days.prepare, held_on=held_on, **(known | said))


def joined(**said):
    """A day with four needs and eight results, and no wishes: (its id, the needs, the results)."""
    day_id = prepared(**said)
    needed = [laboratory.need(about) for about in ABOUT]
    achieved = list(laboratory.all_results().values())
    coming = {"need_ids": needed, "result_ids": achieved, "have_accepted": True}
    perform(ID["intake"], docking_days.invite, day_id, **coming)
    return day_id, needed, achieved


def arranged(*, have_accepted=True, slots=3, tables=3, **said):
    """A day of two needs of the valve works, one of the shoe maker, and three results."""
    day_id = prepared(slots=slots, tables=tables)
    needed = [
        laboratory.need("seal", **said),
        laboratory.need("pump", **said),
        laboratory.need("shoe", enterprise_id=SHOES),
    ]
    achieved = [laboratory.result(about) for about in ("seal", "pump", "shoe")]
    perform(
        ID["intake"],
        docking_days.invite,
        day_id,
        need_ids=needed,
        result_ids=achieved,
        have_accepted=have_accepted,
    )
    for n, need_id in enumerate(needed):
        both = {"need_id": need_id, "result_id": achieved[n]}
        perform(ID["intake"], docking_wishes.wish, day_id, kind="wish", **both)
    return day_id, needed, achieved


def published(**said):
    day_id, needed, achieved = arranged(**said)
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    return day_id, needed, achieved


def guests(day_id, ids):
    with snapshot() as session:
        coming = session.exec(select(DockingParticipant).filter_by(day_id=day_id)).all()
    return [each.id for each in coming if each.need_id in ids]


def guest(day_id: int, **of: int) -> int:
    """The participant that this need or this result is."""
    with snapshot() as session:
        return session.exec(select(DockingParticipant).filter_by(day_id=day_id, **of)).one().id


def meetings(day_id: int) -> list[DockingMeeting]:
    """In the order of the timetable."""
    with snapshot() as session:
        found = select(DockingMeeting).where(DockingMeeting.day_id == day_id)
        in_order = found.order_by(DockingMeeting.slot, DockingMeeting.table_number)
        return list(session.exec(in_order).all())


def where(rows: list[DockingMeeting]) -> dict[tuple[int, int], tuple[int, int]]:
    """(slot, table) of each pair that meets."""
    return {(m.need_id, m.result_id): (m.slot, m.table_number) for m in rows}


def of_pair(day_id, need_id, result_id):
    return next(m for m in meetings(day_id) if (m.need_id, m.result_id) == (need_id, result_id))


def cancelled(day_id):
    with snapshot() as session:
        return session.exec(select(DockingCancelled).filter_by(day_id=day_id)).all()


def addresses(*names):
    with transaction() as session:
        for name in names:
            session.get_one(User, ID[name]).email = f"{name}@example.cn"


def mails(day_id):
    with snapshot() as session:
        found = select(Message).where(Message.docking_day_id == day_id)
        return session.exec(found.order_by(col(Message.id))).all()


def told(who, action):
    with snapshot() as session:
        found = select(Notice.id).join(Event, Event.id == Notice.event_id)
        found = found.where(Notice.user_id == ID[who], Event.action == action)
        return len(session.exec(found).all())


def calendar_in(mail: EmailMessage) -> EmailMessage:
    """The part of a mail that calendars understand."""
    [part] = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    return part
