"""Figures over HTTP: the same as on the pages, for those who may see them, an unchanged answer told in a word."""

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import clock
from domain.indicators import metric, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests import town
from tests.infrastructure.waiting import until
from tests.town import FINANCE, LONGWAN


def ask(site, username, where="/api/figures", **headers):
    cookie = {"cookie": f"session={site.begin(username)}"} if username else {}
    with site.client(**cookie, **headers) as client:
        return client.get(where)


def value(answer, indicator):
    return next(e for e in answer.json()["figures"] if e["indicator"] == indicator.value)


def test_the_leader_is_told_what_the_platform_counts(site):
    town.answered()
    until(lambda: not rollups.is_waiting())
    answer = ask(site, "leader")
    today = clock.now().date()
    with snapshot() as session:
        scope = Scope(today.replace(day=1), today)
        expected = metric.table(session, ENGINE, tuple(Indicator), scope)[None]
    told = {each["indicator"]: (each["value"], each["n"]) for each in answer.json()["figures"]}
    assert told == {each.value: (figure.value, figure.n) for each, figure in expected.items()}
    assert value(answer, Indicator.SERVICES_GIVEN)["value"] == 1


def test_an_unchanged_answer_is_not_sent_again_and_a_changed_one_is(site):
    until(lambda: not rollups.is_waiting())
    with site.client(cookie=f"session={site.begin('leader')}") as client:
        where = "/api/figures?indicators=received"

        def again(tag):
            return client.get(where, headers={"If-None-Match": tag})

        answer = client.get(where)
        for _ in range(3):  # an answer is as old as its minute, which may end between two askings
            tag, before = answer.headers["etag"], answer.json()["figures"][0]["value"]
            answer = again(tag)
            if answer.status_code == 304:
                break
        assert (answer.status_code, answer.content) == (304, b"")
        town.ask()
        until(lambda: client.get(where).json()["figures"][0]["value"] == before + 1)
        assert again(tag).status_code == 200


@pytest.mark.parametrize(("username", "status"), [(None, 401), ("valves", 403), ("tax", 200)])
def test_who_may_not_see_figures_is_told_so(site, username, status):
    answer = ask(site, username)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "figures" not in answer.json()


def test_a_unit_is_told_of_itself_alone(site):
    town.dispatched()
    until(lambda: not rollups.is_waiting())
    own = value(ask(site, "finance"), Indicator.OPEN_NOW)["value"]
    assert (
        own
        == value(ask(site, "leader", f"/api/figures?unit={FINANCE}"), Indicator.OPEN_NOW)["value"]
    )
    assert (
        value(ask(site, "tax", f"/api/figures?unit={FINANCE}"), Indicator.OPEN_NOW)["value"] < own
    )


def test_figures_are_told_side_by_side(site):
    answer = ask(site, "leader", "/api/figures?indicators=received&by=area&month=2026-11")
    assert {each["key"] for each in answer.json()["figures"]} <= {LONGWAN, town.LUCHENG}


@pytest.mark.parametrize(
    "query",
    [
        "indicators=profit",
        "month=2026-13",
        "since=2026-11-09&until=2026-11-01",
        "since=1800-01-01",
        "area=Longwan",
        "unit=-1",
        "field=magic",
        "by=moon",
    ],
)
def test_a_question_that_cannot_be_read_is_answered_with_a_sentence(site, query):
    answer = ask(site, "leader", f"/api/figures?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def test_the_definitions_are_open(site):
    told = ask(site, None, "/api/figures/definitions").json()["definitions"]
    assert {each["indicator"] for each in told} == {each.value for each in Indicator}
