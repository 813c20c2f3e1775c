"""The list of demands as a page: what it shows, how it is narrowed and paged, what bad addresses do."""

import pytest

from tests import town
from tests.domain.queries.many import many
from tests.pages.visiting import drawn, opened, said
from tests.town import LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def listed(username="dispatcher", **asked):
    app = opened("demands/list", username, **asked)
    assert not app.exception
    return app


def rows(app):
    return (drawn(app, "demand-list") or {"rows": []})["rows"]


def test_a_row_leads_to_its_demand():
    town.dispatched()
    [row] = rows(listed())
    subject, stage, due, enterprise, unit, _ = row
    assert subject["text"] == "专利质押贷款续贷困难"
    assert subject["href"] == f"/demand?number={subject['sub'].split(' · ')[0]}"
    assert (stage["text"], unit["text"]) == ("Dispatched", "Longwan Finance Centre")
    assert due["text"].startswith("Due")
    assert (enterprise["text"], enterprise["sub"]) == ("龙湾恒泽阀门有限公司", "Longwan")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"stage": "submitted"}, 1),
        ({"stage": ["submitted", "in_progress"]}, 2),
        ({"step": "tracking"}, 1),
        ({"step": "tracking", "stage": "submitted"}, 0),
        ({"type": "request"}, 1),
        ({"channel": "web"}, 2),
        ({"channel": "hotline"}, 0),
        ({"since": "2020-01-01", "until": "2020-12-31"}, 0),
        ({"since": "2020-01-01"}, 2),
        ({"area": LUCHENG}, 0),
        ({"area": LONGWAN, "stage": "nonsense", "since": "yesterday", "page": "-1"}, 2),
        ({"order": "sideways", "page": "99999999999"}, 2),
    ],
)
def test_the_address_narrows_the_list(asked, found):
    town.ask()
    town.in_progress()
    app = listed(**asked)
    assert len(rows(app)) == found
    assert ("1 demand" if found == 1 else f"{found} demands") in said(app)


def test_nothing_found_says_what_to_do():
    assert "Take a filter away" in said(listed(q="天文望远镜"))


def test_the_pages_are_walked_and_a_new_question_starts_at_the_first():
    first = town.ask().demand_id
    many(119, like=first)
    app = listed(page="3")
    assert len(rows(app)) == 20
    assert "120 demands" in said(app)
    next(each for each in app.selectbox if each.label == "Order").select("oldest").run()
    assert len(rows(app)) == 50
    assert "page" not in app.query_params


def test_a_page_that_is_not_there_is_the_last():
    many(60, like=town.ask().demand_id)
    assert len(rows(listed(page="77"))) == 11


def test_an_enterprise_lists_its_own_and_no_limits_of_units():
    town.receive()
    app = listed("valves")
    assert len(rows(app)) == 1
    assert not app.toggle
    assert not {each.label for each in app.selectbox} & {"Area", "Unit"}


def test_the_list_is_told_in_chinese():
    town.ask()
    app = listed(language="zh")
    assert "共 1 件" in said(app)
    assert rows(app)[0][1]["text"] == "已提交"
