"""One organisation's page: who sees what of it, how its parts stand, and that the lists are found by an index."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.engine import is_sqlite, snapshot, transaction
from db.models import Demand, Event, Expert, Organisation, User, Visit
from db.vocabulary import Kind, PriceKind, QualificationType, ServiceField, Stage
from domain import checks, clock, experts, products, qualifications, records, visits
from domain.command import perform
from domain.permissions import PUBLIC, Person
from domain.queries import organisation as queries
from domain.queries import organisation_offers, organisation_orders, organisation_story
from domain.queries.listing import Order, paging
from domain.queries.organisation_offers import Standing
from tests import town
from tests.domain.queries.many import many, plan
from tests.town import CITY, FINANCE, ID, LAWYERS, LUCHENG, SHOES, TAX, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

LICENCE = QualificationType.PRACTISING_LICENCE
MOBILE, OFFICE = "13857700001", "0577-88886666"


def ask(query, username, record_id=LAWYERS, *args):
    person = username if isinstance(username, Person) else town.person(username)
    with snapshot() as session:
        return query(session, person, record_id, *args)


def record(username, record_id=LAWYERS):
    return ask(queries.record, username, record_id)


def do(command, record_id=LAWYERS, *, username="intake", **said):
    return perform(ID[username], command, record_id, **said)


def change(record_id=LAWYERS, **fields):
    do(records.change, record_id, fields=fields)


def qualify(**changes):
    said = {"type": LICENCE, "name": "执业许可证", "issuer": "司法厅", "is_seen": True}
    return do(qualifications.add, **(said | changes))


def visit(record_id=VALVES):
    said = {"on": clock.now().date(), "summary": "缺技工", "findings": ("招不到技工",)}
    return do(visits.record, record_id, **said)


SEES_VALVES = {
    "intake": True,
    "leader": True,
    "longwan": True,
    "lucheng": False,
    "finance": False,
    "liaison": False,
    "valves": True,
    "shoes": False,
}


@pytest.mark.parametrize(("username", "sees"), SEES_VALVES.items())
def test_an_enterprise_is_there_for_those_who_may_see_it_and_for_others_is_not(username, sees):
    assert (record(username, VALVES) is not None) is sees
    if not sees:
        assert ask(organisation_orders.page, username, VALVES) == ()
        assert ask(organisation_orders.orders, username, VALVES) == organisation_orders.NONE
        assert ask(organisation_story.visits, username, VALVES) == ()
        assert ask(organisation_story.history, username, VALVES).lines == ()
        assert ask(organisation_offers.products, username, VALVES) == ()


def test_a_visitor_sees_who_serves_and_no_enterprise():
    assert record(PUBLIC).name == "瓯信律师事务所"
    assert record(PUBLIC, TAX) and record(PUBLIC, UNIVERSITY) and record(PUBLIC, CITY)
    assert record(PUBLIC, VALVES) is None


@pytest.mark.parametrize("asked", [0, -1, 9999, 2**31, 2**70])
def test_a_record_that_is_not_there_is_none(asked):
    assert record("intake", asked) is None


def test_who_handled_a_demand_sees_the_enterprise_and_its_people_while_the_order_is_open():
    change(VALVES, contact_name="林晓", phone=MOBILE, email="lin@hengze.cn")
    receipt = town.receive()
    perform(ID["intake"], town.demands.accept, receipt.demand_id, **town.CLASSES)
    said = {"unit_id": FINANCE, "reason": "专长"}
    perform(ID["dispatcher"], town.work_orders.dispatch, receipt.demand_id, **said)
    contact = record("finance", VALVES).contact
    assert (contact.name, contact.phone, contact.is_whole) == ("林晓", "+8613857700001", True)
    with transaction() as session:
        session.get_one(Demand, receipt.demand_id).closed_at = clock.now()
    contact = record("finance", VALVES).contact
    assert (contact.name, contact.phone, contact.email, contact.is_whole) == ("", "", "", False)


@pytest.mark.parametrize(
    ("username", "whole"),
    [("intake", True), ("longwan", True), ("admin", True), ("valves", True), ("leader", False)],
)
def test_the_people_of_an_enterprise_are_for_those_who_need_them(username, whole):
    change(VALVES, contact_name="林晓", phone=MOBILE)
    contact = record(username, VALVES).contact
    assert contact.is_whole is whole
    assert bool(contact.name) is bool(contact.phone) is whole


def test_the_office_number_of_who_serves_is_public_and_a_mobile_number_is_not():
    change(contact_name="陈律师", phone=OFFICE, email="office@ouxin.cn")
    contact = record(PUBLIC).contact
    assert (contact.name, contact.phone, contact.email) == (
        "",
        "+8657788886666",
        "office@ouxin.cn",
    )
    change(phone=MOBILE)
    assert record(PUBLIC).contact.phone == ""
    assert record("intake").contact.phone == "+8613857700001"


def test_an_expert_is_public_and_how_to_reach_them_is_not():
    do(experts.add, UNIVERSITY, name="周文", phone=MOBILE, email="zhou@ouyue.edu.cn")
    for username, knows in (
        (PUBLIC, False),
        ("valves", False),
        ("tax", False),
        ("intake", True),
        ("lucheng", True),
        ("liaison", True),
    ):
        [expert] = ask(organisation_offers.experts, username, UNIVERSITY).experts
        assert expert.name == "周文"
        assert bool(expert.phone) is bool(expert.email) is knows


def test_the_form_s_fields_are_given_to_keepers_only():
    assert dict(record("intake").fields)["name"] == "瓯信律师事务所"
    assert record("lucheng").may_keep
    assert record("longwan").fields == record("tax").fields == record(PUBLIC).fields == ()


def test_every_qualification_says_how_it_stands():
    today = clock.now().date()
    qualify(name="a", valid_until=today - timedelta(days=1))
    qualify(name="b", valid_until=today + timedelta(days=60))
    qualify(name="c", valid_until=today + timedelta(days=61))
    qualify(name="d", is_seen=False)
    qualify(name="e", valid_from=today + timedelta(days=1))
    found = ask(organisation_offers.qualifications, PUBLIC)
    assert [(each.name, each.standing) for each in found] == [
        ("a", Standing.EXPIRED),
        ("b", Standing.EXPIRES_SOON),
        ("d", Standing.UNCHECKED),
        ("c", Standing.VALID),
        ("e", Standing.NOT_YET),
    ]
    assert record(PUBLIC).expired == 1
    assert {each.checked_by for each in found} == {""}
    assert ask(organisation_offers.qualifications, "intake")[0].checked_by == "intake"


def test_a_product_says_whether_it_is_held_back():
    said = {"field": ServiceField.LAW_AND_RIGHTS, "price_kind": PriceKind.NEGOTIABLE}
    do(products.add, name="乙", needs=LICENCE, **said)
    do(products.add, name="甲", areas=[LUCHENG], **said)
    held = [(p.name, p.is_held_back) for p in ask(organisation_offers.products, PUBLIC)]
    assert held == [("甲", False), ("乙", True)]
    qualify()
    assert not any(p.is_held_back for p in ask(organisation_offers.products, PUBLIC))
    assert ask(organisation_offers.products, PUBLIC)[1].areas == (("鹿城区", "Lucheng"),)


def test_the_duty_list_tells_who_leads():
    found = ask(organisation_offers.duties, PUBLIC, TAX)
    assert [(d.field, d.area, d.leads) for d in found] == [
        (ServiceField.POLICY_DELIVERY, "", True),
        (ServiceField.FINANCING, "", False),
    ]


def test_orders_are_those_that_both_have_to_do_with():
    town.receive()
    demand_id = town.dispatched()
    with transaction() as session:
        session.get_one(Demand, demand_id).enterprise_id = VALVES
    seen = {
        name: ask(organisation_orders.orders, name, VALVES).count.many
        for name in ("intake", "longwan", "valves", "finance")
    }
    assert seen == {"intake": 2, "longwan": 2, "valves": 2, "finance": 1}
    assert ask(organisation_orders.orders, "valves", FINANCE).count.many == 1
    assert ask(organisation_orders.orders, "shoes", FINANCE).count.many == 0
    assert ask(organisation_orders.orders, PUBLIC, FINANCE).count.many == 0
    assert record("intake", FINANCE).parts.orders and not record(PUBLIC, FINANCE).parts.orders
    orders = ask(organisation_orders.orders, "intake", VALVES)
    assert orders.stages == ((Stage.SUBMITTED, 1), (Stage.DISPATCHED, 1))
    assert len(orders.months) == 12
    assert orders.months[-1] == (clock.now().date().replace(day=1), 2, 0)
    newest = ask(organisation_orders.page, "intake", VALVES)
    assert [row.stage for row in newest] == [Stage.DISPATCHED, Stage.SUBMITTED]


def test_visits_are_for_the_platform_s_people_and_their_demands_for_those_who_may_see_them():
    visit()
    [shown] = ask(organisation_story.visits, "longwan", VALVES)
    said = {"title": "招不到技工", "contact_name": "林晓", "contact_phone": MOBILE}
    do(visits.raise_demand, VALVES, finding_id=shown.findings[0].id, **said)
    [shown] = ask(organisation_story.visits, "longwan", VALVES)
    assert shown.findings[0].demand.title == "招不到技工"
    assert shown.who == "intake"
    assert ask(organisation_story.visits, "valves", VALVES) == ()
    assert record("valves", VALVES).parts.visits is None
    assert record("leader", VALVES).parts.visits == 1


def test_history_is_for_the_platform_and_for_the_organisation_itself():
    change(VALVES, phone=MOBILE, products="阀门")
    visit()
    lines = ask(organisation_story.history, "intake", VALVES).lines
    assert [(line.action, line.actor) for line in lines] == [
        ("visited", "intake"),
        ("record_changed", "intake"),
    ]
    own = ask(organisation_story.history, "valves", VALVES).lines
    assert [(line.action, line.actor) for line in own] == [("record_changed", "")]
    assert own[0].said["changes"][1] == ["products", "", "阀门"]
    leader = ask(organisation_story.history, "leader", VALVES).lines
    assert leader[1].said["changes"] == [["phone", "", ""], ["products", "", "阀门"]]
    assert ask(organisation_story.history, PUBLIC).lines == ()
    assert ask(organisation_story.history, "tax").lines == ()


def test_history_is_paged_with_the_newest_first():
    for n in range(45):
        change(products=f"服务{n}")
    first = ask(organisation_story.history, "intake")
    assert (first.pages, len(first.lines)) == (3, 20)
    assert first.lines[0].said["changes"] == [["products", "服务43", "服务44"]]
    last = ask(organisation_story.history, "intake", LAWYERS, 3)
    assert len(last.lines) == 5


def test_a_checked_record_says_when_and_its_keepers_when_it_is_due():
    do(checks.checked)
    assert record(PUBLIC).checked_on == clock.now().date()
    assert not record(PUBLIC).is_due
    assert not record("intake").is_due
    with transaction() as session:
        session.get_one(Organisation, LAWYERS).recheck_on = clock.now().date()
    assert record("intake").is_due and not record(PUBLIC).is_due


def test_a_closed_record_stays_to_be_read():
    do(records.close, reason="注销")
    assert not record(PUBLIC).is_active


def test_the_lists_of_a_large_directory_are_found_by_an_index():
    receipt = town.receive()
    many(400, like=receipt.demand_id, enterprise_id=SHOES)
    with transaction() as session:
        at = clock.now()
        session.add_all(
            Visit(organisation_id=SHOES, on=at.date(), by_id=1, summary="x") for _ in range(400)
        )
        session.add_all(Expert(organisation_id=UNIVERSITY, name=f"专家{n}") for n in range(400))
    with snapshot() as session:
        valves = session.get_one(Organisation, VALVES)
    where = organisation_orders.conditions(town.person("intake"), valves)
    history = (
        select(Event.id, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.subject_kind == "organisation", Event.subject_id == VALVES)
        .order_by(col(Event.position).desc())
    )
    plans = {
        "ix_demand_enterprise_submitted": plan(paging(town.person("intake"), where, Order.NEWEST)),
        "ix_visit_organisation_on": plan(
            select(Visit).where(Visit.organisation_id == VALVES).order_by(col(Visit.on).desc()),
            "visit",
        ),
        "organisation_id": plan(select(Expert).where(Expert.organisation_id == TAX), "expert"),
    }
    for index, found in plans.items():
        assert index in found
        assert "SCAN demand" not in found and "Seq Scan" not in found
    if is_sqlite():
        assert "sqlite_autoindex_event" in plan(history, "event")


def test_every_kind_of_organisation_has_a_page():
    for kind in (Kind.INVESTOR, Kind.INSTITUTE, Kind.RESEARCH_CENTRE):
        made = perform(ID["intake"], records.add, kind=kind, fields={"name": f"{kind}一所"})
        assert record(PUBLIC, made).kind is kind
