"""Matches among the indicators: everybody is told the same numbers, but no name that is hidden from them."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from db.activity_vocabulary import OriginWay
from db.engine import snapshot, transaction
from db.indicator_vocabulary import By, Indicator
from db.models import ActivityOrigin, Industry, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchStage
from domain import clock
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.matchmaking import pipeline, starting
from tests import laboratory, menus
from tests.happenings import published
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
OF_MATCHES = tuple(each for each in Indicator if DEFINITIONS[each].match_figure)
AUTUMN = Scope(date(2026, 9, 1), date(2026, 11, 30))
OPEN, HIDDEN = Confidentiality.OPEN, Confidentiality.NAME_HIDDEN


@pytest.fixture(autouse=True)
def matched(small_town):
    """Three matches of autumn: one signed a month later; one contacted after two days; one of a hidden result."""
    with transaction() as session:
        session.add(Industry(code="34", name="通用设备制造业", name_en="Machinery"))
    needs = [
        laboratory.need("seal", enterprise_id=VALVES, confidentiality=OPEN, industry_code="34"),
        laboratory.need("pump", enterprise_id=VALVES, confidentiality=OPEN),
        laboratory.need("shoe", enterprise_id=SHOES, confidentiality=OPEN),
    ]
    found = [laboratory.result("seal", confidentiality=OPEN)]
    found += [laboratory.result("shoe", confidentiality=HIDDEN)]
    made = []
    for need_id, result_id in zip(needs, (found[0], found[0], found[1]), strict=True):
        with at(9, 7):
            said = {"need_id": need_id, "result_id": result_id}
            made.append(perform(ID["intake"], starting.start, **said))
    with at(9, 9):
        perform(ID["intake"], pipeline.advance, made[1], to=MatchStage.CONTACTED)
    with at(10, 12):
        on = date(2026, 10, 12)
        perform(ID["intake"], pipeline.sign, made[0], value=300_000, on=on)
    with at(11, 20):
        yield


def at(month, day):
    return clock.stopped(datetime(2026, month, day, 9, tzinfo=LOCAL))


def table(who="leader", by=None, scope=AUTUMN):
    with snapshot() as session:
        found = metric.table(session, person(who), OF_MATCHES, scope, by)
    return {key: {each: figure.value for each, figure in row.items()} for key, row in found.items()}


def test_all_are_told_together():
    assert table()[None] == {
        Indicator.MATCHES_PROPOSED: 3,
        Indicator.MATCHES_ACCEPTED: 2,
        Indicator.MATCH_ACCEPTANCE: 1.0,
        Indicator.TIME_TO_CONTACT: pytest.approx((2 + 35) / 2),
        Indicator.MATCH_MEETINGS: 1,
        Indicator.MATCHES_CONTRACTED: 1,
        Indicator.CONTRACT_VALUE: 300_000,
        Indicator.MATCHES_AT_ACTIVITIES: 0,
        Indicator.CONTRACTS_OF_ACTIVITIES: 0,
    }
    with snapshot() as session:
        acceptance = metric.metric(session, person("leader"), Indicator.MATCH_ACCEPTANCE, AUTUMN)
    assert acceptance.coverage == pytest.approx(2 / 3)


def test_they_are_told_by_area_industry_university_and_month():
    proposed, value = Indicator.MATCHES_PROPOSED, Indicator.CONTRACT_VALUE
    areas, industries = table(by=By.AREA), table(by=By.INDUSTRY)
    assert {key: row[proposed] for key, row in areas.items()} == {LONGWAN: 2, LUCHENG: 1}
    assert {key: row[proposed] for key, row in industries.items()} == {"34": 1, "": 2}
    months = table(by=By.MONTH)
    assert months[date(2026, 9, 1)][proposed] == 3
    assert months[date(2026, 10, 1)][value] == 300_000
    narrowed = Scope(AUTUMN.since, AUTUMN.until, industry="34")
    assert table(scope=narrowed)[None][proposed] == 1
    assert table("intake", by=By.UNIT)[UNIVERSITY][proposed] == 3


def test_a_university_whose_name_is_hidden_is_none_for_whoever_must_not_know_it():
    proposed = Indicator.MATCHES_PROPOSED
    for who in ("leader", "longwan", "officer"):
        told = {key: row[proposed] for key, row in table(who, by=By.UNIT).items()}
        assert told == {UNIVERSITY: 2, 0: 1}, who
        its = Scope(AUTUMN.since, AUTUMN.until, unit_id=UNIVERSITY)
        assert table(who, scope=its)[None][proposed] == 2
    assert table("liaison", scope=Scope(*_days(), unit_id=UNIVERSITY))[None][proposed] == 3


def test_of_a_department_no_matches_are_told_not_even_none():
    assert table(scope=Scope(*_days(), unit_id=FINANCE))[None] == {}


def _days():
    return AUTUMN.since, AUTUMN.until


def test_what_came_of_activities_is_told_apart_from_all_matches():
    """The need of the one that was signed was raised at an activity, that of another at a booked service."""
    at_activities, contracts = Indicator.MATCHES_AT_ACTIVITIES, Indicator.CONTRACTS_OF_ACTIVITIES
    with at(9, 1):
        activity_id = published(starts_at=clock.now())
        menu_id = menus.begun()
    with transaction() as session:
        first, _, third = session.exec(
            select(TechnicalNeed.id).order_by(TechnicalNeed.created_at)
        ).all()
        for need_id, where in (
            (first, {"activity_id": activity_id}),
            (third, {"menu_id": menu_id}),
        ):
            known = {"way": OriginWay.FORM, "raised_at": clock.now()}
            session.add(ActivityOrigin(need_id=need_id, **known, **where))
    told = table()[None]
    assert (told[at_activities], told[contracts]) == (2, 1)
    assert told[Indicator.MATCHES_PROPOSED] == 3
    areas, months = table(by=By.AREA), table(by=By.MONTH)
    assert {key: row[at_activities] for key, row in areas.items()} == {LONGWAN: 1, LUCHENG: 1}
    assert months[date(2026, 9, 1)][at_activities] == 2
    assert months[date(2026, 10, 1)][contracts] == 1
    assert table(by=By.INDUSTRY)["34"] == table(by=By.INDUSTRY)["34"] | {contracts: 1}
