"""Two records of one organisation become one, with everything that hangs on them; and two again if that was wrong."""

import pytest
from sqlmodel import SQLModel, select

from db.engine import snapshot
from db.models import (
    ActivityPartner,
    Demand,
    DirectoryEntry,
    DuplicatePair,
    Duty,
    Leg,
    Organisation,
    User,
    Visit,
)
from db.upkeep_vocabulary import PairState
from db.vocabulary import EntryKind, Kind, PriceKind, ServiceField
from domain import (
    clock,
    duties,
    identifiers,
    merging,
    pairs,
    products,
    records,
    verification,
    visits,
    work_orders,
)
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.merging import MOVED, STAY
from domain.queries.directory import search
from domain.queries.organisation import record
from domain.record_fields import tags_of
from tests import happenings, town
from tests.town import FINANCE, ID, LAWYERS, LONGWAN, LUCHENG, SHOES, TAX, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

CODE = identifiers.with_check_digit("91330303MA2ABCDE1")
OTHER_CODE = identifiers.with_check_digit("91330303MA2ABCDE2")


def add(name="龙湾恒则阀门有限公司", *, kind=Kind.ENTERPRISE, area_code=LONGWAN, **fields):
    said = {"name": name, "area_code": area_code} | fields
    return perform(ID["intake"], records.add, kind=kind, fields=said)


def merge(kept=VALVES, *, other_id, username="intake", takes=()):
    perform(ID[username], merging.merge, kept, other_id=other_id, takes=takes)


def undo(record_id, *, username="intake"):
    perform(ID[username], merging.undo, record_id, reason="看错了")


def row(table, row_id):
    with snapshot() as session:
        return session.get_one(table, row_id)


def tags(record_id):
    with snapshot() as session:
        return tags_of(session, record_id)


def names_found(typed):
    with snapshot() as session:
        return [line.name for line in search(session, town.person("intake"), typed).lines]


def test_every_column_that_names_an_organisation_has_its_place():
    naming = {
        f"{table.name}.{key.parent.name}"
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    }
    moved_too = {"organisation_merge.into_id"}
    assert naming | moved_too == {*MOVED, *STAY}
    assert not set(MOVED) & set(STAY)


def test_demands_and_visits_of_the_other_record_hang_on_the_one_that_stays():
    other = add()
    asked = town.receive(enterprise_id=other).demand_id
    perform(ID["intake"], visits.record, other, on=clock.now().date(), summary="看过车间")
    merge(other_id=other)
    assert row(Demand, asked).enterprise_id == VALVES
    with snapshot() as session:
        assert session.exec(select(Visit.organisation_id)).all() == [VALVES]
        shown = record(session, town.person("intake"), other)
    assert shown.merged_into.id == VALVES
    assert verification.verify() == []


def test_missing_fields_and_tags_are_taken_and_chosen_ones_replace_what_stood():
    perform(ID["intake"], records.change, VALVES, fields={"tags": "专精特新", "products": "阀门"})
    other = add(credit_code=CODE, tags="高新技术企业", products="球阀、闸阀", phone="0577-86880001")
    merge(other_id=other, takes=("products",))
    kept = row(Organisation, VALVES)
    assert (kept.credit_code, kept.products) == (CODE, "球阀、闸阀")
    assert (kept.phone, kept.name) == ("+8657786880001", "龙湾恒泽阀门有限公司")
    assert set(tags(VALVES)) == {"专精特新", "高新技术企业"}


def test_the_name_of_the_merged_record_finds_the_one_that_stays():
    other = add("浙南闸门铸造厂")
    merge(other_id=other)
    assert names_found("浙南闸门") == ["龙湾恒泽阀门有限公司"]
    undo(other)
    assert names_found("浙南闸门") == ["浙南闸门铸造厂"]


def test_the_orders_of_a_unit_go_on_at_the_one_that_stays():
    twin = add("龙湾金融服务站", kind=Kind.DEPARTMENT)
    demand_id = town.dispatched(unit_id=twin)
    merge(FINANCE, other_id=twin)
    perform(ID["finance"], work_orders.sign, demand_id)
    assert row(Demand, demand_id).unit_id == FINANCE
    with snapshot() as session:
        assert session.exec(select(Leg.unit_id)).all() == [FINANCE]
    assert verification.verify() == []


def test_what_it_offers_is_found_at_the_one_that_stays():
    twin = add("瓯信法律服务所", kind=Kind.SERVICE_ORGANISATION, area_code=LUCHENG)
    product_id = perform(
        ID["intake"],
        products.add,
        twin,
        name="合同审查",
        field=ServiceField.LAW_AND_RIGHTS,
        price_kind=PriceKind.NEGOTIABLE,
    )
    merge(LAWYERS, other_id=twin)
    with snapshot() as session:
        entry = session.exec(
            select(DirectoryEntry).where(
                DirectoryEntry.kind == EntryKind.SERVICE_PRODUCT,
                DirectoryEntry.subject_id == product_id,
            )
        ).one()
    assert (entry.organisation_id, entry.is_active) == (LAWYERS, True)


