"""The demand board as a page: its cards in the reader's words, its filters in the address."""

import pytest

from domain import work_orders
from domain.command import perform
from tests import town
from tests.pages.visiting import drawn, opened, said
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

SCRIPT = "<script>alert(1)</script> **bold**"


def board(username, **asked):
    app = opened("demands/board", username, **asked)
    assert not app.exception
    return app


def cards(username, **asked):
    return drawn(board(username, **asked), "demand-board")["cards"]


def test_a_card_says_what_it_is_about_and_where_it_may_go():
    town.accepted()
    [card] = cards("dispatcher")
    assert card["title"] == "专利质押贷款续贷困难"
    assert card["lines"] == ["龙湾恒泽阀门有限公司", "Longwan"]
    assert card["badges"] == [["Financing", "blue"]]
    assert card["allowed"] == {"with_unit": "dispatch"}
    assert card["href"] == f"/demand?number={card['number']}"


def test_a_card_with_a_unit_names_it_and_says_what_is_due():
    town.dispatched()
    [card] = cards("finance")
    assert card["lines"][1] == "Longwan · Longwan Finance Centre"
    assert card["due"][0].startswith("Due")


def test_the_columns_are_told_in_the_reader_s_language():
    for language, first in (("en", "New"), ("zh", "新诉求")):
        columns = drawn(board("intake", language=language), "demand-board")["columns"]
        assert columns[0]["label"] == first


def test_what_people_typed_reaches_the_board_as_text():
    town.ask(title=SCRIPT)
    assert [card["title"] for card in cards("intake")] == [SCRIPT]


@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ({"area": LONGWAN}, 1),
        ({"area": LUCHENG}, 0),
        ({"field": "financing", "class": "ordinary"}, 1),
        ({"unit": str(town.TAX)}, 0),
        ({"late": "true"}, 0),
        ({"q": "专利质押"}, 1),
        ({"q": "天文望远镜"}, 0),
        ({"area": "999999", "field": "<script>", "class": "", "unit": "x", "late": "no"}, 1),
    ],
)
def test_the_address_narrows_the_board(asked, many):
    town.dispatched()
    assert len(cards("dispatcher", **asked)) == many


def test_a_choice_stands_in_the_address_as_a_code():
    app = board("dispatcher", language="zh")
    chooser = next(each for each in app.selectbox if each.label == "所在区域")
    chooser.select(LONGWAN).run()
    assert app.query_params["area"] == LONGWAN


def test_clearing_takes_every_choice_away():
    town.dispatched()
    app = board("dispatcher", area=LUCHENG, q="x")
    next(each for each in app.button if each.label == "Clear").click().run()
    assert not app.exception
    assert dict(app.query_params) == {}
    assert len(drawn(app, "demand-board")["cards"]) == 1


def test_only_who_handles_demands_is_offered_their_own():
    for username, offered in (("finance", True), ("dispatcher", False)):
        assert ("Mine only" in [each.label for each in board(username).toggle]) is offered


def test_one_s_own_demands_are_shown_alone():
    mine = town.in_progress()
    perform(ID["finance_head"], work_orders.sign, town.dispatched())
    assert [card["id"] for card in cards("finance", mine="true")] == [mine]


def test_an_empty_board_is_still_a_board():
    app = board("dispatcher")
    assert drawn(app, "demand-board")["cards"] == []
    assert "Demand board" in said(app)


def test_an_enterprise_has_no_board():
    app = board("valves")
    assert drawn(app, "demand-board") is None
    assert "for other roles" in said(app)
