"""Today: what waits for whom, in which order, and what they were told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Channel, Kind, Role, Satisfaction, Solved, Stage
from domain import clock, my_notices, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import notices, today
from domain.queries.today import Pile, Task
from tests import town
from tests.domain.queries.many import many
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, TAX, holder

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def heaps(username):
    with snapshot() as session:
        found = today.day(session, town.person(username))
    return {heap.pile: heap for heap in found}


def tasks(username, pile=Pile.MINE):
    return [each.task for each in heaps(username)[pile].waiting]


def told(username):
    with snapshot() as session:
        return notices.notices(session, town.person(username))


def given(demand_id, unit_id=FINANCE):
    perform(ID["intake"], town.demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=unit_id)


def asked_of_the_enterprise(demand_id):
    given(demand_id)
    perform(ID["finance"], work_orders.sign, demand_id)
    until = clock.now().date() + timedelta(days=2)
    perform(ID["finance"], work_orders.ask, demand_id, text="请补充合同。", until=until)


def test_a_new_demand_waits_for_the_desk_and_its_sub_platform():
    town.ask()
    for who in ("intake", "longwan"):
        assert tasks(who) == [Task.ACCEPT]
    for who in ("lucheng", "dispatcher", "finance", "arbiter", "officer"):
        assert tasks(who) == []


def test_an_accepted_one_waits_for_whoever_dispatches():
    town.accepted()
    assert tasks("dispatcher") == tasks("longwan") == [Task.DISPATCH]
    assert tasks("intake") == []


def test_a_dispatched_one_waits_for_everybody_of_the_unit_until_one_has_signed():
    demand_id = town.dispatched()
    assert tasks("finance") == tasks("finance_head") == [Task.SIGN]
    assert tasks("tax") == []
    perform(ID["finance"], work_orders.sign, demand_id)
    assert tasks("finance") == [Task.HANDLE]
    assert tasks("finance_head") == []
    assert tasks("finance_head", Pile.COLLEAGUES) == [Task.HANDLE]
    assert heaps("finance_head")[Pile.COLLEAGUES].waiting[0].handler == "finance"


def test_a_colleague_s_late_demand_waits_for_the_head_as_well():
    with clock.stopped(MONDAY):
        town.in_progress()
    with clock.stopped(MONDAY + timedelta(days=10)):
        assert tasks("finance_head") == [Task.CHASE]
        assert heaps("finance_head")[Pile.MINE].late == 1
        assert heaps("finance_head")[Pile.COLLEAGUES].count == 0
        assert tasks("finance") == [Task.HANDLE]


def test_many_demands_of_colleagues_do_not_crowd_out_one_s_own():
    own = town.in_progress()
    many(today.MOST + 5, like=own, handler_id=ID["finance_head"])
    mine = heaps("finance")
    assert [each.number for each in mine[Pile.MINE].waiting] == [number(own)]
    assert len(mine[Pile.COLLEAGUES].waiting) == today.MOST
    assert mine[Pile.COLLEAGUES].count == today.MOST + 5


def test_an_answer_waits_for_its_review_and_a_return_for_the_arbiter():
    town.in_review()
    returned = town.dispatched()
    perform(ID["finance"], work_orders.ask_return, returned, text="不属我单位职责。")
    assert tasks("finance_head") == [Task.REVIEW]
    assert tasks("arbiter") == [Task.RULE]


def test_the_late_stand_first_then_what_is_due_next():
    with clock.stopped(MONDAY):
        later = town.dispatched()
    with clock.stopped(MONDAY - timedelta(days=3)):
        sooner = town.dispatched()
    with clock.stopped(MONDAY + timedelta(minutes=1)):
        heap = heaps("finance")[Pile.MINE]
    assert [each.number for each in heap.waiting] == [number(sooner), number(later)]
    assert (heap.count, heap.late) == (2, 1)


def test_an_enterprise_is_asked_and_sees_only_its_own():
    asked_of_the_enterprise(town.receive(channel=Channel.VISIT).demand_id)
    assert tasks("valves") == [Task.SUPPLEMENT]
    assert tasks("shoes") == []
    assert "asked" in {each.action for each in told("valves").told}


def test_an_enterprise_follows_what_others_work_on_without_their_names():
    demand_id = town.receive().demand_id
    given(demand_id)
    perform(ID["finance"], work_orders.sign, demand_id)
    [followed] = heaps("valves")[Pile.OTHERS].waiting
    assert (followed.task, followed.stage, followed.handler) == (Task.FOLLOW, Stage.IN_PROGRESS, "")
    assert {each.actor for each in told("valves").told} == {""}


def test_a_return_visit_waits_for_an_officer_but_never_of_the_unit_that_handled():
    demand_id = town.answered()
    perform(
        holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=False,
        solved=Solved.NO,
        satisfaction=Satisfaction.VERY_DISSATISFIED,
    )
    assert tasks("officer") == [Task.CALL]
    of_the_unit = replace(town.person("finance"), roles=frozenset({Role.RETURN_VISIT_OFFICER}))
    with snapshot() as session:
        assert today.day(session, replace(of_the_unit, kind=Kind.CITY))[0].waiting == ()


def test_who_never_has_a_task_is_shown_no_empty_pile():
    town.ask()
    for who in ("leader", "admin", "editor", "organiser"):
        assert heaps(who) == {}


def test_a_notice_names_the_unit_that_its_event_named():
    demand_id = town.dispatched()
    perform(ID["finance"], work_orders.ask_return, demand_id, text="不属我单位职责。")
    perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=TAX, text="由税务局办理。")
    [first] = told("finance").told
    assert (first.action, first.unit.name_en) == ("dispatched", "Longwan Finance Centre")


def test_notices_are_new_until_they_are_read():
    town.dispatched()
    town.dispatched()
    assert (told("finance").unread, told("finance_head").unread) == (2, 2)
    perform(ID["finance"], my_notices.read_all, ID["finance"])
    assert [each.is_new for each in told("finance").told] == [False, False]
    assert told("finance_head").unread == 2


def test_reading_about_one_demand_leaves_the_others_new_and_these_first():
    first, second = town.dispatched(), town.dispatched()
    perform(ID["finance"], my_notices.read_about, ID["finance"], number=number(second))
    found = told("finance")
    assert [(each.number, each.is_new) for each in found.told] == [
        (number(first), True),
        (number(second), False),
    ]
    assert found.unread == 1


def test_the_load_of_an_area_counts_open_and_late():
    with clock.stopped(MONDAY):
        town.dispatched()
        town.ask(enterprise_name="鹿城某厂", area_code=LUCHENG)
    with clock.stopped(MONDAY + timedelta(days=3)), snapshot() as session:
        load = today.load(session, town.person("leader"))
    assert {each.code: (each.open, each.late) for each in load} == {
        LONGWAN: (1, 1),
        LUCHENG: (1, 0),
    }


def number(demand_id):
    with snapshot() as session:
        return session.get_one(Demand, demand_id).number
