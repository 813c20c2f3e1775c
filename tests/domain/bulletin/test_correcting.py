"""A correction of the assessment reaches the bulletin: the draft's order, the next month's text, who has risen."""

import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest

from db.assessment_vocabulary import MonthStage, Ruling
from db.engine import snapshot, transaction
from db.models import AssessedMonth, AssessmentCorrection
from domain import assessments, bulletin_days, clock
from domain.assessment import corrected, freezing, inputs
from domain.assessment.scheme import LAID_DOWN
from domain.bulletin import ranking
from domain.bulletins import CorrectedMeanwhile
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators.periods import month_after
from tests.domain.assessment.months import closed, place, satisfied
from tests.domain.bulletin.bulletins_of_a_month import approve, drawn, publish, row, shown
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")


def marked(month):
    """A month that was published with a poor mark for Longwan; returns its id."""
    month_id = perform(ID["leader"], assessments.begin, month=month)
    said = {"area_code": LONGWAN, "item": "reporting", "grade": "poor"}
    perform(ID["leader"], assessments.mark, month_id, **said)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    return month_id


def mend(month_id):
    """Longwan appeals, is right, and the month is corrected; an hour later than what was done before."""
    with clock.stopped(clock.now() + timedelta(hours=1)):
        grounds = {"item": "reporting", "text": "信息已按时报送。"}
        appeal_id = perform(ID["longwan"], assessments.appeal, month_id, **grounds)
        ruling = {"ruling": Ruling.UPHELD, "reason": "属实", "grade": "excellent"}
        perform(ID["leader"], assessments.rule, month_id, appeal_id=appeal_id, **ruling)
        perform(ID["leader"], assessments.correct, month_id, reason="申诉成立")


@contextmanager
def after(month):
    """Ten o'clock on the third of the month after this one."""
    following = month_after(month, 1)
    with clock.stopped(datetime(following.year, following.month, 3, 10, tzinfo=LOCAL)):
        yield


def totals_of(facts):
    return {each["area"]: each["total"] for group in facts["groups"] for each in group["places"]}


def known(month):
    with snapshot() as session:
        published = session.get_one(AssessedMonth, 1).document
        return (
            {each.code: each.total for each in freezing.read(published).assessed},
            {code: each.total for code, each in corrected.places(session, month).items()},
        )


def test_a_draft_tells_the_order_as_corrected_and_what_the_correction_moved(lived):
    mend(marked(lived))
    facts = row(drawn(lived)).facts
    was, now = known(lived)
    assert was[LONGWAN] < now[LONGWAN]
    assert totals_of(facts)[LONGWAN] == str(now[LONGWAN])
    [told] = facts["corrections"]
    assert (told["month"], told["number"], told["reason"]) == (f"{lived:%Y-%m}", 1, "申诉成立")
    assert told["on"] == f"{clock.now().astimezone(LOCAL):%Y-%m-%d}"
    moved = {each["area"]: (each["was"]["total"], each["now"]["total"]) for each in told["moved"]}
    assert moved[LONGWAN] == (str(was[LONGWAN]), str(now[LONGWAN]))
    assert facts["digest"] != "" and ranking.last_told(facts) == 1


def test_a_draft_that_was_drawn_before_a_correction_is_not_sent_until_it_tells_it(lived):
    month_id = marked(lived)
    bulletin_id = drawn(lived)
    assert row(bulletin_id).facts["corrections"] == []
    mend(month_id)
    with pytest.raises(CorrectedMeanwhile):
        approve(bulletin_id)
    assert [bulletin_days.draw_up_what_is_due() for _ in range(2)] == [1, 0]
    assert ranking.last_told(row(bulletin_id).facts) == 1
    approve(bulletin_id)
    assert shown(bulletin_id).corrected_at is None


def test_what_is_corrected_after_a_bulletin_was_sent_is_told_once_in_the_next(lived):
    month_id = marked(lived)
    first = drawn(lived)
    approve(first)
    stands = row(first).facts
    mend(month_id)
    assert row(first).facts == stands and shown(first).corrected_at is not None
    second, third = month_after(lived, 1), month_after(lived, 2)
    with after(second):
        publish(second)
        bulletin_id = drawn(second)
        facts = row(bulletin_id).facts
        [told] = facts["corrections"]
        assert told["month"] == f"{lived:%Y-%m}" and ranking.last_told(facts) == 0
        approve(bulletin_id)
        assert shown(bulletin_id).corrected_at is None
    with after(third):
        assert row(drawn(third)).facts["corrections"] == []


