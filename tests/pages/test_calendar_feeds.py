"""Activities in one's own calendar, on the pages: feeds to subscribe to, and one's secret address."""

import pytest

from db.engine import snapshot
from domain import calendar_links, clock
from tests.happenings import NOW, drafted, published
from tests.pages.visiting import drawn, opened, said
from tests.town import FINANCE, ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

ACTIVITY = "activities/activity"


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def code_blocks(page):
    return [each.value for each in page.code]


def test_a_visitor_gets_the_calendar_and_its_feeds_and_one_activity_as_a_file():
    activity_id = published(area_code=LONGWAN, title="龙湾讲座")
    page = opened("activities/calendar", language="zh")
    assert not page.exception and "龙湾讲座" in str(drawn(page, "calendar-month"))
    assert code_blocks(page) == ["http://127.0.0.1:8501/calendars/all.ics"]
    assert "90 天" in said(page)
    page = opened("activities/calendar", area=LONGWAN)
    assert code_blocks(page) == [f"http://127.0.0.1:8501/calendars/area/{LONGWAN}.ics?lang=en"]
    page = opened(ACTIVITY, id=str(activity_id))
    assert code_blocks(page) == ["http://127.0.0.1:8501/calendars/organiser/1.ics?lang=en"]
    assert not code_blocks(opened(ACTIVITY, "organiser", id=str(drafted())))
    page = opened("directory/organisation", id="1")
    assert code_blocks(page) == ["http://127.0.0.1:8501/calendars/organiser/1.ics?lang=en"]
    assert not code_blocks(opened("directory/organisation", id=str(FINANCE)))


def test_one_s_calendar_address_is_shown_once_made_anew_and_called_back():
    page = opened("home/account", "valves")
    make = [each for each in page.button if "calendar address" in each.label]
    assert len(make) == 1  # an enterprise holds no activities
    make[0].click().run()
    [address] = code_blocks(page)
    token = address.removeprefix("http://127.0.0.1:8501/calendars/own/").removesuffix(".ics")
    with snapshot() as session:
        opened_by = calendar_links.by_token(session, token)
    assert opened_by.user_id == ID["valves"] and not opened_by.is_revoked
    assert not code_blocks(opened("home/account", "valves"))
    page.button(key=f"calendar-revoke-{opened_by.id}").click().run()
    assert not page.exception and not code_blocks(page)
    with snapshot() as session:
        assert calendar_links.by_token(session, token).is_revoked
    staff = opened("home/account", "organiser", language="zh")
    assert [each.label for each in staff.button].count("生成日历地址") == 2
