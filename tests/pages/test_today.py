"""Today as a page: everybody finds what waits for them, and what they were told, in their language."""

from datetime import timedelta

import pytest

from domain import clock
from tests import town
from tests.domain.queries.many import many
from tests.pages.visiting import drawn, opened, said
from tests.town import LONGWAN, PEOPLE

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def today(username, **asked):
    app = opened("home/today", username, **asked)
    assert not app.exception
    return app


def heap(app, pile="mine"):
    return (drawn(app, f"heap-{pile}") or {"rows": []})["rows"]


@pytest.mark.parametrize("username", PEOPLE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everybody_has_a_day(username, language):
    app = today(username, language=language)
    assert app.title[0].value == {"en": "Today", "zh": "今日工作"}[language]


def test_what_waits_says_what_is_to_be_done():
    town.dispatched()
    [[subject, due, task]] = heap(today("finance"))
    assert subject["text"] == "专利质押贷款续贷困难"
    assert due["text"].startswith("Due")
    assert task["text"] == "Sign"


def test_what_is_late_is_counted_beside_the_heading():
    with clock.stopped(clock.now() - timedelta(days=20)):
        town.in_progress()
    app = today("finance_head", language="zh")
    assert "1 件超时" in said(app)
    [[subject, due, task]] = heap(app)
    assert due["text"].startswith("超时")
    assert task["text"] == "超时待督促"
    assert subject["sub"].endswith("finance")


def test_an_empty_day_says_what_comes_next():
    assert "Nothing waits for you" in said(today("dispatcher"))
    assert "Nothing waits for you" not in said(today("leader"))


def test_more_than_the_page_holds_is_found_in_the_list():
    many(60, like=town.ask().demand_id)
    app = today("intake")
    assert len(heap(app)) == 40
    assert "21 more in the list" in [each.proto.label for each in app.get("page_link")]


def test_a_notice_is_a_sentence_and_new_until_it_is_read():
    town.dispatched()
    app = today("finance")
    [[notice]] = drawn(app, "notices")["rows"]
    assert notice["text"] == "dispatcher dispatched it to Longwan Finance Centre."
    assert notice["is_new"]
    next(each for each in app.button if each.label == "Mark all as read").click().run()
    [[notice]] = drawn(app, "notices")["rows"]
    assert not notice["is_new"]
    assert "Mark all as read" not in [each.label for each in app.button]


def test_a_leader_sees_the_areas_and_a_way_into_each():
    with clock.stopped(clock.now() - timedelta(days=20)):
        town.dispatched()
    whole, first, *_ = drawn(today("leader"), "areas")["rows"]
    assert [cell["text"] for cell in whole] == ["The whole city", "1", "1", "0 %"]
    shown = {row[0]["text"]: row for row in (whole, first, *_)}
    assert shown["Longwan"][0]["href"] == f"/demands?area={LONGWAN}"
    assert shown["Longwan"][2]["href"] == f"/demands?area={LONGWAN}&late=true"
    assert shown["Lucheng"][2]["text"] == "0"


def test_an_enterprise_sees_what_is_under_way_for_it():
    town.receive()
    app = today("valves")
    [[subject, _, stage]] = heap(app, "others")
    assert (subject["text"], stage["text"]) == ("出口退税办理缓慢", "Submitted")