def test_a_correction_of_what_nobody_was_told_in_a_bulletin_is_not_told_in_the_next(lived):
    mend(marked(lived))
    second = month_after(lived, 1)
    with after(second):
        assert row(drawn(second)).facts["corrections"] == []


def test_departments_read_who_moved_without_cards_and_without_the_reason(lived):
    mend(marked(lived))
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    assert "申诉成立" in json.dumps(shown(bulletin_id, "longwan").facts, ensure_ascii=False)
    copy = shown(bulletin_id, "tax_head").facts
    [told] = copy["corrections"]
    assert told["reason"] == "" and told["moved"]
    assert "申诉成立" not in json.dumps(copy, ensure_ascii=False)
    assert not any(each[when]["has_card"] for each in told["moved"] for when in ("was", "now"))


def test_who_has_risen_is_measured_from_the_month_before_as_corrected(lived):
    mend(marked(lived))
    was, now = known(lived)
    with snapshot() as session:
        assert inputs.totals(session, lived)[LONGWAN] == now[LONGWAN] != was[LONGWAN]
        places = inputs.places(session, month_after(lived, 1), LAID_DOWN)
    assert {each.code: each.before for each in places}[LONGWAN] == now[LONGWAN]


SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
GOOD, FAIR, POOR = ({**closed(n), **satisfied(n)} for n in (100, 90, 70))


def put(month, *places):
    """A published month of these sub-platforms; returns its id."""
    text = freezing.write(month, 0, LAID_DOWN, places)
    known = {"document": text, "digest": freezing.digest(text), "frozen_at": clock.now()}
    with transaction() as session:
        row = AssessedMonth(month=month, stage=MonthStage.FROZEN, **known)
        session.add(row)
        session.flush()
        return row.id


def put_right(month_id, month, *places):
    """Its first correction, a minute from now."""
    text = freezing.write(month, 0, LAID_DOWN, places)
    said = {"month_id": month_id, "number": 1, "document": text, "reason": "更正"}
    known = {"digest": freezing.digest(text), "by_id": ID["leader"]}
    with transaction() as session:
        at = clock.now() + timedelta(minutes=1)
        session.add(AssessmentCorrection(at=at, **said, **known))


def ranks():
    with snapshot() as session:
        facts = ranking.told(session, OCTOBER)
    return {
        each["area"]: (each["rank"], each["rank_before"])
        for group in facts["groups"]
        for each in group["places"]
    }


@pytest.mark.parametrize("better", [LONGWAN, LUCHENG])
def test_of_those_that_share_a_rank_the_one_with_more_points_is_told_first(better):
    worse = LUCHENG if better == LONGWAN else LONGWAN
    few = {better: place(better, n=3), worse: place(worse, n=3, **closed(2, 3))}
    put(OCTOBER, few[LONGWAN], few[LUCHENG])
    assert list(ranks()) == [better, worse]
    assert {rank for rank, _ in ranks().values()} == {1}


def test_a_rank_stands_beside_that_of_the_month_before():
    put(SEPTEMBER, place(LONGWAN, **FAIR), place(LUCHENG, **GOOD))
    put(OCTOBER, place(LONGWAN, **GOOD), place(LUCHENG, **FAIR))
    assert ranks() == {LONGWAN: (1, 2), LUCHENG: (2, 1)}


def test_the_rank_before_is_that_of_the_correction_and_only_of_the_same_group():
    mended = (place(LONGWAN, **GOOD), place(LUCHENG, **FAIR))
    month_id = put(SEPTEMBER, place(LONGWAN, **POOR), place(LUCHENG, **GOOD))
    put_right(month_id, SEPTEMBER, *mended)
    put(OCTOBER, place(LONGWAN, **FAIR), place(LUCHENG, volume=400, **GOOD))
    assert ranks() == {LONGWAN: (1, 1), LUCHENG: (1, None)}


def test_a_commendation_that_a_correction_gave_to_another_is_told_and_goes_with_its_certificate(
    lived,
):
    places = place(LONGWAN, **GOOD), place(LUCHENG, **FAIR)
    turned = place(LONGWAN, **FAIR), place(LUCHENG, **GOOD)
    month_id = put(lived, *places)
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    assert shown(bulletin_id).commended == ((LONGWAN, "first"),)
    put_right(month_id, lived, *turned)
    assert shown(bulletin_id).commended == ((LUCHENG, "first"),)
    assert ranking.commended(shown(bulletin_id).facts) == [(LONGWAN, "first")]
