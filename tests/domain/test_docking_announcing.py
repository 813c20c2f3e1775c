"""A docking day in the calendar of activities: drafted from it or linked, and what either page tells of the other."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.engine import snapshot, transaction
from db.models import Activity, DockingDay, Event, Message
from db.research_vocabulary import Confidentiality
from db.vocabulary import MessageKind
from domain import (
    activities,
    activity_moves,
    clock,
    docking_announcing,
    docking_days,
    docking_running,
)
from domain.activity_clashes import Clashes
from domain.activity_days import FollowsDay
from domain.activity_plans import Plan
from domain.command import perform
from domain.docking_announcing import AnnouncedAlready, NotADockingDay
from domain.docking_facts import Facts
from domain.errors import Forbidden, NotFound
from domain.queries import docking_announced
from tests import laboratory
from tests.docking_day import arranged
from tests.happenings import register
from tests.town import ID, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")


def row(table, key):
    with snapshot() as session:
        return session.get_one(table, key)


def seen(who, day_id):
    with snapshot() as session:
        return docking_announced.announced_as(session, person(who), day_id)


def days_of(who, activity_id):
    with snapshot() as session:
        found = docking_announced.days_of(session, person(who), activity_id)
    return [each.id for each in found]


def published(activity_id, organiser_id=None):
    with transaction() as session:
        activity = session.get_one(Activity, activity_id)
        activity.stage, activity.published_at = ActivityStage.PUBLISHED, clock.now()
        activity.organiser_id = organiser_id or activity.organiser_id


def change(day_id, **said):
    day = row(DockingDay, day_id)
    known = {key: getattr(day, key) for key in Facts._fields}
    return perform(ID["intake"], docking_running.change, day_id, **(known | said))


def drafted(who="admin", kind=ActivityKind.DOCKING_DAY, starts=None):
    starts = starts or clock.now() + timedelta(days=9)
    plan = Plan(title="对接会", starts_at=starts, ends_at=starts + timedelta(hours=4), kind=kind)
    return perform(ID[who], activities.draft, plan=plan)


def test_an_activity_is_drafted_from_a_day_and_both_lead_to_each_other():
    day_id, *_ = arranged()
    with pytest.raises(Forbidden):  # of the desk nobody drafts activities
        perform(ID["intake"], docking_announcing.announce, day_id)
    made = perform(ID["admin"], docking_announcing.announce, day_id)
    activity, day = row(Activity, made), row(DockingDay, day_id)
    assert (activity.kind, activity.stage) == (ActivityKind.DOCKING_DAY, ActivityStage.DRAFT)
    assert activity.title == day.name and day.activity_id == made
    assert activity.ends_at - activity.starts_at == timedelta(minutes=day.slots * day.slot_minutes)
    with pytest.raises(AnnouncedAlready):
        perform(ID["admin"], docking_announcing.announce, day_id)
    assert seen("intake", day_id).id == made and seen("valves", day_id) is None  # a draft
    published(made)
    assert seen("valves", day_id).id == made
    assert days_of("valves", made) == days_of("liaison", made) == [day_id]
    assert days_of("finance", made) == []


def test_a_day_is_linked_with_what_its_people_hold_and_the_link_taken_away():
    day_id, *_ = arranged()
    other, fair = drafted(), drafted(kind=ActivityKind.JOB_FAIR)
    with pytest.raises(NotADockingDay):
        perform(ID["admin"], docking_announcing.link, day_id, activity_id=fair)
    with snapshot() as session:
        known = docking_announced.linkable(session, person("admin"))
    assert [each.id for each in known] == [other]
    perform(ID["admin"], docking_announcing.link, day_id, activity_id=other)
    perform(ID["admin"], docking_announcing.link, day_id, activity_id=None)
    assert row(DockingDay, day_id).activity_id is None
    with pytest.raises(NotFound):
        perform(ID["admin"], docking_announcing.link, day_id, activity_id=None)


def test_the_activity_follows_a_day_that_is_moved_or_called_off_and_is_not_moved_away_by_itself():
    day_id, *_ = arranged()
    made = perform(ID["admin"], docking_announcing.announce, day_id)
    published(made)
    come = register(made)
    before = row(Activity, made)
    change(day_id, held_on=row(DockingDay, day_id).held_on + timedelta(days=1), slots=4)
    moved = row(Activity, made)
    assert moved.starts_at == before.starts_at + timedelta(days=1)
    assert moved.ends_at == before.ends_at + timedelta(days=1, minutes=20)
    assert (moved.sequence, before.sequence) == (before.sequence + 1, 0)
    change(day_id, name="产学研大会")  # the activity has a title of its own
    assert row(Activity, made).sequence == 1
    earlier = {"starts_at": moved.starts_at - timedelta(minutes=30), "ends_at": moved.ends_at}
    perform(ID["admin"], activity_moves.move, made, **earlier)
    for away in (
        {"starts_at": moved.starts_at + timedelta(minutes=30)},
        earlier | {"place": "别处"},
    ):
        with pytest.raises(FollowsDay):
            perform(ID["admin"], activity_moves.move, made, **away)
    with pytest.raises(FollowsDay):
        perform(ID["admin"], activities.cancel, made, reason="场地停电")
    other = drafted(starts=moved.starts_at + timedelta(days=7))
    published(other)
    day = row(DockingDay, day_id)
    with pytest.raises(Clashes):
        change(day_id, held_on=day.held_on + timedelta(days=7))
    assert row(DockingDay, day_id).held_on == day.held_on
    change(day_id, held_on=day.held_on + timedelta(days=7), despite_clashes=True)
    with snapshot() as session:
        asked = select(Event).where(Event.subject_id == made, Event.action == "activity_moved")
        last = session.exec(asked.order_by(col(Event.id).desc())).first()
    assert last.particulars["acknowledged"] == [f"audience:{other}"]
    perform(ID["intake"], docking_running.call_off, day_id, reason="场馆停电")
    gone = row(Activity, made)
    assert (gone.stage, gone.cancelled_because) == (ActivityStage.CANCELLED, "场馆停电")
    with snapshot() as session:
        mine = Message.registration_id == come.registration_id
        told = session.exec(select(Message.kind).where(mine).order_by(col(Message.id))).all()
    assert told[1:] == [MessageKind.ACTIVITY_CHANGED] * 3 + [MessageKind.ACTIVITY_CANCELLED]


def test_an_activity_that_announces_several_days_follows_none():
    first, *_ = arranged()
    made = perform(ID["admin"], docking_announcing.announce, first)
    on = {"held_on": clock.now().date() + timedelta(days=9)}
    second = perform(ID["intake"], docking_days.prepare, name="第二天", **on)
    perform(ID["admin"], docking_announcing.link, second, activity_id=made)
    before = row(Activity, made)
    change(first, held_on=row(DockingDay, first).held_on + timedelta(days=1))
    assert row(Activity, made).starts_at == before.starts_at
    perform(ID["admin"], activity_moves.move, made, starts_at=before.starts_at + timedelta(hours=1))
    perform(ID["intake"], docking_running.call_off, second, reason="场馆停电")
    with pytest.raises(FollowsDay):  # now it announces one alone
        perform(ID["admin"], activities.cancel, made, reason="场馆停电")


def test_a_house_links_its_own_activity_only_and_is_not_named_by_it_where_it_is_hidden():
    held_on = clock.now().date() + timedelta(days=9)
    day_id = perform(ID["liaison"], docking_days.prepare, name="成果对接会", held_on=held_on)
    need_id = laboratory.need("seal")
    hidden = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    both = {"need_ids": [need_id], "result_ids": [hidden]}
    perform(ID["liaison"], docking_days.invite, day_id, **both)
    activity_id = drafted()
    with pytest.raises(NotFound):
        perform(ID["liaison"], docking_announcing.link, day_id, activity_id=activity_id)
    published(activity_id, UNIVERSITY)
    perform(ID["liaison"], docking_announcing.link, day_id, activity_id=activity_id)
    assert seen("liaison", day_id).id == activity_id and days_of("liaison", activity_id) == [day_id]
    assert seen("valves", day_id) is None and days_of("valves", activity_id) == []
