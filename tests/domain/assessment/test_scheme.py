"""A scheme is data: it comes back as it was written, and one that does not hold together is refused."""

import copy

import pytest

from db.indicator_vocabulary import Indicator, Unit
from domain.assessment.scheme import LAID_DOWN, UnclearScheme, read, written
from domain.errors import Missing
from domain.indicators.definitions import DEFINITIONS


def changed(path, value):
    document = copy.deepcopy(written(LAID_DOWN))
    at = document
    *way, last = path
    for step in way:
        at = at[step]
    at[last] = value
    return document


def test_the_scheme_that_is_laid_down_comes_back_as_it_was_written():
    assert read(written(LAID_DOWN)) == LAID_DOWN
    assert sum(each.points for each in LAID_DOWN.items) == 100


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("quantities", 0, "points"), "30"),  # they add up to more than a hundred
        (("quantities", 0, "points"), "-25"),
        (("quantities", 0, "points"), "NaN"),
        (("quantities", 0, "indicator"), "happiness"),
        (("quantities", 0, "indicator"), "open_now"),  # of this moment, not of a month
        (("quantities", 0, "indicator"), "handling_time"),
        (("quantities", 0, "indicator"), "received"),  # a number loses no points by the per cent
        (("quantities", 0, "indicator"), "on_time_closing"),  # twice
        (("quantities", 0, "mark"), "101"),
        (("quantities", 0, "mark"), "0"),
        (("quantities", 0, "floor"), "26"),
        (("quantities", 0, "slope"), "1e9"),
        (("qualities", 0, "key"), "信息"),
        (("shares", "good"), "1.1"),
        (("groups", 0, "least"), 80),  # two groups alike
        (("groups",), []),
        (("passes",), "96"),  # above excellence
        (("z",), "0"),
        (("ranked_by",), "luck"),
        (("appeal_days",), "many"),
        (("quantities",), None),
    ],
)
def test_a_scheme_that_does_not_hold_together_is_refused(path, value):
    with pytest.raises(UnclearScheme):
        read(changed(path, value))


def test_an_item_without_a_name_is_refused_by_the_name_of_its_field():
    nameless = {"key": "own_1", "name": " ", "name_en": "", "points": "5"}
    with pytest.raises(Missing) as refusal:
        read(changed(("qualities",), [nameless]))
    assert refusal.value.values == {"field": "Name (Chinese)"}


def test_every_figure_of_a_month_can_be_scored_and_what_is_better_lower_may_aim_at_none():
    document = written(LAID_DOWN)
    for indicator in Indicator:
        formula = "loss" if DEFINITIONS[indicator].unit is Unit.SHARE else "reach"
        said = {"indicator": indicator.value, "points": "25", "formula": formula, "mark": "10"}
        said |= {"slope": "1", "floor": "0"}
        if DEFINITIONS[indicator].is_now:
            with pytest.raises(UnclearScheme):
                read(document | {"quantities": [said], "qualities": [], "passes": "0"})
            continue
        more = {"qualities": [{"key": "q", "name": "q", "name_en": "q", "points": "75"}]}
        assert read(document | {"quantities": [said]} | more).quantities[0].indicator is indicator
    none = {"indicator": "redo_rate", "points": "25", "formula": "loss", "mark": "0", "slope": "5"}
    assert read(document | {"quantities": [none | {"floor": "0"}]} | more).quantities[0].mark == 0


def test_a_scheme_of_the_first_edition_is_written_as_it_was():
    document = written(LAID_DOWN)
    first = {name: said for name, said in document.items() if name not in ("few", "edition")}
    assert written(read(first)) == first and read(first).edition == 1
    with pytest.raises(UnclearScheme):
        read(document | {"edition": 3})


@pytest.mark.parametrize("document", [{}, {"quantities": 5}, {"quantities": [{}]}])
def test_what_is_no_scheme_is_refused(document):
    with pytest.raises(UnclearScheme):
        read(document)
