"""Links to the wall: made by those who may, known by their hash alone, changed, called back; what they show."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator, WallTheme, WallView
from db.models import WallLink
from db.vocabulary import Kind
from domain import clock, jobs, month_targets, tokens, wall_links
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.indicators import aims, building, metric, rollups
from domain.indicators.aims import AimState
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from domain.queries import wall
from domain.queries import wall_links as queries
from domain.wall_links import Wishes
from server import wall_told
from tests import town
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")
HALL = Wishes("指挥中心")


def made(wishes=HALL):
    return perform(ID["leader"], wall_links.make, wishes=wishes)


def opened(token):
    with snapshot() as session:
        return wall_links.by_token(session, token)


def board(wishes=HALL):
    with snapshot() as session:
        link = wall_links.by_token(session, made(wishes).token)
        return wall.board(session, link.person, link.wishes)


@pytest.fixture
def lived(lived_town):
    at = lived_town(3, 200)
    with clock.stopped(at):
        yield at


def test_only_the_hash_of_the_token_is_kept():
    token = made().token
    with snapshot() as session:
        link = session.exec(select(WallLink)).one()
    assert link.token_hash == tokens.hashed(token)
    assert token not in repr(link)
    assert opened(token).wishes == HALL


def test_an_unknown_token_opens_nothing():
    made()
    assert opened("nonsense") is None
    assert opened("") is None


def test_what_a_wall_shows_can_be_changed():
    link = made()
    other = Wishes(
        "Hall",
        "en",
        WallTheme.LIGHT,
        (WallView.LOAD, WallView.CITY),
        45,
        Indicator.RECEIVED,
        LONGWAN,
    )
    perform(ID["leader"], wall_links.change, link.id, wishes=other)
    assert opened(link.token).wishes == other
    with pytest.raises(wall_links.NothingNew):
        perform(ID["leader"], wall_links.change, link.id, wishes=other)


def test_of_two_who_change_a_link_the_later_hears_of_the_earlier():
    link = made()
    wall_links.note_seen(link.id)  # a look of the screen is no change
    known = {"version": shown(link.id).version}
    perform(ID["leader"], wall_links.change, link.id, wishes=replace(HALL, seconds=45), **known)
    later = replace(HALL, theme=WallTheme.LIGHT)
    with pytest.raises(wall_links.ChangedMeanwhile):
        perform(ID["admin"], wall_links.change, link.id, wishes=later, **known)
    assert opened(link.token).wishes == replace(HALL, seconds=45)
    known = {"version": shown(link.id).version}
    wall_links.note_seen(link.id)
    perform(ID["admin"], wall_links.change, link.id, wishes=later, **known)


def shown(link_id):
    with snapshot() as session:
        [found] = queries.links(session, town.person("leader"))
    assert found.id == link_id
    return found


def test_a_link_that_was_called_back_stays_so():
    link = made()
    perform(ID["leader"], wall_links.revoke, link.id)
    assert opened(link.token).is_revoked
    for command, inputs in ((wall_links.revoke, {}), (wall_links.change, {"wishes": HALL})):
        with pytest.raises(wall_links.RevokedAlready):
            perform(ID["leader"], command, link.id, **inputs)


@pytest.mark.parametrize("username", ["intake", "longwan", "finance", "valves"])
def test_others_neither_make_links_nor_see_them(username):
    link = made()
    with pytest.raises(Forbidden):
        perform(ID[username], wall_links.make, wishes=HALL)
    with pytest.raises(Forbidden):
        perform(ID[username], wall_links.revoke, link.id)
    with snapshot() as session, pytest.raises(Forbidden):
        queries.links(session, town.person(username))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, Missing),
        ({"views": ()}, Missing),
        ({"views": ("cinema",)}, Unclear),
        ({"seconds": 1}, wall_links.SecondsOutOfRange),
        ({"seconds": 3600}, wall_links.SecondsOutOfRange),
        ({"language": "fr"}, Unclear),
        ({"indicator": "profit"}, Unclear),
        ({"theme": "pink"}, Unclear),
        ({"area": "999999"}, Unclear),
    ],
)
def test_what_cannot_be_shown_is_refused(changes, refusal):
    with pytest.raises(refusal):
        made(replace(HALL, **changes))


def test_its_keepers_see_when_a_screen_was_last_on():
    link = made()
    now = clock.now()
    with clock.stopped(now):
        wall_links.note_seen(link.id)
        assert not wall_links.is_due(opened(link.token))
    with clock.stopped(now + timedelta(seconds=20)):
        wall_links.note_seen(link.id)
    with snapshot() as session:
        shown = queries.links(session, town.person("leader"))
    assert [(each.name, each.last_seen_at) for each in shown] == [(HALL.name, now)]
    with clock.stopped(now + timedelta(minutes=2)):
        assert wall_links.is_due(opened(link.token))


def test_a_wall_of_a_sub_platform_looks_as_its_people_do():
    of_city, of_area = (opened(made(replace(HALL, area=each)).token) for each in (None, LONGWAN))
    assert (of_city.person.kind, of_city.person.area_code) == (Kind.CITY, None)
    assert (of_area.person.kind, of_area.person.area_code) == (Kind.SUB_PLATFORM, LONGWAN)
    assert not of_city.person.roles and of_city.person.id is None


@pytest.mark.parametrize("area", [None, LONGWAN])
def test_a_wall_shows_what_the_platform_counts(lived, area):
    found = board(replace(HALL, area=area))
    month = Scope(lived.date().replace(day=1), lived.date(), area=area)
    with snapshot() as session:
        told = metric.table(session, ENGINE, wall.LARGE, month)[None]
        areas = metric.table(session, ENGINE, (HALL.indicator,), replace(month, area=None), By.AREA)
        daily = metric.table(session, ENGINE, wall.DAILY, month, By.DAY)
    answers = {each for each in wall.LARGE if DEFINITIONS[each].needs_publishing}
    kept_back = answers if area else set()
    assert {
        each.figure.indicator: each.figure
        for each in found.large
        if each.figure.indicator not in kept_back
    } == {key: figure for key, figure in told.items() if key not in kept_back}
    assert {each.code: each.figure for each in found.places if each.code in areas} == {
        code: figures[HALL.indicator] for code, figures in areas.items()
    }
    arrived = {each.day: each.arrived for each in found.days if each.arrived}
    assert arrived == {
        day: figures[Indicator.RECEIVED].value
        for day, figures in daily.items()
        if figures[Indicator.RECEIVED].value
    }
    assert dict(found.loop)["received"] == told[Indicator.RECEIVED].value


def test_answers_of_enterprises_are_kept_back_from_the_wall_of_a_sub_platform(lived):
    def satisfaction(area):
        large = board(replace(HALL, area=area)).large
        return next(e.figure for e in large if e.figure.indicator is Indicator.SATISFACTION_RATE)

    assert satisfaction(LONGWAN).is_kept_back and satisfaction(LONGWAN).value is None
    assert not satisfaction(None).is_kept_back


def test_only_the_views_of_a_wall_are_worked_out(lived):
    found = board(replace(HALL, views=(WallView.LOAD,)))
    assert found.days and not (found.large or found.places or found.loop)


def test_what_falls_short_of_its_target_is_told_against_it(lived):
    month_id = perform(ID["leader"], month_targets.begin, month=lived.date().replace(day=1))
    values = {"": 1e6, LONGWAN: 0.0}
    indicator = Indicator.SERVICES_GIVEN
    perform(ID["leader"], month_targets.put, month_id, indicator=indicator, values=values)
    found = board(replace(HALL, indicator=indicator))
    city = next(each for each in found.large if each.figure.indicator is indicator)
    assert city.aim.state is AimState.MISSED
    stand = {each.code: each.aim for each in found.places}
    assert stand[LUCHENG] is None
    assert stand[LONGWAN].state is AimState.MET


@pytest.mark.parametrize("area", [None, LONGWAN])
def test_a_ranking_of_answers_says_that_they_are_told_later_and_not_that_there_are_none(
    lived, area
):
    wishes = replace(HALL, area=area, indicator=Indicator.SATISFACTION_RATE, language="en")
    told = wall_told.told(board(wishes), wishes)
    assert bool(told["ranking"]["bars"]) is (area is None)  # the city reads them at once
    assert ("once the month is published" in told["ranking"]["nothing"]) is (area is not None)
    values = {tile["value"] for tile in told["map"]["tiles"]}
    assert ("once published" in values) is (area is not None)


def test_a_wall_says_what_its_colours_mean_and_where_a_figure_is_not_counted(lived, monkeypatch):
    indicator = Indicator.SERVICES_GIVEN
    month_id = perform(ID["leader"], month_targets.begin, month=lived.date().replace(day=1))
    aimed = {LONGWAN: 1e6, LUCHENG: 1e6}
    perform(ID["leader"], month_targets.put, month_id, indicator=indicator, values=aimed)
    counted = replace(DEFINITIONS[indicator], areas=frozenset({LONGWAN}))
    monkeypatch.setitem(DEFINITIONS, indicator, counted)
    for language, rule, left_out, word in (
        ("zh", "✗ 未达标：相差更多。", "不统计：鹿城区", "不统计"),
        ("en", aims.COLOURS[2], "Not counted in Lucheng", "not counted here"),
    ):
        wishes = replace(HALL, indicator=indicator, language=language)
        told = wall_told.told(board(wishes), wishes)
        assert rule in " ".join(told["map"]["notes"]) and rule in " ".join(told["ranking"]["notes"])
        assert left_out in told["ranking"]["notes"] and len(told["ranking"]["bars"]) == 1
        tiles = {each["name"]: each for each in told["map"]["tiles"]}
        there = tiles["鹿城区" if language == "zh" else "Lucheng"]
        assert (there["word"], there["tone"], there["sign"]) == (word, "none", "")
        assert sorted(each["tone"] for each in tiles.values()) == ["bad", "none"]


@pytest.mark.parametrize(
    ("indicator", "note"),
    [
        (Indicator.SERVICES_GIVEN, "Upright line: last month, as many working days"),
        (Indicator.HANDLING_TIME, "Upright line: all of last month"),
        (
            Indicator.ENTERPRISES_SERVED,
            "",
        ),  # grows until the month is over: no part to compare with
    ],
)
def test_a_ranking_tells_of_last_month_what_its_bars_are_marked_with(lived, indicator, note):
    wishes = replace(HALL, indicator=indicator, language="en")
    ranking = wall_told.told(board(wishes), wishes)["ranking"]
    assert [each for each in ranking["notes"] if each.startswith("Upright")] == [note] * bool(note)
    assert any(bar["tick"] is not None for bar in ranking["bars"]) == bool(note)


def test_a_wall_marks_targets_that_the_platform_has_carried_on(lived):
    before = (lived.replace(day=1) - timedelta(days=1)).date()
    month_id = perform(ID["leader"], month_targets.begin, month=before)
    aimed_at = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 50, LONGWAN: 20}}
    perform(ID["leader"], month_targets.put, month_id, **aimed_at)
    wishes = replace(HALL, indicator=Indicator.SERVICES_GIVEN)
    for is_marked in (True, False):
        if is_marked:
            jobs.carry_on_targets()
        else:
            perform(ID["leader"], month_targets.confirm, month_id + 1)
        told = wall_told.told(board(wishes), wishes)
        card = next(each for each in told["city"]["cards"] if each["key"] == "services_given")
        assert ("沿用上月" in card["aim"]["text"]) is is_marked
        for view in ("map", "ranking"):
            assert ("目标沿用上月，尚未确认。" in " ".join(told[view]["notes"])) is is_marked


def test_midnight_and_the_end_of_the_month_come_by_themselves():
    building.keep_up()
    token = made().token

    def at(moment):
        with clock.stopped(moment), snapshot() as session:
            link = wall_links.by_token(session, token)
            return wall.board(session, link.person, link.wishes)

    before = at(datetime(2026, 11, 30, 23, 59, 59, tzinfo=LOCAL))
    midnight = at(datetime(2026, 12, 1, 0, 0, 0, tzinfo=LOCAL))
    after = at(datetime(2026, 12, 1, 17, 30, 0, tzinfo=LOCAL))  # a working day of the month is over
    shown = [(each.day.day, each.period.first.month) for each in (before, midnight, after)]
    assert shown == [(30, 11), (1, 11), (1, 12)]
    assert [each.arrived is None for each in before.days] == [False] * 30
    assert [each.arrived is None for each in after.days] == [False] + [True] * 30
    assert [each.today.day.day for each in (before, midnight, after)] == [30, 1, 1]
    assert len(after.large) == len(before.large) == len(midnight.large) == len(wall.LARGE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_until_the_first_working_day_is_over_a_wall_shows_the_month_just_ended_and_says_so(
    language,
):
    building.keep_up()
    for month, day in ((9, 9), (10, 14), (10, 15)):
        with clock.stopped(datetime(2026, month, day, 10, tzinfo=LOCAL)):
            town.answered()
    first = datetime(2026, 11, 2, 10, tzinfo=LOCAL)  # a Monday
    with clock.stopped(first):
        town.dispatched()
    rollups.fold_all()
    wishes = replace(HALL, language=language, indicator=Indicator.SERVICES_GIVEN)
    with clock.stopped(first.replace(hour=11)):
        found = board(wishes)
        told = wall_told.told(found, wishes)
    assert (found.period.first, found.period.until) == (date(2026, 10, 1), date(2026, 10, 31))
    large = {each.figure.indicator: each for each in found.large}
    given, overdue = large[Indicator.SERVICES_GIVEN], large[Indicator.OVERDUE_NOW]
    assert (given.figure.value, given.before.value, given.figure.today) == (2, 1, None)
    assert (overdue.figure.value, overdue.figure.n) == (0, 4)  # of this moment, as ever
    place = next(each for each in found.places if each.code == LONGWAN)
    assert (place.figure.value, place.overdue.n) == (2, 4)
    assert (found.today.arrived, found.today.answered) == (1, 0)
    assert (
        told["month"]
        == {
            "zh": "2026年10月（本月首个工作日结束后显示本月） · 18 个工作日，上月 22 个",
            "en": "October 2026, until the first working day of this month is over · 18 working days against 22",
        }[language]
    )
    whole = {
        "zh": ("较上月全月", "竖线：上月全月"),
        "en": ("on all of last month", "all of last month"),
    }
    card = next(each for each in told["city"]["cards"] if each["key"] == "services_given")
    assert whole[language][0] in card["change"]["text"]
    assert whole[language][1] in " ".join(told["ranking"]["notes"])
    name = {"zh": "2026年10月", "en": "October 2026"}[language]
    assert all(name in told[view]["title"] for view in ("loop", "load"))
    assert [each["name"] for each in told["load"]["sums"]][1] == name
    with clock.stopped(first.replace(hour=18)):
        told = wall_told.told(board(wishes), wishes)
    assert (
        told["month"]
        == {"zh": "2026年11月（截至今日）", "en": "November 2026, up to today"}[language]
    )
