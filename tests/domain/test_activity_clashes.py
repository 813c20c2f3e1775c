"""What gets in the way of an activity, however it is written and from wherever it comes, and at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.engine import transaction
from db.models import Expert
from domain import activities, activity_moves, clock
from domain.activity_clashes import Clashes
from domain.activity_plans import Speaker
from domain.command import perform
from tests.happenings import NOW, STARTS, activity, plan, published
from tests.town import ID, LAWYERS

pytestmark = pytest.mark.usefixtures("small_town")

HALL = "市民中心一号厅"


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def at_once(monkeypatch, module, name, steps):
    """What each step gives, taken at the same moment: each looks before any other is through, if nothing keeps it."""
    both, look = threading.Barrier(len(steps)), getattr(module, name)

    def looked(*args, **said):
        found = look(*args, **said)
        try:
            both.wait(timeout=1)
        except threading.BrokenBarrierError:
            pass  # the other one waits for this one to end
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
    found = [published(place=room, starts_at=STARTS + timedelta(days=n)) for n, room in enumerate(rooms)]

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
