import pytest

from db.research_vocabulary import NotThis
from domain.matchmaking.fields import (
    ABOVE,
    AWAY,
    BESIDE,
    HEAVIER,
    IN_TOWN,
    INDUSTRY,
    MOST_UNREADY,
    NEAR,
    Beside,
    Fields,
    Why,
    parts,
)


def target(relation, value, name="泄漏率", unit="%"):
    return {"name": name, "relation": relation, "value": value, "unit": unit}


def of(why, found):
    return next((part for part in found if part.why is why), None)


@pytest.mark.parametrize(
    ("ours", "its", "why"),
    [
        ("344", ["344"], Why.SAME_INDUSTRY),
        ("344", ["3443"], Why.SAME_INDUSTRY),
        ("34", ["344"], Why.SAME_INDUSTRY),
        ("344", ["341"], Why.RELATED_INDUSTRY),
        ("344", ["195"], Why.OTHER_INDUSTRY),
    ],
)
def test_industries_agree_as_far_as_their_codes_do(ours, its, why):
    found = parts(Fields(industry_codes=(ours,)), Fields(industry_codes=tuple(its)))
    assert [part.why for part in found] == [why]


def test_what_is_not_known_says_nothing():
    assert parts(Fields(), Fields(readiness=3, money=100)) == ()
    assert parts(Fields(readiness=5, money=7, industry_codes=("344",)), Fields()) == ()


def test_a_result_that_is_not_ready_loses_by_how_much_it_lacks_and_not_without_end():
    one = of(Why.UNREADY, parts(Fields(readiness=7), Fields(readiness=6)))
    far = of(Why.UNREADY, parts(Fields(readiness=9), Fields(readiness=1)))
    assert one.value < 0 and far.value == -MOST_UNREADY
    assert of(Why.READY, parts(Fields(readiness=5), Fields(readiness=5))).value > 0


def test_figures_are_compared_where_both_name_the_same_thing_in_the_same_unit():
    wanted = (target("<=", 0.01), target(">=", 30, "寿命", "年"))
    reached = (target("=", 0.005), target("=", 20, "寿命", "年"), target("=", 5, "寿命", "月"))
    found = parts(Fields(targets=wanted), Fields(targets=reached))
    assert {part.why for part in found} == {Why.FIGURE_MET, Why.FIGURE_MISSED}
    assert of(Why.FIGURE_MISSED, found).said["figure"] == "寿命"


@pytest.mark.parametrize(
    ("wanted", "reached", "why"),
    [
        ((">=", 4), (">=", 5), Why.FIGURE_MET),
        ((">=", 4), ("<=", 5), None),  # it may be 3
        ((">=", 4), ("<=", 3), Why.FIGURE_MISSED),
        (("<=", 4), (">=", 5), Why.FIGURE_MISSED),
        (("<=", 4), (">=", 3), None),
        (("=", 4), ("=", 4), Why.FIGURE_MET),
        (("=", 4), (">=", 3), None),
        (("=", 4), ("<=", 3), Why.FIGURE_MISSED),
    ],
)
def test_a_limit_is_no_value(wanted, reached, why):
    found = parts(Fields(targets=(target(*wanted),)), Fields(targets=(target(*reached),)))
    assert [part.why for part in found] == ([why] if why else [])


