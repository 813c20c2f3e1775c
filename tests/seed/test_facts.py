"""The facts the city begins with are complete and agree with one another."""

from collections import Counter

import phonenumbers
import pytest

from db.vocabulary import LimitStep, LimitUnit, ServiceField, Timeliness
from seed import facts


def test_there_are_twelve_areas_with_the_codes_of_the_city():
    codes = [area.code for area in facts.areas()]
    assert len(codes) == len(set(codes)) == 12
    assert codes == sorted(codes)
    assert all(code.startswith(facts.city_code()[:4]) for code in codes)


def test_every_area_has_towns_and_pillar_industries_that_are_described():
    for area in facts.areas():
        assert area.towns and area.industries
        assert set(area.industries) <= set(facts.industries())


def test_every_industry_is_a_pillar_of_some_area_and_has_words_of_every_kind():
    used = {code for area in facts.areas() for code in area.industries}
    assert used == set(facts.industries())
    for industry in facts.industries().values():
        assert industry.name and industry.products and industry.materials and industry.machines
        assert len(industry.zh) <= 60 and len(industry.en) <= 60


def test_no_english_word_of_an_industry_is_in_the_singular_with_an_article():
    for industry in facts.industries().values():
        for word in (*industry.products, *industry.materials, *industry.machines):
            assert not word.en.startswith(("a ", "an ", "the ")), word


def every_unit() -> list[facts.Unit]:
    of_the_areas = (
        unit
        for area in facts.areas()
        for unit in (facts.sub_platform(area), *facts.county_departments(area))
    )
    return [facts.city_platform(), *facts.departments(), *of_the_areas]


@pytest.mark.parametrize("part", ["zh", "en", "phone"])
def test_no_two_units_share_a_name_or_a_telephone(part):
    counted = Counter(getattr(unit, part) for unit in every_unit())
    assert [value for value, times in counted.items() if times > 1] == []


def test_every_telephone_of_a_unit_is_valid_in_china():
    for unit in every_unit():
        assert phonenumbers.is_valid_number(phonenumbers.parse(unit.phone, "CN")), unit


def test_a_unit_of_an_area_carries_the_name_of_the_area():
    for area in facts.areas():
        for unit in (facts.sub_platform(area), *facts.county_departments(area)):
            assert unit.zh.startswith(area.zh)
            assert unit.en.startswith(area.full_en)
            assert unit.area == area.code


def test_every_field_has_a_responsible_unit_in_the_city_and_in_every_area():
    city = {unit.key for unit in (facts.city_platform(), *facts.departments())}
    county = {
        unit.key
        for unit in (
            facts.sub_platform(facts.areas()[0]),
            *facts.county_departments(facts.areas()[0]),
        )
    }
    assert {row.field for row in facts.duties()} == set(ServiceField)
    for row in facts.duties():
        assert row.city and set(row.city) <= city
        assert row.county and set(row.county) <= county


def test_every_class_has_a_limit_for_signing_first_contact_and_closing_with_its_source():
    for timeliness in Timeliness:
        steps = {limit.step for limit in facts.limits() if limit.timeliness is timeliness}
        assert {LimitStep.SIGN, LimitStep.FIRST_CONTACT, LimitStep.CLOSE} <= steps
    assert all(limit.amount > 0 and limit.source for limit in facts.limits())


def test_no_step_of_a_class_has_two_limits():
    pairs = [(limit.timeliness, limit.step) for limit in facts.limits()]
    assert len(pairs) == len(set(pairs))


def test_an_urgent_demand_is_signed_within_thirty_minutes_day_and_night():
    (limit,) = (
        limit
        for limit in facts.limits()
        if (limit.timeliness, limit.step) == (Timeliness.URGENT, LimitStep.SIGN)
    )
    assert (limit.amount, limit.unit) == (30, LimitUnit.MINUTE_ROUND_THE_CLOCK)


def test_an_ordinary_demand_is_closed_within_five_working_days():
    (limit,) = (
        limit
        for limit in facts.limits()
        if (limit.timeliness, limit.step) == (Timeliness.ORDINARY, LimitStep.CLOSE)
    )
    assert (limit.amount, limit.unit) == (5, LimitUnit.WORKING_DAY)


def test_there_are_fifteen_universities_with_disciplines_in_areas_of_the_city():
    universities = facts.universities()
    assert len({university.zh for university in universities}) == 15
    assert len({university.en for university in universities}) == 15
    for university in universities:
        assert university.disciplines
        assert facts.area(university.area)
