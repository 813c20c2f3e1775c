"""A secret calendar address as people read it: vdirsyncer fetches it over HTTP, khal says what stands on which day."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from db.activity_vocabulary import ActivityKind, CalendarScope
from domain import (
    activities,
    activity_moves,
    activity_repeats,
    activity_series,
    calendar_links,
    clock,
)
from domain.clock import LOCAL
from domain.command import perform
from tests.happenings import drafted, published
from tests.town import ID, LONGWAN, LUCHENG

# At night over the end of the year after this one, so that it is always ahead.
EVE = datetime(clock.now().year + 1, 12, 31, 22, 0, tzinfo=LOCAL)
HOURS, WEEK = timedelta(hours=2), timedelta(days=7)

FETCHING = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "there"
b = "here"
collections = null
[storage there]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
READING = """
[calendars]
[[feed]]
path = {folder}/calendar
readonly = True
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
LINE = "{start-date} {start-time}\t{end-date} {end-time}\t{title}\t{location}\t{status}\n"


class Reader:
    """Somebody who has subscribed to an address, with a folder of their own."""

    def __init__(self, folder, url: str) -> None:
        self.folder = folder
        (folder / "calendar").mkdir()
        for name, text in (("vdirsyncer", FETCHING), ("khal", READING)):
            (folder / name).write_text(text.format(folder=folder, url=url), encoding="utf-8")
        self.said("vdirsyncer", "discover")

    def fetched(self) -> set[tuple[datetime, datetime, str, str, str]]:
        """What stands there around the new year once it was fetched: (from, until, title, place, how it stands)."""
        self.said("vdirsyncer", "sync", "--force-delete")
        return self.shown()

    def shown(self):
        """The same as it was fetched the last time."""
        first = f"{EVE - 3 * WEEK:%Y-%m-%d}"
        told = self.said("khal", "list", "--format", LINE, "--day-format", "", first, "60d")
        lines = (line.split("\t") for line in told.splitlines() if line)
        return {(_at(start), _at(end), *rest[:2], rest[2].strip()) for start, end, *rest in lines}

    def said(self, client: str, *words: str) -> str:
        command = [sys.executable, "-m", client, "-c", str(self.folder / client), *words]
        home = {"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"}
        done = subprocess.run(
            command, env=os.environ | home, capture_output=True, text=True, timeout=60
        )
        if done.returncode:
            raise Unreadable(done.stderr)
        return done.stdout


class Unreadable(Exception):
    """The client could not fetch or read the feed."""


def _at(told: str) -> datetime:
    return datetime.strptime(told, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


def reader(folder, url: str) -> Reader:
    folder.mkdir()
    return Reader(folder, url)


def kept(starts, title, place="市民中心一号厅", stage="CONFIRMED"):
    return (starts, starts + HOURS, title, place, stage)


@pytest.fixture
def link():
    return perform(ID["organiser"], calendar_links.make, scope=CalendarScope.HOUSE)


def test_two_clients_of_others_follow_moved_recurring_and_cancelled_activities_into_the_new_year(
    site, link, tmp_path
):
    path = f"/calendars/own/{link.token}.ics"
    once = published(starts_at=EVE - WEEK, title="跨年路演：融资、专利", place="瓯江厅")
    weekly = drafted(starts_at=EVE - WEEK, title="年末政策夜校")
    others = perform(ID["organiser"], activity_repeats.recur, weekly, rule="FREQ=WEEKLY;COUNT=4")
    perform(ID["organiser"], activities.hand_in, weekly)
    seen = [f"audience:{once}"]
    perform(ID["admin"], activities.publish, weekly, acknowledged=seen)
    reader = Reader(tmp_path, site.address + path)
    nights = [kept(EVE + n * WEEK, "年末政策夜校") for n in (-1, 0, 1, 2)]
    single = kept(EVE - WEEK, "跨年路演：融资、专利", "瓯江厅")
    assert reader.fetched() == {single, *nights}

    late = EVE + timedelta(hours=1, minutes=30)
    moved = {"starts_at": late, "place": "瓯江二厅"}
    perform(ID["organiser"], activity_moves.move, others[0], starts_at=EVE + timedelta(days=1))
    perform(ID["organiser"], activity_moves.move, once, **moved)
    perform(ID["organiser"], activities.cancel, others[1], reason="场地停电")
    nights[1] = kept(EVE + timedelta(days=1), "年末政策夜校")
    nights[2] = kept(EVE + WEEK, "年末政策夜校", stage="CANCELLED")
    single = kept(late, "跨年路演：融资、专利", "瓯江二厅")
    assert reader.fetched() == {single, *nights}

    perform(ID["organiser"], activities.cancel, once, reason="嘉宾抱恙")
    single = kept(late, "跨年路演：融资、专利", "瓯江二厅", "CANCELLED")
    assert reader.fetched() == {single, *nights}
    with site.client() as client:
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304

    perform(ID["organiser"], calendar_links.revoke, link.id)
    with pytest.raises(Unreadable, match="Gone"):
        reader.fetched()
    assert reader.shown() == {single, *nights}  # what it has fetched is its own


def test_the_open_feeds_of_an_area_and_of_a_series_are_followed_as_well(site, tmp_path):
    known = {"name": "年末路演", "kind": ActivityKind.GROWTH_FORUM}
    series_id = perform(ID["organiser"], activity_series.begin, **known)
    said = {"series_id": series_id, "area_code": LUCHENG, "kind": ActivityKind.GROWTH_FORUM}
    once = published(starts_at=EVE - WEEK, title="区内路演：融资、专利", place="鹿城厅", **said)
    weekly = drafted(starts_at=EVE, title="区内夜校", place="夜校", **said)
    others = perform(ID["organiser"], activity_repeats.recur, weekly, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, weekly)
    perform(ID["admin"], activities.publish, weekly)
    elsewhere = said | {"series_id": None, "area_code": LONGWAN}
    published(starts_at=EVE - WEEK, title="区内别处", place="龙湾厅", **elsewhere)
    feeds = {"area": f"area/{LUCHENG}", "series": f"series/{series_id}"}
    readers = [
        reader(tmp_path / name, f"{site.address}/calendars/{path}.ics")
        for name, path in feeds.items()
    ]

    def told(each):
        return {line for line in each.fetched() if line[2].startswith("区内")}  # of this test

    night = [kept(EVE + n * WEEK, "区内夜校", "夜校") for n in range(3)]
    for each in readers:
        assert told(each) == {kept(EVE - WEEK, "区内路演：融资、专利", "鹿城厅"), *night}
    later = {"starts_at": EVE - WEEK + HOURS, "place": "鹿城二厅"}
    perform(ID["organiser"], activity_moves.move, once, **later)
    perform(ID["organiser"], activities.cancel, others[0], reason="场地停电")
    night[1] = kept(EVE + WEEK, "区内夜校", "夜校", "CANCELLED")
    for each in readers:
        moved = kept(later["starts_at"], "区内路演：融资、专利", "鹿城二厅")
        assert told(each) == {moved, *night}