@pytest.mark.parametrize(
    ("wanted", "reached", "why"),
    [
        ((">=", 10, "MPa"), ("=", 20, "mPa"), Why.FIGURE_MISSED),
        ((">=", 1, "MΩ"), ("=", 5, "mΩ"), Why.FIGURE_MISSED),
        (("<=", 5, "mPa·s"), ("=", 1, "MPa·s"), Why.FIGURE_MISSED),
        ((">=", 10, "MPa"), ("=", 20, "Mpa"), Why.FIGURE_MET),
        (("<=", 5, "cm"), ("=", 30, "mm"), Why.FIGURE_MET),
        (("<=", 0.5, "μm"), ("=", 600, "nm"), Why.FIGURE_MISSED),
        ((">=", 5, "万次"), ("=", 60_000, "次"), Why.FIGURE_MET),
        (("=", 0.3, "m"), ("=", 30, "cm"), Why.FIGURE_MET),
        (("<=", 1, "mg/mL"), ("=", 0.9, "g/L"), Why.FIGURE_MET),
        ((">=", 10, "MPa"), ("=", 20, "mpa"), None),  # which of the two, nobody knows
        ((">=", 10, "mm"), ("=", 20, "min"), None),
        ((">", 5, "mm"), ("=", 5, "mm"), Why.FIGURE_MISSED),
        ((">", 5, "mm"), (">", 5, "mm"), Why.FIGURE_MET),
        (("<", 5, "mm"), ("<=", 5, "mm"), Why.FIGURE_MISSED),
        (("<=", 5, "mm"), ("<", 5, "mm"), Why.FIGURE_MET),
        ((">=", 5, "mm"), ("<", 5, "mm"), Why.FIGURE_MISSED),
        ((">=", 5, "mm"), ("<=", 5, "mm"), None),
        (("=", 5, "mm"), (">", 5, "mm"), Why.FIGURE_MISSED),
        (("=", 5, "mm"), ("<=", 5, "mm"), None),
    ],
)
def test_figures_are_compared_by_what_their_units_are_worth(wanted, reached, why):
    asked, its = (target(how, n, "某指标", unit) for how, n, unit in (wanted, reached))
    found = parts(Fields(targets=(asked,)), Fields(targets=(its,)))
    assert [part.why for part in found] == ([why] if why else [])
    if found:  # told as they were written
        assert found[0].said["wanted"].endswith(wanted[2])
        assert found[0].said["reached"].endswith(reached[2])


def test_a_price_above_the_budget_speaks_against_it():
    assert of(Why.ABOVE_BUDGET, parts(Fields(money=10), Fields(money=11))).value == ABOVE
    assert of(Why.WITHIN_BUDGET, parts(Fields(money=10), Fields(money=10))).value > 0


def test_a_team_that_has_taken_on_all_it_can_is_told_and_one_with_room_is_not():
    full, free = (Fields(beside=Beside(capacity=3, taken=n)) for n in (3, 2))
    assert of(Why.TEAM_FULL, parts(Fields(), full)).value < 0
    assert of(Why.TEAM_FULL, parts(Fields(), free)) is None


def test_a_track_record_of_few_matches_counts_for_little():
    few, many = (Fields(beside=Beside(matches=n, contracts=n)) for n in (1, 20))
    found = [of(Why.TRACK_RECORD, parts(Fields(), each)).value for each in (few, many)]
    assert 0 < found[0] < found[1] / 3


def test_a_reason_given_for_the_need_makes_its_part_weigh_more():
    need, record = Fields(industry_codes=("344",)), Fields(industry_codes=("344",))
    once = parts(need, record, [NotThis.OTHER_INDUSTRY])
    assert once[0].value == pytest.approx(INDUSTRY * HEAVIER)
    often = parts(need, record, [NotThis.OTHER_INDUSTRY] * 9)
    assert often[0].value == pytest.approx(INDUSTRY * 4)
    assert parts(need, record, [NotThis.NOT_READY])[0].value == INDUSTRY


def test_the_weightiest_part_comes_first():
    need = Fields(industry_codes=("344",), readiness=9, area_code="330303")
    found = parts(need, Fields(industry_codes=("344",), readiness=2, area_code="330303"))
    assert [abs(part.value) for part in found] == sorted(
        (abs(part.value) for part in found), reverse=True
    )


@pytest.mark.parametrize(
    ("ours", "its", "near", "why"),
    [
        ("330303", "330303", (), Why.SAME_AREA),
        ("330303", "330302", ("330302",), Why.NEXT_AREA),
        ("330303", "330327", ("330302",), Why.SAME_CITY),
        ("330303", "330104", ("330302",), Why.OTHER_CITY),
        ("330303", None, (), None),
        (None, "330303", (), None),
    ],
)
def test_how_far_the_two_lie_from_each_other_is_said_in_four_steps(ours, its, near, why):
    found = parts(Fields(area_code=ours, near=frozenset(near)), Fields(area_code=its))
    assert [part.why for part in found] == ([why] if why else [])
    order = (NEAR, BESIDE, IN_TOWN, AWAY)
    assert sorted(order, reverse=True) == list(order)


def test_too_far_makes_every_distance_weigh_more():
    need, record = Fields(area_code="330303"), Fields(area_code="330104")
    [part] = parts(need, record, [NotThis.TOO_FAR])
    assert part.value == pytest.approx(AWAY * HEAVIER)
