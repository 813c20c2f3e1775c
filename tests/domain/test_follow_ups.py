"""Tasks after an activity: who gives them, who ends them, when they are due and late, where they are seen."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import FollowUpState
from db.engine import snapshot
from db.models import FollowUp
from domain import clock, follow_ups, jobs
from domain.activities import ActivityMovedOn
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.follow_ups import DueBefore, NothingDue, TaskEnded
from domain.permissions import ENGINE
from domain.queries import follow_ups as query
from domain.queries import notices
from tests.happenings import NOW, STARTS, check_in, drafted, published, register
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")

F = FollowUpState
DUE = STARTS.date() + timedelta(days=7)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def give(activity_id, who="organiser", **said):
    known = {"what": "寄送合同范本", "user_id": ID["finance"], "due_on": DUE}
    return perform(ID[who], follow_ups.give, activity_id, **(known | said))


def task(follow_up_id):
    with snapshot() as session:
        return session.get_one(FollowUp, follow_up_id)


def told(username):
    with snapshot() as session:
        return [each.action for each in notices.notices(session, person(username)).told]


def mine(username):
    with snapshot() as session:
        return [(each.id, each.is_late) for each in query.mine(session, person(username))]


def test_a_task_is_given_to_somebody_of_the_staff_free_or_about_one_who_came():
    activity_id = published()
    receipt = register(activity_id, "valves")
    check_in(activity_id, registration_id=receipt.registration_id)
    free, about = give(activity_id), give(activity_id, registration_id=receipt.registration_id)
    assert told("finance") == ["task_given", "task_given"]
    with snapshot() as session:
        found = query.mine(session, person("finance"))
    assert {(each.given_by, each.given_at) for each in found} == {("organiser", NOW)}
    assert task(about).organisation_id is not None and task(free).registration_id is None
    with pytest.raises(Forbidden):
        give(activity_id, "valves")
    for wrong, refusal in (
        ({"user_id": ID["valves"]}, Unclear),
        ({"user_id": None}, Missing),
        ({"what": " "}, Missing),
        ({"due_on": None}, Missing),
        ({"due_on": NOW.date() - timedelta(days=1)}, DueBefore),
        ({"registration_id": 999}, NotFound),
    ):
        with pytest.raises(refusal):
            give(activity_id, **wrong)
    with pytest.raises(ActivityMovedOn):
        give(drafted())


def test_whose_it_is_says_that_it_is_done_and_whoever_gave_it_hears():
    activity_id = published()
    one, other = give(activity_id), give(activity_id)
    with pytest.raises(Forbidden):
        perform(ID["tax"], follow_ups.finish, one, note="寄出")
    with pytest.raises(Missing):
        perform(ID["finance"], follow_ups.finish, one, note="")
    perform(ID["finance"], follow_ups.finish, one, note="已寄出")
    perform(ID["finance"], follow_ups.drop, other, reason="企业不需要")
    assert [(task(each).state, task(each).note) for each in (one, other)] == [
        (F.DONE, "已寄出"),
        (F.CANCELLED, "企业不需要"),
    ]
    assert set(told("organiser")) >= {"task_done", "task_cancelled"}
    for command, said in ((follow_ups.finish, {"note": "再"}), (follow_ups.drop, {"reason": "再"})):
        with pytest.raises(TaskEnded):
            perform(ID["finance"], command, one, **said)


def test_those_who_hold_it_hand_a_task_on_and_cancel_it():
    activity_id, other = published(), published(starts_at=STARTS + timedelta(days=1))
    follow_up_id = give(activity_id)
    said = {"what": "上门辅导", "user_id": ID["tax"], "due_on": DUE, "follow_up_id": follow_up_id}
    perform(ID["organiser"], follow_ups.change, activity_id, **said)
    assert told("tax") == ["task_given"] and mine("finance") == []
    with pytest.raises(NotFound):
        perform(ID["organiser"], follow_ups.change, other, **said)
    said = {"follow_up_id": follow_up_id, "reason": "已由他人办理"}
    perform(ID["organiser"], follow_ups.cancel, activity_id, **said)
    assert task(follow_up_id).state is F.CANCELLED and "task_cancelled" in told("tax")
    with pytest.raises(TaskEnded):
        perform(ID["organiser"], follow_ups.cancel, activity_id, **said)


def test_it_is_said_once_for_each_day_that_a_task_is_due_and_that_it_is_late():
    activity_id = published()
    follow_up_id = give(activity_id)
    on = [NOW.replace(year=day.year, month=day.month, day=day.day) for day in (DUE,)]
    due, late = on[0], on[0] + timedelta(days=1)
    with clock.stopped(due - timedelta(days=1)):
        assert jobs.remind_of_follow_ups() == 0
        with pytest.raises(NothingDue):
            perform(ENGINE, follow_ups.remind, follow_up_id)
    for moment in (due, late):
        with clock.stopped(moment):
            assert jobs.remind_of_follow_ups() == 1 and jobs.remind_of_follow_ups() == 0
    assert told("finance").count("task_due") == told("finance").count("task_late") == 1
    assert "task_late" in told("organiser") and "task_due" not in told("organiser")
    with clock.stopped(late):
        assert mine("finance") == [(follow_up_id, True)]
        said = {"follow_up_id": follow_up_id, "what": "寄送合同范本", "user_id": ID["finance"]}
        new_day = late.date() + timedelta(days=2)
        perform(ID["organiser"], follow_ups.change, activity_id, due_on=new_day, **said)
        assert mine("finance") == [(follow_up_id, False)]
    with clock.stopped(late + timedelta(days=2)):
        assert jobs.remind_of_follow_ups() == 1
        perform(ID["finance"], follow_ups.finish, follow_up_id, note="已寄出")
    with clock.stopped(late + timedelta(days=9)):
        assert jobs.remind_of_follow_ups() == 0 and mine("finance") == []


def test_an_activitys_tasks_are_for_those_who_hold_it():
    activity_id = published()
    give(activity_id)

    def seen(username):
        with snapshot() as session:
            shown = query.of_activity(session, person(username), activity_id)
            return len(shown), len(query.owners(session, person(username), activity_id)) > 0

    assert seen("organiser") == (1, True)
    assert seen("finance") == seen("longwan") == seen("valves") == (0, False)
    with snapshot() as session:
        assert session.exec(select(FollowUp)).one().state is F.OPEN
