"""Of three demands that were answered together nobody has said anything of the first; of the others the enterprise was
content, and was not. The unit that handled them reads three times the same, whatever it asks; the city reads more."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select, update

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Half, Indicator, Reached
from db.models import Demand, Leg
from db.vocabulary import LoopStep, Stage
from domain import clock, coordination, surveys
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, rollups
from domain.indicators.parts import Part
from domain.indicators.reading import Scope
from domain.queries import (
    board,
    demand,
    duplicates,
    indicator_records,
    listing,
    organisation_orders,
    told_stage,
)
from domain.queries import coordination as cases
from domain.queries.listing import Order
from domain.queries.narrowing import Filters
from tests import town
from tests.town import FINANCE, ID, LONGWAN, SUB_LONGWAN

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))
SAID = (None, ("yes", "very_satisfied"), ("no", "very_dissatisfied"))
TRULY = [Stage.ANSWERED, Stage.SURVEYED, Stage.RETURN_VISIT]
# Who looks, and the unit that handled the demands: a sub-platform handles some of its own area.
READERS = {"finance": FINANCE, "finance_head": FINANCE, "longwan": SUB_LONGWAN}
EVERYWHERE = Filters()


@pytest.fixture(params=READERS)
def reader(request):
    """Somebody of the unit that handled the demands; it is two hours after they were answered."""
    building.keep_up()
    with clock.stopped(MONDAY):
        ids = [town.answered() for _ in SAID]
        _handled_by(READERS[request.param], ids)
    with clock.stopped(MONDAY + timedelta(hours=1)):
        for each, said in zip(ids, SAID, strict=True):
            if said:
                answers = dict(zip(("solved", "satisfaction"), said, strict=True))
                holder = town.holder(each)
                perform(holder, surveys.evaluate, each, contacted_in_time=True, **answers)
    rollups.fold_all()
    with clock.stopped(MONDAY + timedelta(hours=2)):
        yield request.param


def _handled_by(unit: int, ids: list[int]) -> None:
    with transaction() as session:
        session.execute(update(Leg).where(col(Leg.demand_id).in_(ids)).values(unit_id=unit))
        session.execute(update(Demand).where(col(Demand.id).in_(ids)).values(unit_id=unit))


def asked(query, username, *args):
    with snapshot() as session:
        return query(session, town.person(username), *args)


def numbers() -> list[str]:
    with snapshot() as session:
        return list(session.exec(select(Demand.number).order_by(Demand.id)))


def alike(readings) -> bool:
    """Whether all say the same but for the numbers by which they are told apart."""
    apart = r"\b(id|mark|number|title|body)=('[^']*'|\d+)"
    return len({re.sub(apart, "", repr(each)) for each in readings}) == 1


def test_the_city_reads_what_was_said(reader):
    rows = asked(listing.listing, "officer", EVERYWHERE, (), Order.NUMBER)
    assert [row.stage for row in rows] == TRULY
    assert dict(asked(board.board, "officer", EVERYWHERE).counts)["return_visit"] == 1
    assert [asked(demand.demand, "officer", each).stage for each in numbers()] == TRULY


def test_on_the_demands_page_its_unit_reads_three_times_the_same(reader):
    pages = [asked(demand.demand, reader, each) for each in numbers()]
    assert {page.stage for page in pages} == {Stage.ANSWERED} and alike(pages)


def test_on_the_board_all_three_stand_where_the_answered_ones_do(reader):
    shown = asked(board.board, reader, EVERYWHERE)
    assert {name: many for name, many in shown.counts if many} == {"answered": 3}
    assert len(shown.cards) == 3 and alike(shown.cards)
    assert [card.number for card in shown.cards] == numbers()  # in the order they came in


def test_what_is_said_leaves_the_card_of_an_answered_demand_as_it_is(reader):
    before = asked(board.board, reader, EVERYWHERE).cards
    with snapshot() as session:
        [silent] = session.exec(select(Demand.id).where(Demand.stage == Stage.ANSWERED)).all()
    answers = {"solved": "no", "satisfaction": "very_dissatisfied", "contacted_in_time": True}
    perform(town.holder(silent), surveys.evaluate, silent, **answers)
    assert asked(board.board, reader, EVERYWHERE).cards == before


@pytest.mark.parametrize("order", Order)
def test_in_the_list_they_stand_alike_in_every_order(reader, order):
    rows = asked(listing.listing, reader, EVERYWHERE, (), order)
    places = [row.number for row in rows]
    assert alike(rows) and places in (numbers(), numbers()[::-1])


def test_no_filter_of_the_list_tells_them_apart(reader):
    def many(filters=EVERYWHERE, stages=()):
        return asked(listing.count, reader, filters, stages).many

    by_stage = {stage: many(stages=(stage,)) for stage in Stage}
    assert {stage for stage, found in by_stage.items() if found} == {Stage.ANSWERED}
    assert by_stage[Stage.ANSWERED] == many(stages=tuple(TRULY)) == many(stages=TRULY[:2]) == 3
    by_step = {step: many(Filters(step=step)) for step in LoopStep}
    assert {step: found for step, found in by_step.items() if found} == {LoopStep.REPLY: 3}
    assert many(Filters(late=True)) == 0


def test_beside_other_records_they_are_told_alike(reader):
    unit, phone = READERS[reader], "13857700001"
    assert asked(organisation_orders.orders, reader, unit).stages == ((Stage.ANSWERED, 3),)
    assert alike(asked(organisation_orders.page, reader, unit))
    if reader == "longwan":
        assert alike(asked(duplicates.of_caller, reader, None, phone))
    question = {"question": "如何续贷", "meets_at": MONDAY + timedelta(days=1)}
    with snapshot() as session:
        ids = list(session.exec(select(Demand.id)))
    case = perform(ID["leader"], coordination.call, demand_ids=ids, unit_ids=[unit], **question)
    assert alike(asked(cases.case, reader, case).demands)


def test_behind_the_figures_they_are_told_alike_and_who_was_judged_is_not_told(reader):
    unit = READERS[reader]
    scope = Scope(MARCH.since, MARCH.until, LONGWAN, unit)
    listed = (Indicator.RECEIVED, scope, Half.ALL)
    # A handler has the records of their own orders alone; the others those of the whole unit.
    only = Part(handler=ID[reader]) if reader == "finance" else Part()
    rows = asked(indicator_records.records, reader, *listed, 1, only)
    assert len(rows) == 3 and alike(rows)
    judged = replace(only, reached=Reached.JUDGED)
    assert asked(indicator_records.count, reader, *listed, judged) == 0
    assert asked(indicator_records.records, reader, *listed, 1, judged) == ()
    assert asked(indicator_records.count, "leader", *listed, Part(reached=Reached.JUDGED)) == 2


def test_nobody_is_offered_a_stage_that_they_are_never_told():
    hidden = told_stage.SAYS
    assert not hidden & set(told_stage.choices(town.person("finance")))
    for who in ("officer", "longwan", "valves"):
        assert hidden < set(told_stage.choices(town.person(who)))
