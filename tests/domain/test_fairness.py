"""Nobody decides about what concerns their own unit, and no two enterprises share an answer."""

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Demand, Event, Leg, Notice, UserRole
from db.vocabulary import Role, Satisfaction, Solved, Stage
from domain import accounts, demands, replies, surveys, work_orders
from domain.command import perform
from domain.errors import Forbidden
from domain.permissions import visible_to
from tests import town
from tests.town import CLASSES, FINANCE, ID, SHOES, SUB_LONGWAN, TAX, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def grant(username, *roles):
    with transaction() as session:
        session.add_all(UserRole(user_id=ID[username], role=role) for role in roles)


def number_of(demand_id):
    with snapshot() as session:
        return session.get_one(Demand, demand_id).number


def classes(**changes):
    return CLASSES | changes


def test_demands_of_two_enterprises_are_not_merged():
    one = town.ask().demand_id
    other = town.ask(
        title="另一家", enterprise_name="鹿城欣步鞋业有限公司", contact_phone="13857700002"
    ).demand_id
    with pytest.raises(demands.OtherEnterprise):
        perform(ID["intake"], demands.merge, other, into=number_of(one))
    of_valves, of_shoes = (
        town.receive(enterprise_id=id, contact_phone="13857700003").demand_id
        for id in (VALVES, SHOES)
    )
    with pytest.raises(demands.OtherEnterprise):
        perform(ID["intake"], demands.merge, of_shoes, into=number_of(of_valves))


def test_the_same_telephone_or_name_is_the_same_enterprise():
    one = town.ask().demand_id
    by_phone = town.ask(title="同一电话", enterprise_name="恒泽").demand_id
    by_name = town.ask(title="同一名称", contact_phone="13857700009").demand_id
    for repeated in (by_phone, by_name):
        perform(ID["intake"], demands.merge, repeated, into=number_of(one))
        with snapshot() as session:
            merged = session.get_one(Demand, repeated)
            assert (merged.stage, merged.merged_into_id) == (Stage.MERGED, one)


def test_a_complaint_does_not_stay_with_the_unit_that_it_is_about():
    demand_id = town.in_progress()
    with pytest.raises(demands.HeldByThatUnit):
        perform(ID["dispatcher"], demands.classify, demand_id, **classes(about_unit_id=FINANCE))
    perform(ID["dispatcher"], demands.classify, demand_id, **classes(about_unit_id=TAX))


def test_a_unit_that_signed_in_time_stays_in_time_when_a_ruling_has_it_sign_again():
    demand_id = town.in_progress()
    with snapshot() as session:
        first = session.exec(select(Leg.signed_at)).one()
    perform(ID["finance_head"], work_orders.ask_return, demand_id, text="不属")
    perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=FINANCE, text="属于")
    perform(ID["finance"], work_orders.sign, demand_id)
    with snapshot() as session:
        assert session.exec(select(Leg.signed_at)).one() == first


def test_the_unit_that_answered_is_not_told_what_the_enterprise_thinks_of_it():
    grant("longwan", Role.RETURN_VISIT_OFFICER, Role.UNIT_HANDLER, Role.UNIT_HEAD)
    roles = (Role.UNIT_HANDLER,)
    colleague = perform(
        ID["admin"],
        accounts.invite,
        username="colleague",
        name="同事",
        organisation_id=SUB_LONGWAN,
        roles=roles,
    ).user_id
    demand_id = town.dispatched(unit_id=SUB_LONGWAN)
    perform(colleague, work_orders.sign, demand_id)
    perform(colleague, replies.reply, demand_id, text="已答复。", code="solved")
    perform(ID["longwan"], replies.approve, demand_id)
    perform(
        town.holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=True,
        solved=Solved.NO,
        satisfaction=Satisfaction.DISSATISFIED,
    )
    with snapshot() as session:
        told = session.exec(
            select(Notice.user_id)
            .join(Event, Event.id == Notice.event_id)
            .where(Event.action == "evaluated")
        ).all()
    assert told == [ID["officer"]]


def test_staff_do_not_withdraw_what_their_own_unit_holds():
    demand_id = town.dispatched(unit_id=SUB_LONGWAN)
    with pytest.raises(Forbidden):
        perform(ID["longwan"], demands.withdraw, demand_id, text="不办了")
    perform(ID["intake"], demands.withdraw, demand_id, text="企业来电撤回")


def test_a_complaint_about_a_sub_platform_is_neither_seen_nor_touched_by_it():
    demand_id = town.accepted(about_unit_id=SUB_LONGWAN)
    with snapshot() as session:
        seen = {
            who: session.exec(select(Demand.id).where(visible_to(town.person(who)))).all()
            for who in ("longwan", "intake")
        }
    assert seen == {"longwan": [], "intake": [demand_id]}
    with pytest.raises(Forbidden):
        perform(ID["longwan"], demands.classify, demand_id, **classes(about_unit_id=None))


def test_an_arbiter_does_not_rule_on_the_return_of_their_own_unit():
    grant("longwan", Role.ARBITER, Role.UNIT_HEAD)
    demand_id = town.dispatched(unit_id=SUB_LONGWAN)
    perform(ID["longwan"], work_orders.ask_return, demand_id, text="不属")
    with pytest.raises(Forbidden):
        perform(ID["longwan"], work_orders.rule, demand_id, unit_id=FINANCE, text="改派")
