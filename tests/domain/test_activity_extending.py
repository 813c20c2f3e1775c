"""A class that runs already goes on by its rule: more times, handed in and published together, seen by calendars."""

from datetime import timedelta

import icalendar
import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot
from db.models import Activity
from domain import activities, activity_moves, activity_repeats, calendar_files, clock, experts
from domain.activity_clashes import Clashes
from domain.activity_plans import Speaker
from domain.activity_repeats import NotRepeated, TooOftenRepeated
from domain.command import perform
from domain.queries import activity as query
from domain.queries import activity_feeds
from domain.queries.activities import Filters
from domain.queries.activity_clashes import standing_in_the_way
from domain.queries.activity_series import further
from tests.contests import expert
from tests.happenings import NOW, STARTS, activity, drafted, plan_now, published, register
from tests.town import ID, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage
WEEK = timedelta(weeks=1)
BEGUN = STARTS + WEEK + timedelta(days=1)  # two of three were held


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def running(rule="FREQ=WEEKLY;COUNT=3", **said):
    """A class of which all is published; the ids in their order."""
    first = drafted(**said)
    others = perform(ID["organiser"], activity_repeats.recur, first, rule=rule)
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    return [first, *others]


def extend(activity_id, times, who="organiser", **said):
    return list(perform(ID[who], activity_repeats.extend, activity_id, times=times, **said))


def begins(ids):
    return [activity(each).starts_at for each in ids]


def stages(ids):
    return [activity(each).stage for each in ids]


def events():
    with snapshot() as session:
        feed = activity_feeds.public(session, Filters(), "zh")
    text = calendar_files.written(feed.entries, clock.now(), name="x")
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def test_a_class_that_has_begun_goes_on_as_its_last_time_is():
    ids = running(capacity=30)
    register(ids[0])
    with clock.stopped(BEGUN):
        perform(ID["organiser"], activities.hold, ids[0])
        new = extend(ids[0], 2)
    assert begins(new) == [STARTS + 3 * WEEK, STARTS + 4 * WEEK]
    assert [(row.stage, row.taken, row.capacity) for row in map(activity, new)] == [
        (S.DRAFT, 0, 30)
    ] * 2
    assert {activity(each).uid for each in (*ids, *new)} == {activity(ids[0]).uid}
    assert plan_now(new[1]).place == plan_now(ids[2]).place
    with snapshot() as session:
        shown = query.activity(session, person("organiser"), ids[0])
    assert shown.story[0].action == "activity_extended" and shown.story[0].said == {"times": 2}
    assert "activity_repeats.extend" in shown.steps and shown.first_id == ids[0]


def test_by_whoever_it_is_extended_it_is_held_by_whom_it_was():
    ids = running()
    with clock.stopped(BEGUN):
        new = extend(ids[0], 1, who="admin")
    assert activity(new[0]).organiser_id == activity(ids[0]).organiser_id


def test_where_the_last_times_were_moved_alike_the_new_ones_are_and_one_alone_is_not_followed():
    ids = running()
    hour = timedelta(hours=1)
    perform(
        ID["organiser"],
        activity_moves.move,
        ids[1],
        starts_at=STARTS + WEEK + hour,
        with_following=True,
    )
    assert begins(extend(ids[0], 1)) == [STARTS + 3 * WEEK + hour]
    other = running(starts_at=STARTS + timedelta(days=1), place="二号厅", kind="other")
    alone = {"starts_at": STARTS + 2 * WEEK + 2 * hour, "place": "三号厅"}
    perform(ID["organiser"], activity_moves.move, other[2], **alone)
    assert begins(extend(other[0], 1)) == [STARTS + timedelta(days=1) + 3 * WEEK]


def test_what_is_cancelled_is_no_pattern_and_who_has_left_the_expert_list_stays_out():
    gone = expert("林芳")
    ids = running(speakers=(Speaker(gone),))
    perform(ID["organiser"], activities.cancel, ids[2], reason="讲师生病")
    perform(ID["intake"], experts.retire, TAX, expert_id=gone, reason="退休")
    [new] = extend(ids[0], 1)
    assert begins([new]) == [STARTS + 3 * WEEK] and plan_now(new).speakers == ()


