"""Records that may be one organisation are found, whichever way they differ, and decided by people."""

import pytest
from sqlalchemy import insert
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DuplicatePair, Organisation
from db.upkeep_vocabulary import PairState
from db.vocabulary import Kind
from domain import identifiers, pairs, records
from domain.command import perform
from domain.errors import Forbidden, NotFound
from tests.domain.queries.many import plan
from tests.town import ID, LONGWAN, LUCHENG, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

CODES = [identifiers.with_check_digit(f"91330303MA2ABCD{n:02d}") for n in range(3)]


def add(name, *, kind=Kind.ENTERPRISE, area_code=LONGWAN, **fields):
    said = {"name": name, "area_code": area_code} | fields
    return perform(ID["intake"], records.add, kind=kind, fields=said)


def swept():
    while pairs.sweep():
        pass
    with snapshot() as session:
        rows = session.exec(select(DuplicatePair)).all()
    return {(row.one_id, row.other_id): row for row in rows}


def face(name, key=None, **said):
    known = {"code": None, "phone": None, "address": None, "website": None} | said
    return pairs.Face(0, Kind.ENTERPRISE, name, key or name, **known)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"name": "龙湾恒则阀门有限公司"}, "same_sound"),
        ({"name": "龙湾恒泽精密阀门有限公司", "phone": "0577-86880001"}, "same_phone"),
        ({"name": "龙湾恒泽阀门制造有限公司", "address": "永中街道1号"}, "same_address"),
    ],
)
def test_a_record_that_may_be_known_already_is_found(other, reason):
    first = {"phone": "0577-86880001", "address": "永中街道1号"}
    perform(ID["intake"], records.change, VALVES, fields=first)
    made = add(**other)
    pair = swept()[(VALVES, made)]
    assert reason in pair.reasons
    assert pair.state is PairState.OPEN


def test_two_credit_codes_are_two_organisations():
    perform(ID["intake"], records.change, VALVES, fields={"credit_code": CODES[0]})
    add("龙湾恒泽阀门有限责任公司", credit_code=CODES[1])
    assert swept() == {}


@pytest.mark.parametrize(
    "said",
    [
        {"name": "龙湾永强阀门有限公司"},
        {"name": "龙湾恒则阀门研究院", "kind": Kind.INSTITUTE},
    ],
)
def test_what_is_only_a_little_alike_is_left_alone(said):
    add(**said)
    assert swept() == {}


def test_what_was_put_right_is_no_longer_proposed():
    made = add("龙湾恒则阀门有限公司")
    assert swept()
    perform(ID["intake"], records.change, made, fields={"name": "龙湾衡器计量有限公司"})
    assert swept() == {}


def test_a_record_is_compared_once_for_every_change():
    add("龙湾恒则阀门有限公司")
    swept()
    assert pairs.sweep() == 0
    perform(ID["intake"], records.change, VALVES, fields={"products": "球阀"})
    assert pairs.sweep() == 1


def test_two_that_were_found_different_are_not_proposed_again():
    made = add("龙湾恒则阀门有限公司")
    swept()
    perform(ID["intake"], pairs.keep_apart, VALVES, other_id=made)
    perform(ID["intake"], records.change, made, fields={"products": "阀门"})
    assert swept()[(VALVES, made)].state is PairState.DIFFERENT
    with pytest.raises(NotFound):
        perform(ID["intake"], pairs.keep_apart, VALVES, other_id=made)


def test_a_sub_platform_decides_about_its_own_area_only():
    made = add("龙湾恒则阀门有限公司", area_code=LUCHENG)
    swept()
    for record_id, other_id in ((VALVES, made), (made, VALVES)):
        with pytest.raises(Forbidden):
            perform(ID["longwan"], pairs.keep_apart, record_id, other_id=other_id)


def test_a_closed_record_is_no_longer_compared():
    made = add("龙湾恒则阀门有限公司")
    swept()
    perform(ID["intake"], records.close, made, reason="已注销")
    assert swept() == {}


def test_names_in_an_english_record_are_compared_too():
    likeness = pairs.compare(
        face("Hengze Valves", "hengzevalves"), face("Heng Ze Valve", "hengzevalve")
    )
    assert likeness.score > pairs.SURE


def test_what_waits_to_be_compared_is_found_by_an_index():
    swept()
    known = {"kind": Kind.ENTERPRISE, "version": 1, "swept_version": 1}
    many = [{"name": f"企业{n}", "name_key": f"企业{n}"} | known for n in range(3000)]
    with transaction() as session:
        session.execute(insert(Organisation), many)
    neighbours = select(Organisation.name).where(
        Organisation.kind == Kind.ENTERPRISE, Organisation.name_key > "企业15"
    )
    nearest = neighbours.order_by(Organisation.name_key).limit(4)
    assert "ix_organisation_kind_key" in plan(nearest, "organisation")
    unswept = Organisation.swept_version != Organisation.version
    waiting = select(Organisation.id).where(unswept).order_by(Organisation.id).limit(3)
    assert "ix_organisation_unswept" in plan(waiting, "organisation")
