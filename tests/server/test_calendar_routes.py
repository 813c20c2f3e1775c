"""Calendar feeds over HTTP: open ones for everybody, secret ones for who holds the address; told anew when changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.activity_vocabulary import CalendarScope
from db.engine import snapshot, transaction
from db.models import CalendarLink, User
from domain import activities, calendar_links, clock
from domain.command import perform
from tests.happenings import drafted, published, register
from tests.town import ID, LONGWAN


@pytest.fixture(scope="module")
def soon(site):
    """An activity of next week."""
    return published(starts_at=clock.now() + timedelta(days=7), title="下周讲座")


def get(site, path, **headers):
    with site.client(**headers) as client:
        return client.get(path)


def made(username, scope=CalendarScope.REGISTRATIONS):
    return perform(ID[username], calendar_links.make, scope=scope)


def own(token):
    return f"/calendars/own/{token}.ics"


@pytest.mark.parametrize("where", ["all", f"area/{LONGWAN}", "organiser/1"])
def test_a_public_feed_is_a_calendar_that_is_told_anew_only_when_it_changed(site, soon, where):
    answer = get(site, f"/calendars/{where}.ics")
    assert answer.status_code == 200 and "下周讲座" in answer.text.replace("\r\n ", "")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=300"
    tag = {"if-none-match": answer.headers["etag"]}
    again = get(site, f"/calendars/{where}.ics", **tag)
    assert (again.status_code, again.content) == (304, b"")
    other = published(starts_at=clock.now() + timedelta(days=9), title="下下周讲座", place=where)
    assert get(site, f"/calendars/{where}.ics", **tag).status_code == 200
    perform(ID["organiser"], activities.cancel, other, reason="测试")


def test_its_name_is_in_the_language_that_is_asked_for(site, soon):
    assert "X-WR-CALNAME:涉企活动 · 龙湾区" in get(site, f"/calendars/area/{LONGWAN}.ics").text
    english = get(site, f"/calendars/area/{LONGWAN}.ics?lang=en").text
    assert "X-WR-CALNAME:Activities for enterprises · Longwan" in english


def test_there_is_no_feed_of_what_is_not_there(site):
    for where in ("area/123456", "series/77", "organiser/7", f"organiser/{10**30}", "own/guessed"):
        assert get(site, f"/calendars/{where}.ics").status_code == 404, where


def test_one_activity_comes_as_a_file_and_a_draft_does_not(site, soon):
    answer = get(site, f"/calendars/activity/{soon}.ics")
    assert "METHOD:PUBLISH" in answer.text and answer.text.count("BEGIN:VEVENT") == 1
    assert "attachment" in answer.headers["content-disposition"]
    draft = drafted(starts_at=clock.now() + timedelta(days=8))
    assert get(site, f"/calendars/activity/{draft}.ics").status_code == 404


def test_a_secret_address_shows_what_its_owner_registered_for_until_it_is_called_back(site, soon):
    link = made("valves")
    empty = get(site, own(link.token))
    assert empty.status_code == 200 and "VEVENT" not in empty.text
    register(soon, "valves")
    tag = {"if-none-match": empty.headers["etag"]}
    answer = get(site, own(link.token), **tag)
    assert "下周讲座" in answer.text
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "access-control-allow-origin" not in answer.headers
    tag = {"if-none-match": answer.headers["etag"]}
    assert get(site, own(link.token), **tag).status_code == 304
    with snapshot() as session:
        assert session.get_one(CalendarLink, link.id).last_read_at is not None
    perform(ID["valves"], calendar_links.revoke, link.id)
    assert get(site, own(link.token)).status_code == 410


def test_an_address_of_somebody_who_left_shows_nothing(site):
    link = made("shoes")
    with transaction() as session:
        session.get_one(User, ID["shoes"]).is_active = False
    assert get(site, own(link.token)).status_code == 410
    with transaction() as session:
        session.get_one(User, ID["shoes"]).is_active = True


def test_the_organisers_address_shows_drafts_too(site):
    drafted(starts_at=clock.now() + timedelta(days=20), title="还在起草")
    answer = get(site, own(made("organiser", CalendarScope.HOUSE).token))
    assert "还在起草" in answer.text and "STATUS:TENTATIVE" in answer.text
    assert "还在起草" not in get(site, "/calendars/all.ics").text


def test_no_token_is_written_down(site):
    link = made("valves")
    get(site, own(link.token))
    with open(site.log, encoding="utf-8") as log:
        written = log.read()
    assert link.token not in written and "/calendars/own/" in written


def test_nobody_asks_without_end(site):
    """Two a second are given back meanwhile: so many at once are faster than that on a slow machine too."""
    with site.client() as client, ThreadPoolExecutor(8) as many:
        asked = many.map(lambda _: client.get("/calendars/own/guessed.ics").status_code, range(400))
        assert 429 in set(asked)
