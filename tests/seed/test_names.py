"""Invented names never repeat, codes check, telephones are valid, and a seed gives the same city again."""

from itertools import islice
from random import Random

import phonenumbers
import pytest
from stdnum.cn import uscc

from seed import facts, names


@pytest.fixture(scope="module")
def many() -> list[names.Enterprise]:
    return list(islice(names.enterprises(Random(1)), 100_000))


@pytest.mark.parametrize("part", ["name", "name_en", "credit_code", "phone", "email"])
def test_a_hundred_thousand_enterprises_share_nothing(many, part):
    assert len({getattr(enterprise, part) for enterprise in many}) == 100_000


def test_enterprises_fit_into_the_directory(many):
    assert max(len(enterprise.name) for enterprise in many) <= 120
    assert max(len(enterprise.name_en) for enterprise in many) <= 160
    assert max(len(enterprise.address_en) for enterprise in many) <= 200
    assert max(len(enterprise.email) for enterprise in many) <= 120


def test_an_enterprise_works_in_a_pillar_industry_of_its_area(many):
    for enterprise in many[:5_000]:
        assert enterprise.industry in facts.area(enterprise.area).industries


def test_mail_goes_to_an_example_domain(many):
    assert all(enterprise.email.endswith("@example.com") for enterprise in many)
    assert all(len(enterprise.email.partition("@")[0]) <= 64 for enterprise in many)


def test_mobile_numbers_are_valid_in_china_and_look_invented(many):
    for enterprise in many[:2_000]:
        assert phonenumbers.is_valid_number(phonenumbers.parse(enterprise.phone, "CN"))
        assert enterprise.phone[3:6] == "000"


def test_no_famous_brand_comes_out(many):
    famous = names._grammar()["famous_brands"]
    assert not any(brand in enterprise.name for enterprise in many[:20_000] for brand in famous)


def test_no_famous_person_comes_out():
    famous = set(names._grammar()["famous_people"])
    rng = Random(2)
    assert not any(names.person(rng).name in famous for _ in range(20_000))


def test_people_with_accounts_have_different_names_in_both_languages():
    people = list(islice(names.people(Random(3)), 1_000))
    assert len({person.name for person in people}) == 1_000
    assert len({person.username for person in people}) == 1_000
    assert all(len(person.username) <= 40 for person in people)


def test_credit_codes_check_and_carry_their_area(many):
    for enterprise in many[:5_000]:
        assert uscc.is_valid(enterprise.credit_code), enterprise.credit_code
        assert names.is_credit_code(enterprise.credit_code)
        assert enterprise.credit_code[2:8] == enterprise.area


def test_a_changed_character_makes_a_credit_code_wrong(many):
    for enterprise in many[:50]:
        code = enterprise.credit_code
        for place in range(18):
            other = names.ALPHABET[(names.ALPHABET.index(code[place]) + 1) % 31]
            assert not names.is_credit_code(code[:place] + other + code[place + 1 :])


def test_the_check_character_follows_the_published_example_of_the_standard():
    # the example that python-stdnum's documentation gives for GB 32100
    assert names.check_character("91110000600037341") == "L"


def test_service_organisations_come_in_every_kind_with_a_qualification():
    organisations = list(islice(names.service_organisations(Random(4)), 120))
    assert len({organisation.name for organisation in organisations}) == 120
    assert len({organisation.name_en for organisation in organisations}) == 120
    assert len({organisation.kind for organisation in organisations}) >= 10
    for organisation in organisations:
        assert organisation.qualification.zh and organisation.qualification.en
        assert names.is_credit_code(organisation.credit_code)


def test_generators_that_share_what_is_taken_do_not_repeat_one_another():
    taken: set[str] = set()
    enterprises = islice(names.enterprises(Random(5), taken=taken), 500)
    organisations = islice(names.service_organisations(Random(5), taken=taken), 500)
    phones = [each.phone for each in (*enterprises, *organisations)]
    assert len(set(phones)) == 1_000


def test_one_area_can_be_asked_for_alone():
    few = list(islice(names.enterprises(Random(6), area="330382"), 20))
    assert {enterprise.area for enterprise in few} == {"330382"}


def test_the_same_seed_gives_the_same_city_and_another_seed_another():
    def first(seed: int) -> list[names.Enterprise]:
        return list(islice(names.enterprises(Random(seed)), 50))

    assert first(7) == first(7)
    assert first(7) != first(8)
