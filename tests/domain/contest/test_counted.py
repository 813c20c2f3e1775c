"""The projects of a competition count among what came of its activity or series: as its own funnel counts them."""

from datetime import timedelta

import pytest

from db.activity_vocabulary import ActivityKind, ActivityResult
from db.contest_vocabulary import FollowStep
from db.engine import snapshot, transaction
from db.models import Contest
from domain import clock, jobs
from domain.activity_numbers import PROJECTS, Numbers
from domain.command import perform
from domain.contest import following
from domain.queries import activity_outcome, activity_results, contest_follow
from tests import happenings
from tests.contests import awarded, contest, give
from tests.happenings import NOW, STARTS
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")
ENDED = STARTS + timedelta(hours=2)
ON = ENDED.date()


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def note(contest_id, entry_id, step, **said):
    known = {"entry_id": entry_id, "step": step, "on": ON} | said
    return perform(ID["organiser"], following.note, contest_id, **known)


def came_of(contest_id, first, second):
    """Two met a mentor, one an investor twice, one financing is verified and one not, one transformation taken back."""
    for each in (first, second):
        note(contest_id, each, FollowStep.MENTOR, name="林教授")
    for name in ("甲资本", "乙资本"):
        note(contest_id, first, FollowStep.INVESTOR, name=name)
    seen = note(contest_id, first, FollowStep.FINANCING, amount_yuan=1_000_000)
    note(contest_id, second, FollowStep.FINANCING, amount_yuan=1_000_000)
    give(following.verify, contest_id, "admin", follow_id=seen)
    wrong = note(contest_id, first, FollowStep.TRANSFORMED)
    give(following.take_back, contest_id, follow_id=wrong, reason="误记")


def projects(numbers):
    return [getattr(numbers, each.value) for each in PROJECTS]


def outcome(query, of_id, who="organiser"):
    with snapshot() as session:
        return query(session, person(who), of_id)


def held(**said):
    activity_id = happenings.published(kind=ActivityKind.GOOD_PROJECT, **said)
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    return activity_id


def test_the_projects_of_an_activity_are_counted_listed_and_kept_at_its_moments():
    activity_id = held()
    told = awarded(activity_id=activity_id)
    with clock.stopped(ENDED):
        came_of(*told)
        now = outcome(activity_outcome.of_activity, activity_id)
        assert (now.contests, projects(now.now)) == (1, [2, 1, 1, 0])
        [year] = outcome(lambda session, reader, _: contest_follow.funnel(session, reader), 0)
        funnel = [year.mentored, year.invested, year.financed, year.transformed]
        assert projects(now.now) == funnel
        for what in PROJECTS:
            asked = (activity_results.of_activity, activity_id)
            with snapshot() as session:
                found = asked[0](session, person("organiser"), activity_id, what)
            assert found.count == len(found.lines) == getattr(now.now, what.value), what
            assert {each.entry_id for each in found.lines} <= set(told[1:])
        assert outcome(activity_outcome.of_activity, activity_id, "valves") is None
    with clock.stopped(ENDED + timedelta(days=31)):
        jobs.look_after_activities()
        note(told[0], told[2], FollowStep.TRANSFORMED)
        first, *_ = outcome(activity_outcome.of_activity, activity_id).moments
        assert projects(first.numbers) == [2, 1, 1, 0]
        assert projects(outcome(activity_outcome.of_activity, activity_id).now) == [2, 1, 1, 1]


def test_the_projects_of_a_series_are_counted_also_where_nothing_of_it_was_held():
    told = awarded()
    series_id = contest(told[0]).series_id
    with clock.stopped(ENDED):
        came_of(*told)
        found = outcome(activity_outcome.of_series, series_id)
        assert (found.activities, found.contests, projects(found.now)) == (0, 1, [2, 1, 1, 0])
        with snapshot() as session:
            reader = person("organiser")
            listed = activity_results.of_series(session, reader, series_id, ActivityResult.MENTORED)
        assert (listed.count, len(listed.lines)) == (2, 2)
        for who in ("valves", "longwan"):
            assert outcome(activity_outcome.of_series, series_id, who) is None, who


def test_another_activity_counts_no_projects():
    activity_id = held()
    told = awarded()
    with clock.stopped(ENDED):
        came_of(*told)
        found = outcome(activity_outcome.of_activity, activity_id)
    assert (found.contests, projects(found.now)) == (0, [0, 0, 0, 0])


def test_what_was_kept_before_projects_were_counted_says_nothing_of_them():
    numbers = Numbers.kept({"came": 3, "demands": 1})
    assert (numbers.came, projects(numbers)) == (3, [None] * 4)


def test_of_a_competition_that_the_reader_does_not_keep_nothing_is_told_at_the_moments_either():
    activity_id = held(area_code=LONGWAN)
    told, other = awarded(activity_id=activity_id), awarded(activity_id=activity_id)
    with clock.stopped(ENDED):
        came_of(*told)
        note(other[0], other[1], FollowStep.MENTOR, name="王教授")
    with clock.stopped(ENDED + timedelta(days=31)):
        jobs.look_after_activities()
    assert kept_and_now(activity_id, "longwan") == [[3, 1, 1, 0]] * 2
    with transaction() as session:
        session.get_one(Contest, other[0]).area_code = None  # the city's
    assert kept_and_now(activity_id, "longwan") == [[None] * 4, [2, 1, 1, 0]]
    assert kept_and_now(activity_id, "organiser") == [[3, 1, 1, 0]] * 2


def kept_and_now(activity_id, who):
    found = outcome(activity_outcome.of_activity, activity_id, who)
    return [projects(each) for each in (found.moments[0].numbers, found.now)]
