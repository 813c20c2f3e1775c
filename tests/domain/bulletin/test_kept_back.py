"""A month that was passed over stays kept back until it is published too: its answers stand in no bulletin of a later
month."""

from datetime import timedelta

import pytest

from components import bulletin_words
from components.session import speaking
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import assessments, bulletin_days
from domain.bulletins import KeptBackMeanwhile
from domain.command import perform
from domain.indicators import metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests.domain.bulletin.bulletins_of_a_month import approve, drawn, publish, row, shown
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

ANSWERS = {Indicator.SATISFACTION_RATE.value, Indicator.VISIT_VERIFICATION.value}
OTHER_MONTHS = ("before", "so_far", "n_before", "n_so_far")


@pytest.fixture
def passed_over(lived):
    """The month before the one that was lived: assessing began a month earlier, and it was not published."""
    before = month_after(lived, -1)
    publish(month_after(lived, -2))
    with snapshot() as session:
        scope = Scope(before, lived - timedelta(days=1))
        for each in ANSWERS:
            assert metric.metric(
                session, ENGINE, Indicator(each), scope
            ).n  # there is something to be kept back
    return before


def told(facts, name):
    """How one figure of the totals stands, by indicator: of those that tell answers, of the others."""
    found = {each["indicator"]: each[name] for each in facts["totals"]}
    return (
        {each: found[each] for each in ANSWERS},
        {each: value for each, value in found.items() if each not in ANSWERS},
    )


def satisfaction(facts):
    return next(each for each in facts["title"]["gauges"] if each["gauge"] == "satisfaction")


def test_the_answers_of_a_month_that_was_passed_over_stand_in_no_figure_of_a_later_bulletin(
    lived, passed_over
):
    publish(lived)
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    for who in ("longwan", "tax_head"):
        facts = shown(bulletin_id, who).facts
        for name in OTHER_MONTHS:
            answers, others = told(facts, name)
            assert not any(answers.values()), (who, name)
            assert any(others.values()), (who, name)
        assert all(told(facts, "value")[0].values())  # its own month is published
        assert facts["kept_back"] == [f"{passed_over:%Y-%m}"]
    gauge = satisfaction(shown(bulletin_id, "longwan").facts)
    assert gauge["until"] == f"{passed_over - timedelta(days=1)}"
    with speaking("en"):
        parts = bulletin_words.told(shown(bulletin_id)).parts
    totals = next(each for each in parts if each.name == "totals")
    assert any(f"{passed_over:%B %Y}" in text for text in totals.texts)


def test_a_draft_takes_its_figures_anew_when_a_month_beside_its_own_is_published(
    lived, passed_over
):
    publish(lived)
    bulletin_id = drawn(lived)
    assert bulletin_days.draw_up_what_is_due() == 0
    publish(passed_over)
    assert [bulletin_days.draw_up_what_is_due() for _ in range(2)] == [1, 0]
    facts = row(bulletin_id).facts
    assert facts["kept_back"] == [] and all(told(facts, "before")[0].values())
    assert satisfaction(facts)["until"] is None


def test_what_is_kept_back_since_the_figures_were_taken_is_not_sent(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    assert any(told(row(bulletin_id).facts, "before")[0].values())
    perform(ID["leader"], assessments.begin, month=month_after(lived, -1))
    with pytest.raises(KeptBackMeanwhile):
        approve(bulletin_id)
    assert bulletin_days.draw_up_what_is_due() == 1
    assert not any(told(row(bulletin_id).facts, "before")[0].values())
    approve(bulletin_id)


def test_no_other_part_of_a_bulletin_tells_answers_of_another_month(lived, passed_over):
    """The curve is of months before its own: what would be told there has no answers in it."""
    facts = row(drawn(lived)).facts
    names = {name for each in facts["curve"] for name in each} - {"month", "n"}
    assert names and not any(DEFINITIONS[Indicator(each)].needs_publishing for each in names)
