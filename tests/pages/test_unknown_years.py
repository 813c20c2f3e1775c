"""Key figures, targets and walls say where working days are counted by a calendar that is not entered."""

from datetime import datetime

import pytest

from db.engine import snapshot
from domain import clock
from domain.clock import LOCAL
from domain.indicators import building
from domain.queries import wall
from domain.wall_links import Wishes
from server import wall_told
from tests.pages.visiting import opened, said
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
SAID = {
    "en": "The office calendar of 2027 is not entered yet",
    "zh": "2027年工作日历尚未录入",
}
KNOWN, UNKNOWN = ((2026, 11, 13), (2027, 1, 20))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_say_so_once_and_only_where_it_is_so(monkeypatch, language):
    building.keep_up()
    for day, many in ((KNOWN, 0), (UNKNOWN, 1)):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(*day, 9, tzinfo=LOCAL))
        for page in ("performance/kpi", "performance/targets"):
            app = opened(page, "leader", language=language)
            assert not app.exception
            assert said(app).count(SAID[language]) == many, (page, day)
    before = {"language": language, "period": "2026-12"}
    assert SAID[language] not in said(opened("performance/kpi", "leader", **before))


def test_whoever_keeps_the_calendar_is_led_to_it(monkeypatch):
    building.keep_up()
    monkeypatch.setattr(clock, "now", lambda: datetime(*UNKNOWN, 9, tzinfo=LOCAL))
    app = opened("performance/kpi", "admin")
    ways = [each.proto.query_string for each in app.get("page_link")]
    assert any("year=2027" in each for each in ways)


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "2027年工作日历未录入"), ("en", "calendar of 2027 not entered")]
)
def test_a_wall_says_so_beside_its_month(language, told):
    building.keep_up()
    wishes = Wishes("hall", language=language)
    for day, is_said in ((KNOWN, False), (UNKNOWN, True)):
        with clock.stopped(datetime(*day, 9, tzinfo=LOCAL)), snapshot() as session:
            board = wall.board(session, person("leader"), wishes)
            assert (told in wall_told.told(board, wishes)["month"]) is is_said
