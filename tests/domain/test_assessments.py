"""A month is marked, published, appealed against and corrected; what was published stays as it was."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from db.assessment_vocabulary import MarkGrade, Ruling, Standing
from db.engine import snapshot, transaction
from db.models import AssessedMonth, AssessmentScheme, Demand, Event
from db.vocabulary import ClosingCode, Stage
from domain import (
    appeal_reminders,
    assessment_schemes,
    assessments,
    clock,
    limits,
    verification,
)
from domain.assessment import freezing, published
from domain.assessment.scheme import LAID_DOWN, UnclearScheme, written
from domain.assessment_schemes import OverAlready, PublishedScheme
from domain.assessments import (
    AppealedAlready,
    FrozenAlready,
    MonthNotOver,
    NotCounted,
    NotFrozen,
    NothingFollows,
    NothingMarked,
    NothingToCorrect,
    RuledAlready,
    TooLate,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, NotFound, Unclear
from domain.queries import assessment as queries
from domain.queries import notices, staff_scores
from domain.records import NothingChanged
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")

DOCUMENT = written(LAID_DOWN)


@pytest.fixture
def lived(lived_town):
    """A random history of some weeks; returns the month it ended in and a moment after that month."""
    month = lived_town(11, 120).astimezone(LOCAL).date().replace(day=1)
    after = (month + timedelta(days=40)).replace(day=3)
    with clock.stopped(datetime(after.year, after.month, after.day, 9, tzinfo=LOCAL)):
        yield month


def opened(month, who="leader"):
    return perform(ID[who], assessments.begin, month=month)


def mark(month_id, who="leader", grade="good", area=LONGWAN, item="reporting", **said):
    perform(ID[who], assessments.mark, month_id, area_code=area, item=item, grade=grade, **said)


def frozen(month):
    month_id = opened(month)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    return month_id


def shown(month, who="leader"):
    with snapshot() as session:
        return queries.month(session, person(who), month)


def row(month_id):
    with snapshot() as session:
        return session.get(AssessedMonth, month_id)


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


def late(month):
    """(a sub-platform, an order of it that was answered too late in the month)."""
    with snapshot() as session:
        for area in (LONGWAN, LUCHENG):
            asked = (session, person("leader"), month, area, "on_time_closing")
            if found := queries.behind(*asked):
                assert queries.behind(session, person("longwan"), *asked[2:]) == ()
                return area, found[0]
    raise AssertionError("no order of this history was late")


def item_of(assessed, area, key="on_time_closing"):
    [place] = [each for each in assessed if each.code == area]
    return next(item for item in place.items if item.key == key)


def heard(who):
    with snapshot() as session:
        told = notices.notices(session, person(who)).told
    return [each.action for each in told if each.about in (notices.MONTH, notices.BULLETIN)]


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


def test_a_scheme_is_drafted_published_and_holds_from_its_month_on(lived):
    mine = DOCUMENT | {"passes": "80"}
    scheme_id = draft(lived, mine)
    assert shown(lived).number == 0
    perform(ID["leader"], assessment_schemes.publish, scheme_id)
    assert (shown(lived).number, shown(lived).scheme.passes) == (1, 80)
    assert shown(lived - timedelta(days=1)).number == 0
    with pytest.raises(PublishedScheme):
        redraft(scheme_id, lived, DOCUMENT)
    with pytest.raises(PublishedScheme):
        perform(ID["leader"], assessment_schemes.publish, scheme_id)


def test_a_scheme_does_not_begin_before_what_is_published(lived):
    scheme_id = draft(lived, DOCUMENT)
    frozen(lived)
    with pytest.raises(OverAlready):
        perform(ID["leader"], assessment_schemes.publish, scheme_id)
    with pytest.raises(OverAlready):
        draft(lived, DOCUMENT)
    redraft(scheme_id, lived + timedelta(days=40), DOCUMENT)
    perform(ID["leader"], assessment_schemes.publish, scheme_id)


def test_a_scheme_that_does_not_hold_together_is_not_drafted(lived):
    with pytest.raises(UnclearScheme):
        draft(lived, DOCUMENT | {"passes": "96"})
    for who in ("intake", "longwan", "tax"):
        with pytest.raises(Forbidden):
            draft(lived, DOCUMENT, who)


def test_trying_another_scheme_on_a_month_changes_nothing(lived):
    month_id = frozen(lived)
    before, events = row(month_id), many_events()
    strict = DOCUMENT | {
        "least_measured": "0",
        "groups": [{"key": "all", "name": "全市", "name_en": "All", "least": 0}],
    }
    with snapshot() as session:
        tried = queries.simulated(session, person("leader"), lived, json.dumps(strict))
        assert queries.simulated(session, person("longwan"), lived, json.dumps(strict)) == ()
    assert {each.group for each in tried} == {"all"}
    assert any(each.standing is not Standing.NOT_RANKED for each in tried)
    assert row(month_id).document == before.document and many_events() == events


def test_the_month_before_is_the_published_one(lived):
    frozen(lived)
    total = {each.code: each.total for each in shown(lived).assessed}
    following = (lived + timedelta(days=40)).replace(day=1)
    changes = {each.code: each for each in shown(following).assessed}
    for code, each in changes.items():
        if each.total is not None and total[code] is not None:
            assert each.change == each.total - total[code]


def test_the_gauges_of_the_title_count_the_year_and_say_what_is_not_known(lived):
    with snapshot() as session:
        found = {
            each.wanted.gauge.value: each
            for each in queries.title_gauges(session, person("leader"), lived.year).reached
        }
        assert queries.title_gauges(session, person("tax"), lived.year) is None
        assert queries.title_gauges(session, person("leader"), 2016) is None  # there were no rules
    assert found["enterprises"].value >= 1 and not found["enterprises"].is_met
    assert found["activities"].value is None and not found["activities"].is_met
    assert found["organisations"].value == 1 and found["matching"].value == 0


def test_the_month_of_a_units_handlers_is_counted_as_the_figures_are_and_for_their_head_alone(
    lived,
):
    many = 0
    with snapshot() as session:
        for unit, head in ((TAX, "tax_head"), (FINANCE, "finance_head")):
            seen = staff_scores.handlers(session, person("leader"), lived, unit)
            own = staff_scores.handlers(session, person(head), lived, unit)
            orders = session.exec(select(Demand).where(Demand.unit_id == unit)).all()
            assert own == seen and not seen.is_kept_back
            many += len(own.handlers)
            for each in own.handlers:
                mine = [one for one in orders if one.handler_id == each.id]
                answered = [one for one in mine if is_in(one.answered_at, lived) and is_live(one)]
                item = {one.key: one for one in each.assessed.items}
                assert item["services_given"].top == len(answered)
                due = [one for one in mine if is_in(one.promised_at, lived) and is_live(one)]
                met = [one for one in due if one.answered_at and one.answered_at <= one.promised_at]
                assert (item["on_time_closing"].top, item["on_time_closing"].n) == (
                    len(met),
                    len(due),
                )
            for who in ("tax", "longwan", "finance_head" if unit == TAX else "tax_head", "valves"):
                with pytest.raises(Forbidden):
                    staff_scores.handlers(session, person(who), lived, unit)
    assert many
    perform(ID["leader"], assessments.begin, month=lived)  # from now on the assessment decides
    with snapshot() as session:
        own = staff_scores.handlers(session, person("tax_head"), lived, TAX)
        assert own.is_kept_back
        for each in own.handlers:
            assert {one.key: one for one in each.assessed.items}["satisfaction_rate"].n == 0


def is_in(moment, month):
    return moment is not None and moment.astimezone(LOCAL).date().replace(day=1) == month


def is_live(demand):
    gone = (Stage.DECLINED, Stage.MERGED)
    return demand.stage not in gone and demand.closing_code != ClosingCode.WITHDRAWN


def draft(month: date, document, who="leader"):
    said = {"name": "2026年考核方案", "valid_from": month, "document": document}
    return perform(ID[who], assessment_schemes.draft, **said)


def redraft(scheme_id, month, document):
    said = {"name": "2026年考核方案（修订）", "valid_from": month, "document": document}
    perform(ID["leader"], assessment_schemes.redraft, scheme_id, **said)
    with snapshot() as session:
        assert session.get(AssessmentScheme, scheme_id).name == said["name"]


def many_events():
    with snapshot() as session:
        return len(session.exec(select(Event.id)).all())
