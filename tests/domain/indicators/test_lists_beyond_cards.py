"""One number, one list, beyond the cards: the sums of a month day by day, what handlers have done, what the assessment
and the bulletin count; each leads to a list that counts the same, and only for those who may read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from components import (
    assessment_view,
    bulletin_figures,
    bulletin_links,
    bulletin_topics,
    figure_records,
    kpi_filters,
    title_records,
)
from components.session import speaking
from db.engine import snapshot
from db.indicator_vocabulary import By, Half, Indicator, Unit
from db.models import Demand
from db.vocabulary import Role
from domain import clock
from domain.assessment.inputs import places
from domain.assessment.scheme import LAID_DOWN
from domain.bulletin import facts
from domain.bulletin.telling import Part as TelledPart
from domain.clock import LOCAL
from domain.indicators import metric, pace, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import Part
from domain.office_calendar import Calendar
from domain.queries import bulletin_links as bulletin_queries
from domain.queries import staff_scores
from domain.queries import title_records as title_queries
from tests.domain.indicators.conftest import MISSED
from tests.domain.indicators.lists import PLACES, asked, listed
from tests.town import FINANCE, LONGWAN, LUCHENG, TAX, person

BY_DAY = tuple(each for each in Indicator if By.DAY in DEFINITIONS[each].by)


@contextmanager
def months_later(at) -> Iterator[date]:
    """The month in which a history ended, once it is over."""
    month = at.date().replace(day=1)
    with clock.stopped(at + timedelta(days=40)):
        yield month


def of_all(figure) -> int:
    """How many records stand behind a figure: of a share all that it is told of."""
    return figure.n if figure.definition.unit is Unit.SHARE else figure.top


def test_a_month_that_the_bar_names_no_more_leads_to_its_records_by_its_days(lived):
    who, first = person("leader"), lived.date().replace(day=1)
    many = 0
    with clock.stopped(lived + timedelta(days=900)), snapshot() as session:
        of_bar = kpi_filters.anywhere(None)
        for at in (kpi_filters.anywhere(first), kpi_filters.in_month(of_bar, first)):
            for indicator in (Indicator.RECEIVED, Indicator.HANDLING_TIME):
                link = figure_records.link(who, at, indicator)
                figure = metric.metric(session, who, indicator, at.scope)
                assert listed(session, who, link) == figure.top
                many += figure.top
        not_begun = periods.month_after(clock.now().date().replace(day=1), 1)
        assert kpi_filters.anywhere(not_begun) is None
    assert many
    with clock.stopped(lived + timedelta(days=6 * 365)):
        assert kpi_filters.anywhere(first) is None


@pytest.mark.parametrize("username", ["leader", "longwan", "finance_head"])
def test_every_day_of_a_month_and_every_sum_until_then_lead_to_their_records(
    lived, may_miss, username
):
    who, compared = person(username), set()
    this = lived.date().replace(day=1)
    with snapshot() as session:
        for first in (this, periods.month_after(this, -1)):
            for place in PLACES:
                at = asked(f"{first:%Y-%m}", place, who)
                by_day = metric.table(session, who, BY_DAY, at.scope, By.DAY)
                days = [day for day in pace.days_of(first) if day <= lived.date()]
                for indicator in BY_DAY:
                    told = {
                        day: each[indicator] for day, each in by_day.items() if indicator in each
                    }
                    so_far = pace.so_far(told, indicator, days)
                    for each in (so_far[len(days) // 3], so_far[-1], *_busiest(so_far)):
                        for since, figure in ((each.day, each.alone), (first, each.figure)):
                            if not figure.n:
                                continue
                            within = kpi_filters.in_days(at, since, each.day)
                            link = figure_records.link(who, within, indicator)
                            if link is None:
                                assert username != "leader"
                                continue
                            assert listed(session, who, link) == of_all(figure), (indicator, since)
                            compared.add(indicator)
    assert len(compared) > (12 if username == "leader" else 5) or may_miss > MISSED


def _busiest(so_far):
    return sorted(so_far, key=lambda each: -each.alone.n)[:2]


def test_a_day_with_as_many_working_days_is_the_last_one_that_ends_so_many():
    calendar = Calendar({})
    before, days = pace.days_of(date(2026, 9, 1)), pace.days_of(date(2026, 10, 1))
    same = pace.same_days(before, days, calendar)
    assert len(same) == len(days) and list(filter(None, same)) == sorted(filter(None, same))

    def gone(every, until):
        return sum(calendar.is_working(each) for each in every if each <= until)

    for day, other in zip(days, same, strict=True):
        if other and gone(days, day) <= gone(before, before[-1]):
            assert gone(before, other) == gone(days, day)


def test_each_figure_of_a_handler_opens_the_records_behind_it_for_who_reads_their_month(
    lived, may_miss
):
    many = sum(
        _figures_of_handlers(lived.date().replace(day=1), unit, head)
        for unit, head in ((FINANCE, "finance_head"), (TAX, "tax_head"))
    )
    assert many or may_miss > MISSED  # a history that is another one each time


def _figures_of_handlers(month: date, unit: int, head: str) -> int:
    """How many records were opened as those who keep the unit open them."""
    many = 0
    with snapshot() as session:
        for name in ("leader", head):
            who = person(name)
            scores = staff_scores.handlers(session, who, month, unit)
            for each in scores.handlers:
                assert staff_scores.name_of(session, who, unit, each.id) == each.name
                themselves = replace(who, id=each.id, roles=frozenset({Role.UNIT_HANDLER}))
                for item, one in zip(scores.scheme.items, each.assessed.items, strict=True):
                    part = Part(handler=each.id)
                    of = (kpi_filters.anywhere(month), item.indicator)
                    link = figure_records.link(who, *of, part=part, unit=str(unit))
                    assert listed(session, who, link) == one.n, (name, each.name, item)
                    if item.is_share:
                        good = figure_records.link(who, *of, Half.GOOD, part, unit=str(unit))
                        assert listed(session, who, good) == one.top
                    if name == head:
                        own = figure_records.link(themselves, *of, part=part, unit=str(unit))
                        assert own == link and listed(session, themselves, own) == one.n
                        not_theirs = replace(themselves, id=987_654)
                        assert (
                            figure_records.link(not_theirs, *of, part=part, unit=str(unit)) is None
                        )
                        assert listed(session, not_theirs, own) == 0
                        many += one.n
    return many


def test_the_demands_of_the_assessment_open_their_list(lived, may_miss):
    who, many = person("leader"), 0
    with months_later(lived) as month, snapshot() as session:
        for each in places(session, month, LAID_DOWN):
            shown = _Month(month)
            link = assessment_view.demands(who, shown, each)
            assert (link is not None) == bool(each.volume)
            if link:
                assert listed(session, who, link) == each.volume
                many += each.volume
            other = assessment_view.demands(person("longwan"), shown, each)
            assert (other is not None) == bool(each.volume and each.code == LONGWAN)
    assert many or may_miss > MISSED


class _Month:
    """As much of an assessed month as a link asks for."""

    def __init__(self, month):
        self.month = month


class _Bulletin:
    """As much of a bulletin as its links ask for."""

    def __init__(self, month, told):
        self.id, self.month, self.facts = 1, month, told


def test_everything_that_a_bulletin_counts_opens_its_list(lived, may_miss):
    leader, other, head = person("leader"), person("longwan"), person("tax_head")
    with months_later(lived) as month, snapshot() as session:
        told = facts.draw(session, month)
        shown = _Bulletin(month, told)
        assert (told["overdue_many"] and told["topics"]) or may_miss > MISSED
        overdue = bulletin_links.overdue(leader, shown)
        assert (overdue is not None) == bool(told["overdue_many"])
        if overdue:
            assert listed(session, leader, overdue) == told["overdue_many"]
        assert bulletin_links.overdue(other, shown) is None
        compared = _totals_open_their_lists(session, leader, shown)
        assert compared >= {"value", "so_far"} or may_miss > MISSED
        assert not any(any(line) for line in bulletin_links.totals(other, shown))
        for each in told["curve"]:
            first = date.fromisoformat(f"{each['month']}-01")
            for indicator in (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING):
                link = bulletin_links.of_figure(leader, first, indicator)
                assert listed(session, leader, link) == each["n"][indicator.value]
        for each in told["by_area"]:
            closing = Indicator.ON_TIME_CLOSING
            link = bulletin_links.of_figure(leader, month, closing, each["area"])
            assert listed(session, leader, link) == each["n"][closing.value]
        assert bulletin_links.of_figure(other, month, Indicator.RECEIVED, LUCHENG) is None
        for link, topic in zip(bulletin_topics.links(leader, shown), told["topics"], strict=True):
            assert dict(link.query)["topic"] == str(told["topics"].index(topic) + 1)
            found = bulletin_queries.demands(session, leader, tuple(topic["orders"]))
            assert len(found) == topic["many"] and not topic["is_estimate"]
            fields = {
                str(each)
                for each in session.exec(
                    select(Demand.field).where(
                        Demand.id.in_(topic["orders"]), Demand.field.is_not(None)
                    )
                )
            }
            assert topic["field"] is None or topic["field"] in fields
        assert not any(bulletin_topics.links(other, shown) + bulletin_topics.links(head, shown))
        outside = facts.for_outside(told)
        assert all("orders" not in each for each in outside["topics"])
        assert all("orders" in each for each in told["topics"])


def _totals_open_their_lists(session, who, shown) -> set[str]:
    """Every figure of the month as a whole, of every time that it is told of, has a list that counts the same."""
    behind = {"indicator": "n", "value": "n"}
    opened = set()
    links = bulletin_links.totals(who, shown)
    for each, line in zip(shown.facts["totals"], links, strict=True):
        for told, link in zip(bulletin_figures.COLUMNS, line, strict=True):
            is_told = told not in ("", "n") and each[told] is not None
            assert (link is not None) == is_told, (each["indicator"], told)
            if link:
                many = each[behind.get(told, f"n_{told}")]
                assert listed(session, who, link) == many, (each["indicator"], told)
                opened |= {told} if many else set()
    return opened


def test_a_bulletin_of_long_ago_opens_its_months_by_their_days_and_says_where_it_cannot():
    leader = person("leader")
    kinds = dict.fromkeys(("value", "before", "year_before", "so_far"), 1)
    with clock.stopped(datetime(2030, 3, 4, 9, tzinfo=LOCAL)):
        for month, reason in ((date(2026, 11, 1), False), (date(2025, 12, 1), True)):
            told = {"totals": [{"indicator": "received", **kinds}]}
            shown = _Bulletin(month, told)
            [line] = links = bulletin_links.totals(leader, shown)
            assert dict(line[1].query)["period"] == f"{month}..{periods.last_of_month(month)}"
            assert (line[5] is None) is reason
            with speaking("en"):
                said = bulletin_links.caution(shown, TelledPart("totals", ""), [links])
            assert ("five years" in said) is reason


def test_the_gauges_of_a_bulletin_open_the_year_until_the_end_of_its_month(lived, may_miss):
    leader = person("leader")
    with months_later(lived) as month, snapshot() as session:
        told = facts.draw(session, month)
        last = periods.month_after(month, 1) - timedelta(days=1)
        gauges = told["title"]["gauges"]
        links = bulletin_links._gauges(leader, _Bulletin(month, told))
        opened = 0
        for each, link in zip(gauges, links, strict=True):
            assert (link is not None) == bool(each["value"])
            if link is None:
                continue
            opened += 1
            gauge = title_records.Gauge(each["gauge"])
            if gauge in title_records.INDICATORS:
                indicator = title_records.INDICATORS[gauge]
                at = asked(f"{month.year}-01-01..{last}", {}, leader)
                figure = metric.metric(session, leader, indicator, at.scope)
                assert listed(session, leader, link) == of_all(figure)
                assert each["value"] == pytest.approx(figure.value)
                continue
            assert dict(link.query)["until"] == f"{last}"
            many = title_queries.count(session, leader, gauge, month.year, last)
            lines = title_queries.page_of(session, leader, gauge, month.year, 1, last)
            assert len(lines) == min(many, title_queries.PAGE)
            if each["is_share"]:
                assert sum(line.is_good for line in lines) / many == pytest.approx(each["value"])
            else:
                assert many == each["value"]
        assert opened > 1 or may_miss > MISSED
