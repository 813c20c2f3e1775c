"""Sub-platforms appeal, a leader rules, and what follows is a correction beside what was published."""

from datetime import datetime, timedelta

import pytest

from db.assessment_vocabulary import MarkGrade, Ruling
from db.engine import snapshot
from domain import (
    appeal_reminders,
    assessments,
    clock,
    limits,
    verification,
)
from domain.assessments import (
    AppealedAlready,
    FrozenAlready,
    NotCounted,
    NotFrozen,
    NothingFollows,
    NothingToCorrect,
    RuledAlready,
    TooLate,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, NotFound, Unclear
from domain.queries import notices
from tests.domain.assessment.assessed_months import (
    frozen,
    heard,
    item_of,
    late,
    mark,
    opened,
    row,
    shown,
)
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")


def test_an_appeal_that_is_upheld_becomes_a_correction_beside_what_was_published(lived):
    month_id = opened(lived)
    mark(month_id, grade="poor")
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    before = row(month_id)
    said = {"item": "reporting", "text": "信息已按时报送，附件可查。"}
    appeal_id = perform(ID["longwan"], assessments.appeal, month_id, **said)
    with pytest.raises(AppealedAlready):
        perform(ID["longwan"], assessments.appeal, month_id, **said)
    assert shown(lived, "lucheng").appeals == () and len(shown(lived, "longwan").appeals) == 1
    assert shown(lived, "finance_head").appeals == ()  # a unit of the same area
    ruling = {"appeal_id": appeal_id, "ruling": Ruling.UPHELD, "reason": "核查属实"}
    with pytest.raises(Forbidden):
        perform(ID["longwan"], assessments.rule, month_id, **ruling)
    perform(ID["leader"], assessments.rule, month_id, **ruling)
    with pytest.raises(RuledAlready):
        perform(ID["leader"], assessments.rule, month_id, **ruling)
    with pytest.raises(NothingToCorrect):
        perform(ID["leader"], assessments.correct, month_id, reason="申诉成立")
    mark(month_id, grade="excellent")
    with pytest.raises(FrozenAlready):
        mark(month_id, item="service")
    assert perform(ID["leader"], assessments.correct, month_id, reason="申诉成立") == 1
    after = row(month_id)
    assert (after.document, after.digest) == (before.document, before.digest)
    [correction] = shown(lived).corrections
    totals = {
        name: next(each.total for each in found if each.code == LONGWAN)
        for name, found in (("was", shown(lived).assessed), ("is", correction.assessed))
    }
    assert totals["is"] is not None and totals["is"] > totals["was"]
    assert verification.verify() == []


def test_who_is_concerned_hears_of_publishing_appeals_rulings_and_corrections(lived):
    month_id = opened(lived)
    mark(month_id, grade="poor")
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    said = {"item": "reporting", "text": "信息已按时报送，附件可查。"}
    appeal_id = perform(ID["longwan"], assessments.appeal, month_id, **said)
    ruling = {"appeal_id": appeal_id, "ruling": Ruling.REFUSED, "reason": "无附件"}
    perform(ID["admin"], assessments.rule, month_id, **ruling)
    found = shown(lived)
    assert (found.frozen_by, found.appeals[0].ruled_by) == ("leader", "admin")
    assert heard("longwan") == ["appeal_ruled", "month_frozen"]
    assert heard("lucheng") == ["month_frozen"]
    assert heard("leader") == ["appealed"]  # of what one did oneself one hears nothing
    assert heard("tax") == heard("valves") == []
    with snapshot() as session:
        told = notices.notices(session, person("leader")).told[0]
    assert "附件" not in str(told.said) and told.said["area"] == LONGWAN


def test_orders_that_an_upheld_appeal_names_are_left_out_when_the_month_is_counted_anew(lived):
    month_id = frozen(lived)
    before, area, record = row(month_id), *late(lived)
    own = {LONGWAN: "longwan", LUCHENG: "lucheng"}[area]
    said = {"item": "on_time_closing", "text": "系统停机所致。"}
    appeal_id = perform(ID[own], assessments.appeal, month_id, **said)
    ruling = {"appeal_id": appeal_id, "ruling": Ruling.UPHELD, "reason": "核查属实"}
    for wrong, refusal in (
        ({"left_out": ("WZ-0",)}, NotCounted),
        ({"grade": "good"}, NothingFollows),
        ({"left_out": (record.number,), "ruling": Ruling.REFUSED}, NothingFollows),
    ):
        with pytest.raises(refusal):
            perform(ID["leader"], assessments.rule, month_id, **(ruling | wrong))
    perform(ID["leader"], assessments.rule, month_id, left_out=(record.number,), **ruling)
    assert not shown(lived).appeals[0].is_corrected
    perform(ID["leader"], assessments.correct, month_id, reason="申诉成立")
    [correction] = shown(lived).corrections
    assert shown(lived).appeals[0].is_corrected
    was, now = (item_of(found, area) for found in (shown(lived).assessed, correction.assessed))
    assert (now.top, now.n) == (was.top, was.n - 1)
    assert now.n == 0 or now.points >= was.points
    assert correction.left_out == {area: (("on_time_closing", record.number),)}
    after = row(month_id)
    assert (after.document, after.digest) == (before.document, before.digest)
    assert verification.verify() == []


def test_a_ruling_may_give_the_grade_anew_in_place_of_every_mark(lived):
    month_id = opened(lived)
    mark(month_id, grade="poor"), mark(month_id, who="intake", grade="fair")
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    said = {"item": "reporting", "text": "信息已按时报送。"}
    appeal_id = perform(ID["longwan"], assessments.appeal, month_id, **said)
    ruling = {"appeal_id": appeal_id, "ruling": Ruling.UPHELD, "reason": "属实", "grade": "good"}
    perform(ID["leader"], assessments.rule, month_id, **ruling)
    perform(ID["leader"], assessments.correct, month_id, reason="申诉成立")
    [correction] = shown(lived).corrections
    assert item_of(correction.assessed, LONGWAN, "reporting").marks == (MarkGrade.GOOD,)
    assert item_of(shown(lived).assessed, LONGWAN, "reporting").marks != (MarkGrade.GOOD,)


def test_sub_platforms_are_told_once_on_the_working_day_before_the_last_for_appeals(lived):
    frozen(lived)
    until = shown(lived).appeal_until
    with snapshot() as session:
        calendar = limits.calendar(session)
    before = until - timedelta(days=1)
    while not calendar.is_working(before):
        before -= timedelta(days=1)
    done = {}
    for day in (before - timedelta(days=1), before, until, until + timedelta(days=1)):
        with clock.stopped(datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL)):
            done[day] = appeal_reminders.remind_where_they_end()
    assert [day for day, many in done.items() if many] == [before]
    assert heard("longwan") == ["appeals_end_soon", "month_frozen"] and heard("tax") == []


def test_an_appeal_comes_from_a_sub_platform_in_time_and_about_something(lived):
    month_id = opened(lived)
    said = {"item": "reporting", "text": "不服"}
    with pytest.raises(NotFrozen):
        perform(ID["longwan"], assessments.appeal, month_id, **said)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    for who in ("leader", "tax", "valves"):
        with pytest.raises(Forbidden):
            perform(ID[who], assessments.appeal, month_id, **said)
    with pytest.raises(Unclear):
        perform(ID["longwan"], assessments.appeal, month_id, **(said | {"item": "luck"}))
    with clock.stopped(clock.now() + timedelta(days=30)), pytest.raises(TooLate):
        perform(ID["longwan"], assessments.appeal, month_id, **said)
    appeal_id = perform(ID["longwan"], assessments.appeal, month_id, **said)
    with pytest.raises(NotFound):
        wrong = {"appeal_id": appeal_id + 1, "ruling": Ruling.REFUSED, "reason": "无"}
        perform(ID["leader"], assessments.rule, month_id, **wrong)
