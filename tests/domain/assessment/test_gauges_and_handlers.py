"""The gauges of the national title, and the months of a unit's handlers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.assessment_vocabulary import Gauge
from db.engine import snapshot
from db.models import Demand
from domain import assessments, clock, title_versions
from domain.assessment import gauges
from domain.command import perform
from domain.errors import Forbidden, Unclear
from domain.permissions import ENGINE, PUBLIC
from domain.queries import assessment as queries
from domain.queries import staff_scores
from domain.records import NothingChanged
from domain.title_versions import YearHasBegun, YearHasRules
from tests.domain.assessment.assessed_months import is_in, is_live
from tests.town import FINANCE, ID, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")


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


def test_a_handler_reads_the_own_month_as_the_head_does_and_nobody_elses(lived):
    with snapshot() as session:
        every = staff_scores.handlers(session, person("tax_head"), lived, TAX).handlers
        for each in every:
            mine = staff_scores.own(session, replace(person("tax"), id=each.id), lived)
            assert mine.handlers == (each,)
        assert every
        nobody = staff_scores.own(session, replace(person("tax"), id=987_654), lived)
        assert nobody.handlers == ()
        with pytest.raises(Forbidden):
            staff_scores.own(session, PUBLIC, lived)
    perform(ID["leader"], assessments.begin, month=lived)
    with snapshot() as session:
        assert staff_scores.own(session, person("tax"), lived).is_kept_back


WISHED = {
    Gauge.ENTERPRISES: 200,
    Gauge.SATISFACTION: 0.85,
    Gauge.ORGANISATIONS: 6,
    Gauge.PUBLIC_BENEFIT: 0.25,
    Gauge.ACTIVITIES: 9,
    Gauge.MATCHING: 6,
}


def laid_down(since, who="leader", **changes):
    said = {"name": "新认定办法", "name_en": "New rules", "least": WISHED} | changes
    return perform(ID[who], title_versions.lay_down, since=since, **said)


def test_rules_laid_down_by_people_hold_from_their_year_on_and_no_year_before(lived):
    laid_down(lived.year + 2)
    with snapshot() as session:
        before, after = (
            gauges.measured(session, ENGINE, lived.year + n).rules.name for n in (1, 2)
        )
        assert (before, after) == ("MIIT 2017 No. 156", "New rules")
        wanted = gauges.measured(session, ENGINE, lived.year + 3).rules.wanted
        assert {each.gauge: each.least for each in wanted} == WISHED
        assert [each.is_share for each in wanted] == [False, True, False, True, False, False]
        shown = queries.title_versions(session, person("longwan"))
        assert [each.rules.since for each in shown] == [lived.year + 2, 2017]
        assert queries.title_versions(session, person("tax")) == ()


def test_rules_of_a_year_that_has_begun_are_not_changed(lived):
    id = laid_down(lived.year + 1)
    with pytest.raises(YearHasBegun):
        laid_down(lived.year)
    with pytest.raises(YearHasRules):
        laid_down(lived.year + 1)
    said = {"name": "新认定办法", "name_en": "New rules", "since": lived.year + 1}
    with pytest.raises(NothingChanged):
        perform(ID["leader"], title_versions.amend, id, least=WISHED, **said)
    more = WISHED | {Gauge.ACTIVITIES: 12}
    perform(ID["leader"], title_versions.amend, id, least=more, **said)
    then = clock.now() + timedelta(days=366)
    with clock.stopped(then), pytest.raises(YearHasBegun):
        perform(ID["leader"], title_versions.amend, id, least=WISHED, **said)
    with clock.stopped(then), snapshot() as session:
        [wanted] = [
            each.least
            for each in gauges.measured(session, ENGINE, then.year).rules.wanted
            if each.gauge is Gauge.ACTIVITIES
        ]
        assert wanted == 12


@pytest.mark.parametrize(
    "least",
    [
        WISHED | {Gauge.SATISFACTION: 85},
        WISHED | {Gauge.MATCHING: 0},
        WISHED | {Gauge.MATCHING: float("nan")},
        {Gauge.MATCHING: 5},
    ],
)
def test_rules_that_nothing_can_be_measured_by_are_refused(lived, least):
    with pytest.raises(Unclear):
        laid_down(lived.year + 1, least=least)
