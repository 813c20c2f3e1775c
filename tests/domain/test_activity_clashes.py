"""What gets in the way of an activity, however it is written and from wherever it comes, and at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import func, select

from db.activity_vocabulary import ActivityKind, ClashKind
from db.engine import snapshot, transaction
from db.models import Activity, DockingDay, Expert, ServiceSlot
from domain import (
    activities,
    activity_moves,
    activity_repeats,
    clock,
    docking_announcing,
    docking_days,
    verification,
)
from domain.activity_clashes import Clashes, clashes
from domain.activity_plans import Speaker
from domain.command import perform
from domain.menu import bookings
from domain.place_keys import place_key
from domain.queries import activity_clashes as query
from tests import menus
from tests.happenings import NOW, STARTS, activity, drafted, plan, plan_now, published
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")

HALL = "市民中心一号厅"


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def found(activity_id):
    """In what, and by which key, each that is in its way is in its way."""
    with snapshot() as session:
        rows = clashes(session, session.get_one(Activity, activity_id))
        return {(each.kind, each.key.partition(":")[2]) for each in rows}


def expert():
    with transaction() as session:
        row = Expert(organisation_id=LAWYERS, name="陈律师", title="合伙人")
        session.add(row)
        session.flush()
        return row.id


def test_a_room_is_the_same_however_its_name_is_written():
    first = published(place="Ａ座 ３０１（大厅）", kind=ActivityKind.JOB_FAIR)
    for place in ("a座301(大厅)", " A座301 （大厅） ", "Ａ座　３０１（大厅）"):
        assert found(drafted(place=place)) == {(ClashKind.ROOM, str(first))}, place
    assert found(drafted(place="A座302（大厅）")) == set()
    assert found(drafted(place="")) == found(drafted(place="　")) == set()
    with clock.stopped(NOW):
        perform(ID["organiser"], activity_moves.move, first, starts_at=STARTS, place="b座 1")
    assert activity(first).place_key == "b座1" == place_key(" Ｂ座1 ")


def docking_day(**said):
    known = {"name": "对接会", "held_on": STARTS.date(), "begins_at": "15:00", "place": HALL}
    return perform(ID["intake"], docking_days.prepare, **(known | said), slots=3)


def test_a_docking_day_that_no_activity_announces_is_in_the_way_of_its_room():
    activity_id, calling = drafted(), drafted(place="二号厅", kind=ActivityKind.DOCKING_DAY)
    day_id = docking_day()
    docking_day(held_on=STARTS.date() + timedelta(days=1))
    docking_day(begins_at="16:00")  # as the activity ends
    assert found(activity_id) == {(ClashKind.ROOM, f"day-{day_id}")}
    assert found(calling) == {(ClashKind.AUDIENCE, f"day-{day_id}")}
    announcing = perform(ID["admin"], docking_announcing.announce, day_id)
    assert found(announcing) == set()  # its own
    perform(ID["admin"], activities.hand_in, announcing)
    assert found(activity_id) == {(ClashKind.ROOM, str(announcing))}  # once, as an activity
    docking_day(place="四号厅")
    with pytest.raises(Clashes):
        published(place="四号厅", kind=ActivityKind.JOB_FAIR)


def test_a_docking_day_calls_everybody_of_its_area_before_it_is_announced_as_it_does_after():
    def calling(**said):
        return drafted(place="二号厅", kind=ActivityKind.JOB_FAIR, **said)

    here = calling(areas=(LONGWAN,))
    others = [calling(area_code=LONGWAN), calling(areas=(LUCHENG,))]
    small = calling(area_code=LONGWAN, sizes=("small",))
    day_id = docking_day()
    with transaction() as session:
        session.get_one(DockingDay, day_id).area_code = LONGWAN
    before = {(ClashKind.AUDIENCE, f"day-{day_id}")}
    assert found(here) == found(small) == before
    assert [found(each) for each in others] == [set(), set()]
    announcing = perform(ID["admin"], docking_announcing.announce, day_id)
    perform(ID["admin"], activities.hand_in, announcing)
    assert found(here) == found(small) == {(ClashKind.AUDIENCE, str(announcing))}
    assert [found(each) for each in others] == [set(), set()]


def test_a_booked_time_of_an_expert_is_in_the_way_and_a_free_one_is_not():
    who = expert()
    menu_id = menus.begun()
    menus.offered(menu_id, slots=2, starts=STARTS, expert_id=who)
    perform(ID["organiser"], menus.menus.publish, menu_id)
    with snapshot() as session:
        first = session.exec(select(func.min(ServiceSlot.id))).one()
    activity_id = drafted(speakers=(Speaker(who),))
    assert found(activity_id) == set()
    receipt = menus.book(menu_id, first)
    assert found(activity_id) == {(ClashKind.SPEAKER, f"slot-{first}")}
    with snapshot() as session:
        told = query.of_speakers(session, person("organiser"), activity_id, (who,))
    assert [(each.title, each.number) for each in told[who]] == [("合同审查", "")]
    said = {"booking_id": receipt.booking_id}
    perform(ID["organiser"], bookings.withdraw, menu_id, **said)
    assert found(activity_id) == set()


def test_whom_a_published_one_calls_is_changed_only_by_who_has_seen_what_calls_them_too():
    first = published(area_code=LONGWAN)
    apart = {"place": "二号厅"}
    second = published(area_code=LUCHENG, **apart)
    wider = {"plan": plan(area_code=None, **apart)}
    for who, keys in (("organiser", [f"audience:{first}"]), ("valves", [])):
        with snapshot() as session:
            there = query.of_plan(session, person(who), second, wider["plan"], False)
        assert [each.key for each in there] == keys
    with pytest.raises(Clashes):
        perform(ID["organiser"], activities.correct, second, **wider)
    assert activity(second).area_code == LUCHENG
    seen = {"acknowledged": [f"audience:{first}"]}
    perform(ID["organiser"], activities.correct, second, **wider, **seen)
    again = plan(area_code=None, title="改题", **apart)  # what was seen is not asked again
    perform(ID["organiser"], activities.correct, second, plan=again)
    with pytest.raises(Clashes):
        other = plan(kind=ActivityKind.LEGAL_SERVICE_MONTH, place="三号厅")
        third = published(kind=ActivityKind.JOB_FAIR, place="三号厅")
        perform(ID["organiser"], activities.correct, third, plan=other)
    assert verification.verify() == []


def at_once(monkeypatch, module, name, steps):
    """What each step gives, taken at the same moment: each looks before any other is through, if nothing keeps it."""
    both, look = threading.Barrier(len(steps)), getattr(module, name)

    def looked(*args, **said):
        found = look(*args, **said)
        with suppress(threading.BrokenBarrierError):  # the other one waits for this one to end
            both.wait(timeout=1)
        return found

    def take(step):
        with clock.stopped(NOW):  # each thread has a clock of its own
            try:
                step()
            except Clashes:
                return "refused"
        return "done"

    monkeypatch.setattr(module, name, looked)
    with ThreadPoolExecutor(len(steps)) as people:
        return sorted(people.map(take, steps))


def test_of_two_moved_into_one_room_at_the_same_moment_one_is_refused(monkeypatch):
    rooms = ("二号厅", "三号厅")
    found = [
        published(place=room, starts_at=STARTS + timedelta(days=n)) for n, room in enumerate(rooms)
    ]

    def moving(activity_id):
        where = {"starts_at": STARTS + timedelta(days=9), "place": HALL}
        return lambda: perform(ID["organiser"], activity_moves.move, activity_id, **where)

    steps = [moving(each) for each in found]
    assert at_once(monkeypatch, activity_moves, "clashes", steps) == ["done", "refused"]
    assert sorted(activity(each).place == HALL for each in found) == [False, True]


def test_of_two_that_get_one_speaker_at_the_same_moment_one_is_refused(monkeypatch):
    with transaction() as session:
        session.add(Expert(id=1, organisation_id=LAWYERS, name="陈律师"))
    said = [{"place": "二号厅"}, {"place": "三号厅", "kind": "other"}]
    found = [published(**each) for each in said]

    def naming(activity_id, each):
        wanted = plan(**each, speakers=(Speaker(1),))
        return lambda: perform(ID["organiser"], activities.correct, activity_id, plan=wanted)

    steps = [naming(*pair) for pair in zip(found, said, strict=True)]
    assert at_once(monkeypatch, activities, "speaks_elsewhere", steps) == ["done", "refused"]


def test_two_who_correct_what_recurs_at_the_same_moment_do_not_wait_for_each_other(monkeypatch):
    """One all that follow, the other one of these: the first has the turn, and wants a row that the second has."""
    first = drafted()
    ids = [
        first,
        *perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3"),
    ]
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    wanted = [replace(plan_now(each), title=f"改题{each}") for each in ids]
    take_turns, begun = activities.take_turns, threading.Event()

    def taken(session):
        take_turns(session)
        begun.set()

    def all_of_them():
        said = {"plan": wanted[0], "with_following": True}
        perform(ID["organiser"], activities.correct, ids[0], **said)

    def one_of_them():
        assert begun.wait(timeout=30)
        perform(ID["admin"], activities.correct, ids[1], plan=wanted[1])

    monkeypatch.setattr(activities, "take_turns", taken)
    steps = [all_of_them, one_of_them]
    assert at_once(monkeypatch, activities, "take_turns", steps) == ["done", "done"]
    titles = [activity(each).title for each in ids]
    assert titles == [f"改题{ids[0]}", f"改题{ids[1]}", f"改题{ids[0]}"]