def test_days_of_rest_are_left_out_and_what_is_over_is_not_drafted():
    ids = running(rule="FREQ=DAILY;COUNT=2")  # a Thursday and a Friday
    new = extend(ids[0], 2, skips_rest=True)
    assert begins(new) == [STARTS + timedelta(days=4), STARTS + timedelta(days=5)]
    with clock.stopped(STARTS + timedelta(days=30)):
        assert begins(extend(ids[0], 1)) == [STARTS + timedelta(days=31)]


def test_only_what_recurs_goes_on_and_not_beyond_sixty_times():
    with pytest.raises(NotRepeated):
        extend(published(starts_at=STARTS - timedelta(days=1), place="二号厅"), 1)
    ids = running()
    with pytest.raises(NotRepeated):
        extend(ids[1], 1)
    for times in (0, 58):
        with pytest.raises(TooOftenRepeated):
            extend(ids[0], times)
    with snapshot() as session:
        seen = further(session, person("organiser"), ids[0], 57, False)
        assert len(seen) == 57 and further(session, person("organiser"), ids[0], 58, False) == ()
        assert further(session, person("valves"), ids[0], 1, False) == ()


def test_the_new_times_are_handed_in_sent_back_and_published_together_on_request():
    ids = running()
    with clock.stopped(BEGUN):
        new = extend(ids[0], 3)
        perform(ID["organiser"], activities.hand_in, new[0])
        assert stages(new) == [S.IN_REVIEW, S.DRAFT, S.DRAFT]
        perform(ID["organiser"], activities.hand_in, new[1], with_following=True)
        assert stages(new) == [S.IN_REVIEW] * 3
        said = {"reason": "请补充地点", "with_following": True}
        perform(ID["admin"], activities.send_back, new[1], **said)
        assert stages(new) == [S.IN_REVIEW, S.DRAFT, S.DRAFT]
        perform(ID["organiser"], activities.hand_in, new[1], with_following=True)
        perform(ID["admin"], activities.publish, new[0], with_following=True)
    assert stages((*ids, *new)) == [S.PUBLISHED] * 6


def test_what_is_in_the_way_of_those_that_are_published_with_it_is_seen_before():
    ids = running()
    blocks = published(starts_at=STARTS + 4 * WEEK, kind="other")
    with clock.stopped(BEGUN):
        new = extend(ids[0], 2)
        perform(ID["organiser"], activities.hand_in, new[0], with_following=True)
        with snapshot() as session:
            found = standing_in_the_way(session, session.get_one(Activity, new[0]))
        assert [each.key for each in found] == [f"room:{blocks}"]
        with pytest.raises(Clashes):
            perform(ID["admin"], activities.publish, new[0], with_following=True)
        assert stages(new) == [S.IN_REVIEW] * 2
        seen = [each.key for each in found]
        perform(ID["admin"], activities.publish, new[0], with_following=True, acknowledged=seen)
    assert stages(new) == [S.PUBLISHED] * 2


def test_calendars_take_the_longer_rule_for_newer():
    ids = running()
    perform(ID["organiser"], activity_moves.move, ids[1], starts_at=STARTS + WEEK, place="二号厅")
    before = {int(each["SEQUENCE"]) for each in events()}
    with clock.stopped(BEGUN):
        new = extend(ids[0], 2)
        assert {int(each["SEQUENCE"]) for each in events()} == before  # drafts are nobody's
        perform(
            ID["organiser"],
            activity_moves.move,
            ids[2],
            starts_at=STARTS + 2 * WEEK,
            place="三号厅",
        )
        before = {int(each["SEQUENCE"]) for each in events()}
        perform(ID["organiser"], activities.hand_in, new[0], with_following=True)
        perform(ID["admin"], activities.publish, new[0], with_following=True)
        after = events()
    assert min(int(each["SEQUENCE"]) for each in after) > max(before)
    [head] = [each for each in after if "RRULE" in each]
    assert head["RRULE"]["UNTIL"][0] == STARTS + 4 * WEEK
    with snapshot() as session:
        rows = select(Activity.recurrence_at).where(Activity.uid == activity(ids[0]).uid)
        found = session.exec(rows.order_by(col(Activity.recurrence_at))).all()
    assert found == [STARTS + n * WEEK for n in range(5)]
