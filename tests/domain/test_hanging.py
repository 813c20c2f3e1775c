"""What hangs on a series and on an activity: competitions, and menus as far as one may see them."""

from datetime import date

import pytest

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from domain import clock
from domain.command import perform
from domain.menu import menus
from domain.permissions import PUBLIC
from domain.queries import hanging
from tests import contests, happenings
from tests.menus import NOW, offered
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def of_series(series_id, who=PUBLIC):
    with snapshot() as session:
        return hanging.of_series(session, who, series_id)


def test_a_series_leads_to_its_competitions_and_to_the_menus_that_one_may_see():
    series_id, other = contests.series(), contests.series()
    contest_id = contests.begun(series_id=series_id)
    months = (date(2026, 3, 1), date(2026, 4, 1))
    ids = [perform(ID["organiser"], menus.begin, series_id=series_id, month=m) for m in months]
    offered(ids[0])
    perform(ID["organiser"], menus.publish, ids[0])
    found = of_series(series_id)
    assert [each.id for each in found.contests] == [contest_id]
    assert found.menus == ((ids[0], months[0]),)
    kept = of_series(series_id, person("organiser"))
    assert [each for each, _ in kept.menus] == ids[::-1]
    assert of_series(other) == hanging.Hanging()


def test_an_activity_leads_to_the_competition_that_hangs_on_it_alone():
    activity_id = happenings.published(kind=ActivityKind.GOOD_PROJECT)
    contest_id = contests.begun(activity_id=activity_id)
    contests.begun()
    with snapshot() as session:
        found = hanging.of_activity(session, PUBLIC, activity_id)
    assert [each.id for each in found.contests] == [contest_id] and found.menus == ()
