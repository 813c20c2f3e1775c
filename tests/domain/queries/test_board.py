"""The demand board: which cards stand where, in which order, and where each may be carried."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Stage
from domain import clock, replies, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import board
from domain.queries.narrowing import Filters
from domain.workflow import OPEN, Step
from tests import town
from tests.domain.queries.many import many
from tests.town import FINANCE, ID, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def shown(username, **filters):
    with snapshot() as session:
        return board.board(session, town.person(username), Filters(**filters))


def moves(username):
    [card] = shown(username).cards
    return dict(card.moves)


def test_the_board_has_a_column_for_every_open_stage_and_for_no_other():
    assert set(board.COLUMN_OF) == set(OPEN)


def test_a_card_may_be_carried_only_where_its_reader_can_take_it():
    town.accepted()
    assert moves("dispatcher") == {"with_unit": Step.DISPATCH}
    assert moves("leader") == {}


def test_of_an_answer_in_review_its_head_approves_it_or_sends_it_back():
    town.in_review()
    assert moves("finance_head") == {"answered": Step.APPROVE, "in_progress": Step.SEND_BACK}
    assert moves("finance") == {}


def test_the_board_counts_what_it_shows_and_shows_each_their_own():
    town.ask()
    town.ask(area_code=LUCHENG)
    town.dispatched()
    assert dict(shown("intake").counts)["submitted"] == 2
    assert dict(shown("longwan").counts)["submitted"] == 1
    assert [card.stage for card in shown("finance").cards] == [Stage.DISPATCHED]
    assert shown("tax").cards == ()


def test_a_column_shows_its_sixty_most_urgent_cards_and_counts_them_all():
    with clock.stopped(MONDAY):
        first = town.ask().demand_id
    many(99, like=first, submitted_at=MONDAY + timedelta(hours=1))
    found = shown("intake")
    assert dict(found.counts)["submitted"] == 100
    assert len(found.cards) == board.MOST_PER_COLUMN
    assert found.cards[0].id == first


def test_the_most_urgent_card_stands_first():
    with clock.stopped(MONDAY):
        later = town.dispatched()
    with clock.stopped(MONDAY - timedelta(days=3)):
        sooner = town.dispatched()
    with clock.stopped(MONDAY + timedelta(days=1)):
        assert [card.id for card in shown("dispatcher").cards] == [sooner, later]


def test_a_paused_card_has_no_limit_to_be_late_for():
    demand_id = town.in_progress()
    until = clock.now().date() + timedelta(days=2)
    perform(ID["finance"], work_orders.ask, demand_id, text="请补充合同。", until=until)
    [card] = shown("finance").cards
    assert (card.stage, card.due_at) == (Stage.WAITING, None)


def test_a_card_carries_a_mark_that_every_change_of_its_demand_makes_another():
    demand_id = town.accepted()
    marks = [shown("dispatcher").cards[0].mark for _ in range(2)]
    for who, command, said in (
        ("dispatcher", work_orders.dispatch, {"unit_id": FINANCE, "reason": "专长"}),
        ("finance", work_orders.sign, {}),
        ("finance", work_orders.contact, {"text": "已联系"}),
        ("finance", replies.reply, {"text": "已办理", "code": "solved"}),
        ("finance_head", replies.send_back, {"text": "不完整"}),
        ("finance", replies.reply, {"text": "已办理", "code": "solved"}),
    ):
        perform(ID[who], command, demand_id, **said)
        marks.append(shown("dispatcher").cards[0].mark)
    assert len(set(marks)) == len(marks) - 1
    with snapshot() as session:
        assert session.get_one(Demand, demand_id).version not in marks
    assert all(each < 2**53 for each in marks)  # a browser has no larger whole numbers
