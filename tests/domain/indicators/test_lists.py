"""One number, one list: whatever a figure of the page links to counts the same, line by line, for whoever reads it."""

from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlmodel import select

from components import figure_records
from db.engine import snapshot
from db.indicator_vocabulary import By, Half, Indicator, Lacks, Unit
from db.models import Demand
from db.vocabulary import Role
from domain.indicators import metric, parts, reading
from domain.indicators.parts import WHOLE, Part, days_of_week
from domain.indicators.reading import Scope
from domain.indicators.registered import NONE as NO_INDUSTRY
from domain.queries import load
from tests.domain.indicators.lists import OF_MATCHES, PLACES, asked, codes, expected, listed
from tests.town import FINANCE, LONGWAN, LUCHENG, UNIVERSITY, person


@pytest.mark.parametrize("username", ["leader", "longwan", "finance_head"])
def test_every_figure_leads_to_exactly_the_records_it_counts(lived, may_miss, username, is_whole):
    who, linked, compared = person(username), set(), set()
    every = codes(lived)
    views = {asked(code, place, who) for code in every for place in PLACES}
    if not is_whole:
        # Each place in some period and each period in some place, others in each history.
        at = Random(lived.isoformat())
        views = {asked(at.choice(every), place, who) for place in PLACES}
        views |= {asked(code, at.choice(PLACES), who) for code in every}
    with snapshot() as session:
        for at in views:
            figures = metric.table(session, who, tuple(Indicator), at.scope)[None]
            for indicator, figure in figures.items():
                definition = figure.definition
                for half in Half if definition.unit is Unit.SHARE else (Half.ALL,):
                    link = figure_records.link(who, at, indicator, half)
                    if link is None:
                        assert username != "leader"
                        continue
                    many = listed(session, who, link)
                    assert many == expected(figure, half), (indicator, at.scope, half)
                    linked.add(indicator)
                    compared |= {indicator} if many else set()
    if username != "leader":
        assert len(compared) > 8
    else:
        assert linked == set(Indicator)
        assert compared <= linked and len(missed := linked - compared) <= may_miss, missed


def test_every_filter_of_the_bar_is_among_them_by_itself():
    alone = {name for place in PLACES if len(place) == 1 for name in place}
    assert alone == {each.name for each in fields(Scope)} - {"since", "until"}


@pytest.mark.parametrize(
    ("username", "place", "is_open"),
    [
        ("leader", {}, True),
        ("intake", {}, True),
        ("officer", {}, False),  # of the city, but neither broker nor leader
        ("longwan", {}, False),
        ("longwan", {"area": LUCHENG}, False),
        ("longwan", {"area": LONGWAN}, True),
        ("liaison", {"unit_id": UNIVERSITY}, True),
        ("finance_head", {"unit_id": FINANCE}, False),
    ],
)
def test_matches_are_listed_for_those_who_may_open_all_that_were_counted(
    lived, username, place, is_open
):
    who = person(username)
    if (
        username == "liaison"
    ):  # one that is the head of a unit too: liaisons alone are told no figures
        who = replace(who, roles=who.roles | {Role.UNIT_HEAD})
    at = asked("year", place, who)
    with snapshot() as session:
        told = metric.table(session, who, OF_MATCHES, at.scope)[None]
        for indicator in OF_MATCHES:
            link = figure_records.link(who, at, indicator)
            assert (link is not None) == is_open, indicator
            if link:
                assert listed(session, who, link) == expected(told[indicator], Half.ALL)
        everybody = metric.table(session, person("leader"), OF_MATCHES, at.scope)[None]
    assert told == everybody


@pytest.mark.parametrize("username", ["leader", "longwan", "finance_head"])
def test_every_bar_of_a_comparison_leads_to_exactly_its_records(lived, username):
    who, name = person(username), {By.AREA: "area", By.UNIT: "unit", By.FIELD: "field"}
    industries = 0
    compared = 0
    with snapshot() as session:
        at = asked("year", {"area": LONGWAN} if username == "longwan" else {}, who)
        for by in (By.AREA, By.UNIT, By.FIELD, By.CHANNEL, By.INDUSTRY):
            for key, figures in metric.table(session, who, tuple(Indicator), at.scope, by).items():
                lacks = {By.UNIT: Lacks.UNIT, By.FIELD: Lacks.FIELD}.get(by)
                part = Part(lacks=frozenset({lacks})) if lacks and not key else WHOLE
                narrower = {name.get(by, by.value): str(key)} if key else {}
                if by is By.INDUSTRY and not key:
                    narrower = {"industry": NO_INDUSTRY}
                for indicator, figure in figures.items():
                    if not (key or narrower) and (figure.definition.match_figure or by is By.AREA):
                        continue  # no list is of what has no area
                    link = figure_records.link(who, at, indicator, part=part, **narrower)
                    if link is not None:
                        assert listed(session, who, link) == expected(figure, Half.ALL), link
                        compared += figure.n > 0
                        industries += figure.n > 0 and by is By.INDUSTRY
    assert compared > 20
    assert industries > 2 or username != "leader"


