"""The desk finds an enterprise by whatever the caller says first, and registers one that is new."""

import pytest

from db.engine import snapshot, transaction
from db.models import Organisation
from db.vocabulary import Kind
from domain import organisations
from domain.command import perform
from domain.errors import Forbidden, Missing, TooLong
from domain.identifiers import WrongCreditCode, WrongPhone, with_check_digit
from domain.permissions import PUBLIC
from domain.queries import enterprises
from tests import town
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")

CODE = with_check_digit("91330303MA2ABCDE1")
OTHER_CODE = with_check_digit("91330303MA2ABCDE2")


def register(username="intake", **said):
    known = {"name": "龙湾瑞腾泵业有限公司", "area_code": LONGWAN}
    return perform(ID[username], organisations.register, **(known | said))


def found(typed, username="intake"):
    with snapshot() as session:
        return [each.name for each in enterprises.like(session, person(username), typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "瑞腾",
        "龙湾瑞",
        "泵业",
        "rtby",
        "lwrt",
        "RTBY",
        CODE,
        CODE[:8].lower(),
        "13857712345",
        "138 5771",
    ],
)
def test_an_enterprise_is_found_by_any_part_that_a_caller_may_say(typed):
    register(credit_code=CODE, phone="138 5771 2345")
    assert found(typed) == ["龙湾瑞腾泵业有限公司"]


def test_a_caller_is_recognised_by_the_number_of_an_earlier_demand():
    town.receive(enterprise_id=town.VALVES, contact_phone="13857700001")
    assert found("13857700001") == ["龙湾恒泽阀门有限公司"]


def test_what_begins_with_the_typed_text_comes_first():
    register(name="温州恒泽电器有限公司")
    register(name="恒泽鞋材厂", area_code=LUCHENG)
    assert found("恒泽")[0] == "恒泽鞋材厂"


def test_only_the_desk_may_search_the_directory():
    assert found("恒泽", "longwan")
    for username in ("valves", "tax", "leader"):
        assert found("恒泽", username) == []


def test_nothing_is_found_for_signs_alone():
    assert found("%") == found("   ") == found("'\"<script>") == []


def test_an_enterprise_sees_its_own_record_and_nobody_else_s():
    with snapshot() as session:
        assert enterprises.one(session, person("valves"), town.VALVES).area == "龙湾区"
        assert enterprises.one(session, person("valves"), town.SHOES) is None
        assert enterprises.one(session, PUBLIC, town.VALVES) is None
        assert enterprises.one(session, person("intake"), town.TAX) is None


def test_registering_keeps_code_and_telephone_in_one_form():
    made = register(credit_code=f" {CODE.lower()} ", phone="0577-8888 6666", contact_name="陈思")
    with snapshot() as session:
        row = session.get_one(Organisation, made)
    assert (row.kind, row.credit_code, row.phone) == (Kind.ENTERPRISE, CODE, "+8657788886666")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": "  "}, Missing),
        ({"name": "长" * 121}, TooLong),
        ({"area_code": ""}, Missing),
        ({"credit_code": "91330303MA2ABCDE10"}, WrongCreditCode),
        ({"phone": "12"}, WrongPhone),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(said, refusal):
    with pytest.raises(refusal):
        register(**said)
    assert found("瑞腾") == []


def test_a_name_that_means_a_known_enterprise_is_refused():
    register()
    with pytest.raises(organisations.KnownName) as refusal:
        register(name="温州市龙湾瑞腾泵业股份有限公司")
    assert refusal.value.values == {"name": "龙湾瑞腾泵业有限公司"}


def test_two_codes_tell_enterprises_of_a_like_name_apart():
    register(credit_code=CODE)
    with pytest.raises(organisations.KnownCode):
        register(name="另一家完全不同的厂", credit_code=CODE)
    assert register(name="温州龙湾瑞腾泵业股份有限公司", credit_code=OTHER_CODE)


@pytest.mark.parametrize("username", ["valves", "tax", "dispatcher", "leader"])
def test_only_the_desk_registers(username):
    with pytest.raises(Forbidden):
        register(username)


def test_a_name_of_a_department_is_no_obstacle():
    with transaction() as session:
        session.get_one(Organisation, town.TAX).name_key = "龙湾瑞腾泵业"
    assert register()
