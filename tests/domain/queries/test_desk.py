"""What the board, the list and the day show: to whom, in which order, and how the database finds it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import text

from db.engine import engine, is_sqlite, snapshot, transaction
from db.models import Demand
from db.vocabulary import Channel, Stage
from domain import clock, my_notices, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import board, listing, today
from domain.queries.board import Filters
from domain.queries.listing import Order
from domain.workflow import Step
from tests import town
from tests.town import ID, LONGWAN, LUCHENG, SHOES, holder

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def shown(query, username, *args):
    with snapshot() as session:
        return query(session, town.person(username), *args)


def numbers(found):
    return [each.number for each in found]


def test_the_board_has_a_column_for_every_open_stage_and_for_no_other():
    over = {Stage.CLOSED, Stage.DECLINED, Stage.MERGED}
    assert set(board.COLUMN_OF) == set(Stage) - over


def test_a_card_may_be_carried_only_where_its_reader_can_take_it():
    town.accepted()
    [card] = shown(board.board, "dispatcher", Filters()).cards
    assert dict(card.moves) == {"with_unit": Step.DISPATCH}
    [card] = shown(board.board, "leader", Filters()).cards
    assert card.moves == ()


def test_the_board_counts_what_it_shows_and_shows_each_his_own():
    town.ask()
    town.ask(area_code=LUCHENG)
    town.dispatched()
    assert dict(shown(board.board, "intake", Filters()).counts)["submitted"] == 2
    assert dict(shown(board.board, "longwan", Filters()).counts)["submitted"] == 1
    assert [card.stage for card in shown(board.board, "finance", Filters()).cards] == [
        Stage.DISPATCHED
    ]
    assert shown(board.board, "tax", Filters()).cards == ()


def test_the_most_urgent_card_stands_first():
    with clock.stopped(MONDAY):
        later = town.dispatched()
    with clock.stopped(MONDAY - timedelta(days=3)):
        sooner = town.dispatched()
    with clock.stopped(MONDAY + timedelta(days=1)):
        cards = shown(board.board, "dispatcher", Filters()).cards
    assert [card.id for card in cards] == [sooner, later]


def test_a_late_demand_is_found_from_its_minute_on():
    with clock.stopped(MONDAY):
        town.dispatched()  # to be signed by 14:15: half a day's office time from 9:00
        due = shown(board.board, "dispatcher", Filters()).cards[0].due_at
    with clock.stopped(due):
        assert not shown(board.board, "dispatcher", Filters(late=True)).cards
    with clock.stopped(due + timedelta(seconds=1)):
        assert len(shown(board.board, "dispatcher", Filters(late=True)).cards) == 1
        assert shown(today.day, "finance").late == 1


@pytest.mark.parametrize(
    ("filters", "many"),
    [
        (Filters(area=LONGWAN), 1),
        (Filters(area=LUCHENG), 0),
        (Filters(field="financing"), 1),
        (Filters(timeliness="urgent"), 0),
        (Filters(unit_id=town.FINANCE), 1),
        (Filters(unit_id=town.TAX), 0),
        (Filters(text="专利质押"), 1),
        (Filters(text="13857700001"), 1),
        (Filters(text="天文望远镜"), 0),
        (Filters(mine=ID["finance"]), 1),
        (Filters(mine=ID["tax"]), 0),
    ],
)
def test_filters_narrow_the_board_and_the_list_alike(filters, many):
    town.in_progress()
    assert len(shown(board.board, "dispatcher", filters).cards) == many
    assert shown(listing.listing, "dispatcher", filters).count == many


def test_the_list_is_paged_and_says_when_there_are_more():
    with clock.stopped(MONDAY):
        first = town.ask().demand_id
    many(1200, first)
    page = shown(listing.listing, "intake", Filters(), (), Order.NEWEST, 2)
    assert (len(page.rows), page.count, page.is_more, page.pages) == (50, 1000, True, 20)
    one = shown(listing.listing, "intake", Filters(), (), Order.NEWEST, 1)
    assert not set(numbers(one.rows)) & set(numbers(page.rows))
    beyond = shown(listing.listing, "intake", Filters(), (), Order.NEWEST, 99)
    assert len(beyond.rows) == 50


@pytest.mark.parametrize("order", Order)
def test_every_order_of_the_list_is_total(order):
    many(60, town.ask().demand_id)
    pages = [shown(listing.listing, "intake", Filters(), (), order, n).rows for n in (1, 2)]
    assert len(set(numbers(pages[0] + pages[1]))) == 61


def test_the_newest_demands_are_found_by_an_index():
    many(3000, town.ask().demand_id)
    with engine().connect() as connection:
        if not is_sqlite():
            connection.execute(text("ANALYZE demand"))
        question = listing.statement([], Order.NEWEST).limit(50)
        compiled = question.compile(engine(), compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
        plan = " ".join(str(row) for row in connection.execute(text(f"{explain} {compiled}")))
    assert "ix_demand_submitted" in plan
    assert "SCAN demand USING INDEX" in plan or "Index Scan" in plan


def test_each_finds_today_what_waits_for_them():
    asked = town.receive().demand_id
    expected = {"intake": 1, "longwan": 1, "lucheng": 0, "dispatcher": 0, "finance": 0}
    assert {who: shown(today.day, who).count for who in expected} == expected

    perform(ID["intake"], town.demands.accept, asked, **town.CLASSES)
    assert (shown(today.day, "intake").count, shown(today.day, "dispatcher").count) == (0, 1)

    perform(ID["dispatcher"], work_orders.dispatch, asked, unit_id=town.FINANCE)
    assert [each.task for each in shown(today.day, "finance").waiting] == [today.Task.SIGN]
    assert shown(today.day, "tax").count == 0


def test_an_enterprise_is_asked_and_sees_only_its_own():
    demand_id = town.receive(channel=Channel.VISIT).demand_id
    perform(ID["intake"], town.demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    perform(ID["finance"], work_orders.sign, demand_id)
    until = clock.now().date() + timedelta(days=2)
    perform(ID["finance"], work_orders.ask, demand_id, text="请补充合同。", until=until)
    assert [each.task for each in shown(today.day, "valves").waiting] == [today.Task.SUPPLEMENT]
    assert shown(today.day, "shoes").count == 0
    assert "asked" in {each.action for each in shown(today.notices, "valves")}


def test_a_return_visit_never_waits_for_the_unit_that_handled():
    demand_id = town.answered()
    perform(
        holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=False,
        solved="no",
        satisfaction="very_dissatisfied",
    )
    assert [each.task for each in shown(today.day, "officer").waiting] == [today.Task.CALL]


def test_notices_are_new_until_they_are_read():
    town.dispatched()
    assert [each.is_new for each in shown(today.notices, "finance")] == [True]
    perform(ID["finance"], my_notices.read_all, ID["finance"])
    assert [each.is_new for each in shown(today.notices, "finance")] == [False]


def test_the_load_of_an_area_counts_open_and_late():
    with clock.stopped(MONDAY):
        town.dispatched()
        town.ask(enterprise_name="鹿城某厂", area_code=LUCHENG)
    with clock.stopped(MONDAY + timedelta(days=3)):
        load = {each.code: (each.open, each.late) for each in shown(today.load, "leader")}
    assert load == {LONGWAN: (1, 1), LUCHENG: (1, 0)}


def many(count: int, like: int) -> None:
    """Rows in bulk, made after one that a command made."""
    with transaction() as session:
        model = session.get_one(Demand, like)
        plain = model.model_dump(exclude={"id", "number"})
        session.execute(
            Demand.__table__.insert(),
            [plain | {"number": f"2025-{n:06d}", "enterprise_id": SHOES} for n in range(count)],
        )