def test_every_piece_of_the_loops_pictures_leads_to_exactly_its_records(lived):
    who = person("leader")
    received, given = Indicator.RECEIVED, Indicator.SERVICES_GIVEN
    compared = 0

    def same(many, indicator, part=WHOLE, **more):
        nonlocal compared
        link = figure_records.link(who, at, indicator, part=part, **more)
        assert listed(session, who, link) == many, (indicator, part, more)
        compared += many > 0

    with snapshot() as session:
        for place in ({}, {"area": LONGWAN}, {"unit_id": FINANCE}):
            at = asked("year", place, who)
            sums = reading.sums(session, at.scope)[None]
            for step in ("taken_on", "sent", "replied", "judged", "finished"):
                same(sums[step], received, Part(reached=step))
            flow = reading.sums(session, at.scope, (By.CHANNEL, By.FIELD))
            for (channel, field), each in flow.items():
                more = {"channel": channel} | ({"field": field} if field else {})
                lacks = frozenset() if field else frozenset({Lacks.FIELD})
                same(each["received"], received, Part(lacks=lacks), **more)
                ended = {
                    name: each[f"ended_{name}"]
                    for name in ("solved", "partly", "explained", "without")
                }
                ended["open"] = each["received"] - sum(ended.values())
                for name, many in ended.items():
                    same(many, received, Part(ended=name, lacks=lacks), **more)
            steps = reading.times(session, at.scope)[None]
            for which, name in enumerate(("time", "share")):
                for step in {key[which] for key in steps}:
                    many = sum(count for key, count in steps.items() if key[which] == step)
                    for indicator in (given, Indicator.HANDLING_TIME):
                        same(many, indicator, Part(**{name: step}))
            days = {
                day: each["received"]
                for day, each in reading.sums(session, at.scope, By.DAY).items()
            }
            for day, many in days.items():
                same(many, received, Part(day=day))
                monday, sunday = days_of_week(day)
                week = sum(n for each, n in days.items() if monday <= each <= sunday)
                same(week, received, Part(week=day))
            for weekday in range(1, 8):
                many = sum(n for each, n in days.items() if each.isoweekday() == weekday)
                same(many, received, Part(weekday=weekday))
            for held in load.by_handler(session, who, at.scope):
                for indicator in (Indicator.LOAD, Indicator.OPEN_NOW):
                    same(held.open, indicator, Part(handler=held.id))
    assert compared > 60


def test_the_loads_are_of_everybody_who_handles_an_open_order(lived):
    at = asked("year", {}, person("leader")).scope
    with snapshot() as session:
        loads = load.by_handler(session, person("leader"), at)
        figure = metric.metric(session, person("leader"), Indicator.LOAD, at)
        held = set(session.exec(select(Demand.handler_id).where(Demand.handler_id.is_not(None))))
    assert (len(loads), sum(each.open for each in loads)) == (figure.n, figure.top)
    assert {each.id for each in loads} <= held


def test_a_part_that_the_records_do_not_have_leads_nowhere(lived):
    who = person("leader")
    at = asked("year", {}, who)
    for indicator, part in (
        (Indicator.ON_TIME_CLOSING, Part(reached="sent")),
        (Indicator.RECEIVED, Part(time=2)),
        (Indicator.OPEN_NOW, Part(day=lived.date())),
        (Indicator.RECEIVED, Part(promised_before=lived.date())),
        (Indicator.PEOPLE_ATTENDED, Part(handler=1)),
        (Indicator.ACTIVITIES_HELD, Part(day=lived.date())),
        (Indicator.ENTERPRISES_SERVED, Part(day=lived.date())),
        (Indicator.MATCHES_PROPOSED, Part(ended="open")),
    ):
        assert figure_records.link(who, at, indicator, part=part) is None


def test_what_an_address_cannot_mean_is_everything():
    said = {"reached": ["moon"], "ended": [""], "lacks": ["sense", "unit"], "day": ["2026-02-30"]}
    said |= {"weekday": ["8"], "time": ["-1"], "share": ["99"], "handler": ["x"], "week": []}
    said |= {"promised_before": ["soon"]}
    assert parts.read(said) == Part(lacks=frozenset({Lacks.UNIT}))
    for day in ("0001-01-01", "1999-12-31", "9999-12-31"):
        far = {name: [day] for name in ("day", "week", "promised_before")}
        assert parts.read(far) == WHOLE
    day = date(2026, 11, 9)
    whole = Part("sent", "open", frozenset(Lacks), day, day + timedelta(days=1), 3, 4, 5, 6, day)
    back = {}
    for name, value in whole.query:
        back.setdefault(name, []).append(value)
    assert parts.read(back) == whole and replace(whole, day=None) != whole
