"""One activity and its series: what those who hold it see of it, what everybody does, and for whom it is."""

from datetime import timedelta

import pytest

from db.activity_vocabulary import (
    AudienceCondition,
    RegistrationState,
)
from db.engine import transaction
from db.models import BrandProject, Organisation
from db.vocabulary import SizeClass
from domain import activities, activity_moves, activity_repeats, activity_series, attendance, clock
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import activity as one
from domain.queries import activity_choices
from domain.queries import activity_series as series
from domain.queries.activity_series import YearFigures
from tests import happenings
from tests.domain.queries.asking import asked
from tests.happenings import NOW, STARTS, apart, drafted, published, register
from tests.town import ID, LONGWAN, LUCHENG, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_those_who_hold_it_see_steps_story_and_budget_and_the_public_does_not():
    activity_id = published(budget_yuan=9000, capacity=1)
    register(activity_id)
    register(activity_id)
    mine, other = (
        asked(one.activity, "organiser", activity_id),
        asked(one.activity, PUBLIC, activity_id),
    )
    assert (mine.plan.budget_yuan, other.plan.budget_yuan) == (9000, None)
    assert (
        mine.counts == {RegistrationState.REGISTERED: 1, RegistrationState.WAITING: 1}
        and other.counts is None
    )
    assert (other.taken, other.waiting, other.window.is_open) == (1, 1, True)
    assert activity_moves.move.name in mine.steps and other.steps == other.story == ()
    assert [each.action for each in mine.story][-1] == "activity_drafted"


def test_occurrences_lead_to_one_another():
    first = drafted()
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    shown = asked(one.activity, "organiser", others[0])
    assert [each.id for each in shown.occurrences] == [first, others[1]]


def test_for_whom_it_is_is_told_and_what_the_readers_enterprise_does_not_meet():
    activity_id = published(areas=(LONGWAN,), sizes=(SizeClass.SMALL,), audience_binds=True)
    with transaction() as session:
        session.get_one(Organisation, VALVES).size_class = SizeClass.SMALL
    whom = asked(one.activity, "valves", activity_id).whom
    assert ([each.name for each in whom.areas], whom.sizes) == (["龙湾区"], (SizeClass.SMALL,))
    assert (whom.binds, whom.missed) == (True, ())
    both = (AudienceCondition.AREA, AudienceCondition.SIZE)
    for who in ("shoes", PUBLIC):
        assert sorted(asked(one.activity, who, activity_id).whom.missed) == sorted(both)


def test_the_window_is_open_to_keepers_until_it_ends_and_says_when_it_opens():
    activity_id = published(opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=2))
    for days, is_ahead, is_open in ((0, True, False), (1, False, True), (3, False, False)):
        with clock.stopped(NOW + timedelta(days=days)):
            window = asked(one.activity, PUBLIC, activity_id).window
            assert (window.is_ahead, window.is_open) == (is_ahead, is_open)
            assert asked(one.activity, "organiser", activity_id).window.is_open
    with clock.stopped(STARTS + timedelta(hours=2)):
        assert not asked(one.activity, "organiser", activity_id).window.is_open


def test_a_series_counts_its_years_in_the_database():
    series_id = perform(ID["organiser"], activity_series.begin, name="法律服务月", kind="other")
    first = apart(0, series_id=series_id, capacity=9)
    apart(300, series_id=series_id)
    gone = apart(2, series_id=series_id)
    draft = drafted(series_id=series_id, starts_at=STARTS + timedelta(days=9))
    receipts = [register(first) for _ in range(3)]
    for each in receipts[:2]:
        happenings.check_in(first, registration_id=each.registration_id)
    with clock.stopped(STARTS + timedelta(hours=1)):
        perform(ID["organiser"], attendance.walk_in, first, person_name="王五")
        perform(ID["organiser"], activities.hold, first)
    perform(ID["organiser"], activities.cancel, gone, reason="场地停电")
    shown = asked(series.series, PUBLIC, series_id)
    assert shown.years == (
        YearFigures(2027, 1, 0, 0, 0, 0, 0),
        YearFigures(2026, 0, 1, 1, 3, 3, 1),
    )
    assert shown.steps == ()
    inside = asked(series.series, "organiser", series_id)
    assert inside.years[1].ahead == 1 and len(inside.steps) == 3
    held = asked(series.held_in, PUBLIC, series_id, 2026)
    assert [each.id for each in held] == [first, gone]
    assert draft in [each.id for each in asked(series.held_in, "organiser", series_id, 2026)]
    assert asked(series.series, PUBLIC, 99) is None


def test_a_rule_is_told_time_by_time_with_the_days_of_rest():
    starts = STARTS.replace(month=4, day=30)
    told = asked(series.times, PUBLIC, starts, "FREQ=DAILY;COUNT=3")
    assert [(each.at - starts, each.is_rest) for each in told] == [
        (timedelta(0), False),
        (timedelta(days=1), True),
        (timedelta(days=2), True),
    ]
    assert asked(series.times, PUBLIC, starts, "FREQ=DAILY") == ()


def test_brand_projects_are_those_of_the_own_sub_platform():
    with transaction() as session:
        for area, name in ((LONGWAN, "阀门直通车"), (LUCHENG, "设计周")):
            session.add(BrandProject(area_code=area, name=name))
        session.add(BrandProject(area_code=LONGWAN, name="已停", is_active=False))

    def names(who):
        return [each.name for each in asked(activity_choices.brand_projects, who)]

    assert names("organiser") == ["设计周", "阀门直通车"]
    assert names("longwan") == ["阀门直通车"]
    assert names("valves") == names(PUBLIC) == []
