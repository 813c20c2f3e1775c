"""Figures over HTTP: the same as on the pages, for those who may see them, an unchanged answer told in a word."""

import re
from datetime import datetime, timedelta

import pytest

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import RollupShare
from domain import clock, month_targets, surveys
from domain.command import perform
from domain.indicators import in_force, metric, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests import town
from tests.infrastructure.waiting import until
from tests.town import FINANCE, ID, LONGWAN, LUCHENG


def ask(site, username, where="/api/figures", **headers):
    cookie = {"cookie": f"session={site.begin(username)}"} if username else {}
    with site.client(**cookie, **headers) as client:
        return client.get(where)


def value(answer, indicator):
    return next(e for e in answer.json()["figures"] if e["indicator"] == indicator.value)


def rollups_are_there():
    with snapshot() as session:
        return in_force.are_ours(session) and not rollups.is_waiting()


def test_the_leader_is_told_what_the_platform_counts(site):
    town.answered()
    until(rollups_are_there)
    answer = ask(site, "leader")
    today = clock.now().date()
    with snapshot() as session:
        scope = Scope(today.replace(day=1), today)
        expected = metric.table(session, ENGINE, tuple(Indicator), scope)[None]
    told = {each["indicator"]: (each["value"], each["n"]) for each in answer.json()["figures"]}
    assert told == {each.value: (figure.value, figure.n) for each, figure in expected.items()}
    assert set(told) == {each.value for each in Indicator}
    as_of = datetime.fromisoformat(answer.json()["as_of"])
    assert as_of.tzinfo and abs(clock.now() - as_of) < timedelta(minutes=2)
    assert value(answer, Indicator.SERVICES_GIVEN)["value"] == 1


def test_an_unchanged_answer_is_not_sent_again_and_a_changed_one_is(site):
    until(rollups_are_there)
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
        as_of = datetime.fromisoformat(answer.headers["x-as-of"])
        assert abs(clock.now() - as_of) < timedelta(minutes=1)
        town.ask()
        until(lambda: client.get(where).json()["figures"][0]["value"] == before + 1)
        assert again(tag).status_code == 200


def test_figures_that_are_not_complete_say_as_of_when_they_are(site):
    demand_id = town.ask().demand_id
    until(rollups_are_there)
    since = clock.now().replace(microsecond=0) - timedelta(minutes=2)
    with transaction() as session:
        rollups.mark(session, [demand_id])  # it has none where the rollups were built after it
        share = session.get_one(RollupShare, demand_id)
        held, share.cells = share.cells, [["gone"]]  # of a release that nobody knows
        share.is_due, share.due_since = True, since
    try:
        until(lambda: "x-behind" in ask(site, "leader").headers)
        answer = ask(site, "leader", "/api/figures?indicators=received")
        assert 120 <= int(answer.headers["x-behind"]) < 240
        for said in (answer.headers["x-as-of"], answer.json()["as_of"]):
            assert datetime.fromisoformat(said) == since
        with site.client() as client:
            told = client.get("/metrics").text
        seconds = re.search(r"^platform_figures_waiting_seconds (\S+)$", told, re.MULTILINE)
        assert 120 <= float(seconds[1]) < 240
    finally:
        with transaction() as session:
            share = session.get_one(RollupShare, demand_id)
            share.cells, share.is_due = held, False
    until(lambda: "x-behind" not in ask(site, "leader").headers)


def test_a_period_is_asked_for_by_the_code_that_the_page_has(site):
    today = clock.now().date()
    first = today.replace(day=1)
    for code, since in (
        (f"{today:%Y}", today.replace(month=1, day=1)),
        (f"{first}..{today}", first),
    ):
        answer = ask(site, "leader", f"/api/figures?indicators=received&period={code}").json()
        assert answer["since"] == since.isoformat() and answer["until"] >= today.isoformat()
    for code in (
        "2026H3",
        "9" * 11,
        "..",
        f"{today + timedelta(days=1)}..{today + timedelta(days=9)}",
        "x",
    ):
        answer = ask(site, "leader", f"/api/figures?period={code}")
        assert answer.status_code == 400 and "period is a code such as" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("username", "status"),
    [(None, 401), ("valves", 403), ("tax", 403), ("liaison", 403), ("tax_head", 200)],
)
def test_who_may_not_see_figures_is_told_so(site, username, status):
    answer = ask(site, username)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "figures" not in answer.json()


def test_a_unit_is_told_of_itself_alone(site):
    town.dispatched()
    until(rollups_are_there)
    own = value(ask(site, "finance_head"), Indicator.OPEN_NOW)["value"]
    assert (
        own
        == value(ask(site, "leader", f"/api/figures?unit={FINANCE}"), Indicator.OPEN_NOW)["value"]
    )
    assert (
        value(ask(site, "tax_head", f"/api/figures?unit={FINANCE}"), Indicator.OPEN_NOW)["value"]
        < own
    )