def test_a_duty_that_both_have_is_had_once_and_given_back():
    twin = add("龙湾金融服务站", kind=Kind.DEPARTMENT)
    for unit in (FINANCE, twin):
        perform(ID["admin"], duties.add, unit, field=ServiceField.TALENT, area_code=LONGWAN)

    def of(unit):
        with snapshot() as session:
            wanted = select(Duty).where(Duty.unit_id == unit, Duty.field == ServiceField.TALENT)
            return len(session.exec(wanted).all())

    merge(FINANCE, other_id=twin)
    assert (of(FINANCE), of(twin)) == (1, 0)
    undo(twin)
    assert (of(FINANCE), of(twin)) == (1, 1)


def test_undoing_puts_back_what_came_from_there_and_leaves_what_came_since():
    other = add(credit_code=CODE)
    theirs = town.receive(enterprise_id=other).demand_id
    merge(other_id=other)
    since = town.receive(
        title="另一件事情", body="合并之后提出的另一件事情，与前面无关。"
    ).demand_id
    undo(other)
    assert row(Demand, theirs).enterprise_id == other
    assert row(Demand, since).enterprise_id == VALVES
    assert row(Organisation, other).credit_code == CODE
    assert row(Organisation, other).is_active
    assert row(Organisation, VALVES).credit_code is None
    with pytest.raises(merging.NotMerged):
        undo(other)
    assert verification.verify() == []


def test_what_was_merged_earlier_goes_along_and_comes_back():
    second, third = add(), add("龙湾恒择阀门有限公司")
    merge(second, other_id=third)
    merge(VALVES, other_id=second)
    with snapshot() as session:
        assert merging.leads_to(session) == {third: VALVES, second: VALVES}
    undo(second)
    with snapshot() as session:
        assert merging.leads_to(session) == {third: second}


def test_people_of_the_merged_record_belong_to_the_one_that_stays():
    merge(VALVES, other_id=SHOES, username="intake")
    assert row(User, ID["shoes"]).organisation_id == VALVES
    undo(SHOES)
    assert row(User, ID["shoes"]).organisation_id == SHOES


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (VALVES, merging.ItselfOnly),
        (TAX, merging.OtherKind),
        (999, NotFound),
    ],
)
def test_what_cannot_be_one_organisation_is_not_merged(other, refusal):
    with pytest.raises(refusal):
        merge(other_id=other)


def test_two_credit_codes_are_not_merged():
    perform(ID["intake"], records.change, VALVES, fields={"credit_code": CODE})
    with pytest.raises(merging.OtherCode):
        merge(other_id=add(credit_code=OTHER_CODE))


def test_a_merged_record_is_neither_merged_again_nor_opened_by_itself():
    other = add()
    merge(other_id=other)
    with pytest.raises(merging.MergedAlready):
        merge(SHOES, other_id=other)
    with pytest.raises(records.MergedAway):
        perform(ID["intake"], records.reopen, other, reason="又开业")


def test_both_records_must_be_the_keepers_own():
    with pytest.raises(Forbidden):
        merge(VALVES, other_id=SHOES, username="longwan")
    with pytest.raises(Forbidden):
        merge(SHOES, other_id=VALVES, username="longwan")


def test_merging_decides_the_pair_and_finds_others_anew():
    second, third = add(), add("龙湾恒择阀门有限公司")
    while pairs.sweep():
        pass
    merge(VALVES, other_id=second)
    while pairs.sweep():
        pass
    with snapshot() as session:
        found = {(p.one_id, p.other_id): p.state for p in session.exec(select(DuplicatePair))}
    assert found == {(VALVES, second): PairState.MERGED, (VALVES, third): PairState.OPEN}


def test_an_activity_that_both_help_to_hold_names_the_one_that_stays_and_both_again_when_undone():
    twin = add("瓯信法律服务所", kind=Kind.SERVICE_ORGANISATION, area_code=LUCHENG)
    with clock.stopped(happenings.NOW):
        both = happenings.drafted(partner_ids=(LAWYERS, twin, FINANCE))
        alone = happenings.drafted(partner_ids=(twin,))

    def partners():
        with snapshot() as session:
            found = select(ActivityPartner.activity_id, ActivityPartner.organisation_id)
            return {tuple(each) for each in session.exec(found)}

    before = partners()
    merge(LAWYERS, other_id=twin)
    assert partners() == {(both, LAWYERS), (both, FINANCE), (alone, LAWYERS)}
    undo(twin)
    assert partners() == before
    assert verification.verify() == []
