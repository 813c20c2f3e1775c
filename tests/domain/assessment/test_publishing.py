"""A month is assessed, marked and published; what was published stands and can be proved."""

from datetime import datetime, timedelta

import pytest

from db.assessment_vocabulary import MarkGrade
from db.engine import snapshot, transaction
from db.models import AssessedMonth
from domain import (
    assessments,
    clock,
    verification,
)
from domain.assessment import freezing, published
from domain.assessments import (
    FrozenAlready,
    MonthNotOver,
    NothingMarked,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Unclear
from domain.records import NothingChanged
from tests.domain.assessment.assessed_months import frozen, mark, opened, row, shown
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")


def test_a_month_is_assessed_as_it_stands_until_it_is_published(lived):
    found = shown(lived)
    assert not found.is_frozen and {each.code for each in found.assessed} >= {LONGWAN, LUCHENG}
    volumes = {each.code: each.volume for each in found.assessed}
    assert sum(volumes.values()) > 0
    mark(opened(lived), grade="excellent")
    mark(opened(lived), who="intake", grade="fair")
    [longwan] = [each for each in shown(lived).assessed if each.code == LONGWAN]
    [reporting] = [each for each in longwan.items if each.key == "reporting"]
    assert reporting.marks == (MarkGrade.EXCELLENT, MarkGrade.FAIR)


def test_only_the_city_sees_a_month_before_it_is_published(lived):
    assert shown(lived, "longwan").assessed == () and shown(lived, "tax").assessed == ()
    frozen(lived)
    assert shown(lived, "longwan").assessed and not shown(lived, "tax").assessed
    assert not shown(lived, "valves").assessed


def test_a_published_month_holds_its_scheme_and_inputs_and_is_reproduced_byte_for_byte(lived):
    found = row(frozen(lived))
    assert freezing.digest(found.document) == found.digest
    assert freezing.reproduce(found.document) == found.document
    assert shown(lived).assessed == freezing.read(found.document).assessed
    assert verification.verify() == []


def test_whoever_changes_a_published_month_behind_the_platform_is_found_out(lived):
    month_id = frozen(lived)
    with transaction() as session:
        changed = session.get_one(AssessedMonth, month_id)
        changed.document = changed.document.replace('"rank":null', '"rank":1')
    with snapshot() as session:
        [told] = published.differences(session)
    assert f"{lived:%Y-%m}" in told


def test_a_month_is_published_once_and_only_when_it_is_over(lived):
    month_id = opened(lived)
    with pytest.raises(NothingMarked) as refusal:
        perform(ID["leader"], assessments.freeze, month_id)
    assert str(refusal.value).isascii()
    assert not any(value.zh.isascii() for value in refusal.value.values.values())
    with (
        clock.stopped(datetime(lived.year, lived.month, 20, tzinfo=LOCAL)),
        pytest.raises(MonthNotOver),
    ):
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    with pytest.raises(FrozenAlready):
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    with pytest.raises(FrozenAlready):
        mark(month_id)
    with pytest.raises(MonthNotOver):
        opened(clock.now().date() + timedelta(days=40))


def test_marks_are_grades_of_the_schemes_own_items(lived):
    month_id = opened(lived)
    mark(month_id, note="按时报送")
    with pytest.raises(NothingChanged):
        mark(month_id, note="按时报送")
    for wrong in ({"item": "satisfaction_rate"}, {"area": "999999"}, {"grade": "A"}):
        with pytest.raises(Unclear):
            mark(month_id, **wrong)
    for who in ("longwan", "tax", "valves"):
        with pytest.raises(Forbidden):
            mark(month_id, who=who)


def test_who_marked_what_is_for_the_city_and_ones_own_marks_for_a_sub_platform(lived):
    month_id = opened(lived)
    mark(month_id), mark(month_id, area=LUCHENG)
    assert shown(lived, "longwan").marks == ()
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    assert {each.area_code for each in shown(lived, "longwan").marks} == {LONGWAN}
    assert all(not each.by for each in shown(lived, "longwan").marks)
    assert all(each.by for each in shown(lived).marks)


def test_the_month_before_is_the_published_one(lived):
    frozen(lived)
    total = {each.code: each.total for each in shown(lived).assessed}
    following = (lived + timedelta(days=40)).replace(day=1)
    changes = {each.code: each for each in shown(following).assessed}
    for code, each in changes.items():
        if each.total is not None and total[code] is not None:
            assert each.change == each.total - total[code]