def test_what_enterprises_answered_this_month_is_kept_back_from_units_and_sub_platforms(site):
    demand_id = town.answered()
    said = {"contacted_in_time": True, "solved": "no", "satisfaction": "very_dissatisfied"}
    perform(town.holder(demand_id), surveys.evaluate, demand_id, **said)
    until(rollups_are_there)
    first = clock.now().date().replace(day=1)
    for indicator in (Indicator.SATISFACTION_RATE, Indicator.RESOLUTION_RATE):
        where = f"/api/figures?indicators={indicator.value}&since={first}"
        for who in ("finance_head", "longwan"):
            for by in ("", "&by=area", "&by=unit", "&by=month", "&by=day"):
                for each in ask(site, who, where + by).json()["figures"]:
                    told = (each["value"], each["n"], each["top"], each["coverage"])
                    assert told == (None, 0, 0, None) and each["is_kept_back"], (who, by)
        assert value(ask(site, "leader", where), indicator)["n"] == 1


def test_matches_are_told_by_industry_and_university(site):
    for asked in ("by=industry", "by=unit", "industry=34", "industry=none"):
        answer = ask(site, "leader", f"/api/figures?indicators=matches_proposed&{asked}")
        assert answer.status_code == 200
    narrowed = ask(site, "leader", "/api/figures?indicators=received&industry=34").json()
    assert narrowed["figures"] == []  # orders are not counted by industry


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
        "industry=34; DROP",
    ],
)
def test_a_question_that_cannot_be_read_is_answered_with_a_sentence(site, query):
    answer = ask(site, "leader", f"/api/figures?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


def test_the_definitions_are_open(site):
    told = ask(site, None, "/api/figures/definitions").json()["definitions"]
    assert {each["indicator"] for each in told} == {each.value for each in Indicator}
    of = {each["indicator"]: each for each in told}
    assert (of["handling_time"]["over"], of["load"]["over"], of["received"]["over"]) == (
        *("months", "now", "days"),
    )
    assert {(each["areas"], each["since"]) for each in told} == {
        (None, None)
    }  # all, from the first
    assert "submitted" in of["open_now"]["events"] and "asked" not in of["open_now"]["events"]


def test_a_figure_tells_how_it_stands_to_the_target_of_its_month_and_place(site):
    # Of a month that is over: there is a pace at any hour.
    ended = clock.now().replace(day=1) - timedelta(days=1)
    with clock.stopped(ended):
        town.answered()
    month_id = perform(ID["leader"], month_targets.begin, month=ended.date())
    aimed = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 1000, LONGWAN: 0}}
    perform(ID["leader"], month_targets.put, month_id, **aimed)
    where = f"/api/figures?month={ended:%Y-%m}&indicators=services_given,received"
    until(lambda: value(ask(site, "leader", where), Indicator.SERVICES_GIVEN)["value"] == 1)
    told = value(ask(site, "leader", where), Indicator.SERVICES_GIVEN)["aim"]
    assert (told["target"], told["pace"], told["state"]) == (1000, 1000, "missed")
    assert told["is_confirmed"] is True
    assert "aim" not in value(ask(site, "leader", where), Indicator.RECEIVED)
    own = value(ask(site, "leader", f"{where}&area={LONGWAN}"), Indicator.SERVICES_GIVEN)
    assert own["aim"]["state"] == "met"
    other = value(ask(site, "leader", f"{where}&area={LUCHENG}"), Indicator.SERVICES_GIVEN)
    narrowed = value(ask(site, "leader", f"{where}&unit={FINANCE}"), Indicator.SERVICES_GIVEN)
    assert "aim" not in other and "aim" not in narrowed


def test_targets_that_the_platform_has_carried_on_are_marked_until_somebody_confirms_them(site):
    # Months that no other test of this platform sets targets for.
    newest = clock.now().replace(day=1) - timedelta(days=1)
    ended = newest.replace(day=1) - timedelta(days=1)
    before = ended.replace(day=1) - timedelta(days=1)
    with clock.stopped(ended):
        town.answered()
    month_id = perform(ID["leader"], month_targets.begin, month=before.date().replace(day=1))
    aimed = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 1000}}
    perform(ID["leader"], month_targets.put, month_id, **aimed)
    carried = perform(ENGINE, month_targets.carry_on_unset, month=ended.date().replace(day=1))
    where = f"/api/figures?month={ended:%Y-%m}&indicators=services_given"
    until(lambda: value(ask(site, "leader", where), Indicator.SERVICES_GIVEN)["value"] == 1)

    def is_confirmed():
        return value(ask(site, "leader", where), Indicator.SERVICES_GIVEN)["aim"]["is_confirmed"]

    assert is_confirmed() is False
    perform(ID["leader"], month_targets.confirm, carried)
    until(is_confirmed)


def test_a_stranger_who_asks_too_often_is_told_when_to_ask_again(site):
    with site.client(**{"x-forwarded-for": "203.0.113.77"}) as client:
        answers = [client.get("/api/figures") for _ in range(90)]
    assert {each.status_code for each in answers} == {401, 429}
    refused = next(each for each in answers if each.status_code == 429)
    wait = int(refused.headers["retry-after"])
    assert 1 <= wait <= 60 and f"{wait} s" in refused.json()["detail"]
    assert refused.headers["content-type"] == "application/problem+json"
    with site.client(**{"x-forwarded-for": "203.0.113.78"}) as client:
        assert client.get("/api/figures").status_code == 401  # another address is its own
