"""A docking day in the small town, as far as a test wants it to have come."""

from datetime import timedelta

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


def arranged(*, have_accepted=True, slots=3, tables=3, **said):
    """A day of two needs of the valve works, one of the shoe maker, and three results."""
    day_id = perform(
        ID["intake"],
        docking_days.prepare,
        name="产学研对接会",
        held_on=clock.now().date() + timedelta(days=9),
        slots=slots,
        tables=tables,
    )
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


def meetings(day_id):
    with snapshot() as session:
        return session.exec(select(DockingMeeting).filter_by(day_id=day_id)).all()


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
