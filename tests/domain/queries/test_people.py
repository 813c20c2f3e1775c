"""What an administrator finds while opening accounts; nobody else finds anything."""

import pytest

from db.engine import snapshot
from db.vocabulary import Role
from domain.queries import people
from tests import town
from tests.town import FINANCE, ID, LAWYERS

pytestmark = pytest.mark.usefixtures("small_town")


def found(typed, username="admin"):
    with snapshot() as session:
        return [o.id for o in people.organisations_like(session, town.person(username), typed)]


def listed(username="admin", *asked):
    with snapshot() as session:
        return people.people(session, town.person(username), *asked)


@pytest.mark.parametrize("typed", ["金融服务", "Finance Centre", "lwjrfw"])
def test_an_organisation_is_found_by_a_part_of_its_name_or_its_initials(typed):
    assert found(typed) == [FINANCE]


def test_organisations_of_every_kind_are_found_and_nothing_for_no_word():
    assert found("律师") == [LAWYERS]
    assert found("") == []


def test_nobody_but_an_administrator_finds_people_or_organisations():
    assert found("律师", "intake") == []
    assert listed("intake").accounts == ()


def test_people_are_found_by_name_account_organisation_and_role():
    assert [each.id for each in listed("admin", "finance_head").accounts] == [ID["finance_head"]]
    assert {each.id for each in listed("admin", "龙湾金融").accounts} == {
        ID["finance"],
        ID["finance_head"],
    }
    heads = listed("admin", "", Role.UNIT_HEAD)
    assert heads.count == len(heads.accounts) == 2
