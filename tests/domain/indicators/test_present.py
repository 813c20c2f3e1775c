"""Numbers of a period that goes on know what came today: it is set against no earlier day until the office closes."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator, KpiView, ViewWord
from db.vocabulary import Channel
from domain import clock
from domain.clock import LOCAL
from domain.indicators import building, comparing, metric, periods, present, rollups
from domain.indicators.reading import Scope
from domain.kpi_views import places
from domain.kpi_views.table import Asked
from domain.office_calendar import PUBLISHED
from domain.queries import figure_views, wall
from domain.wall_links import Wishes
from server import figure_letters, figures_asked, wall_words
from server import figures as api
from tests import town
from tests.town import LONGWAN, LUCHENG

GIVEN, CLOSING = Indicator.SERVICES_GIVEN, Indicator.ON_TIME_CLOSING
FIVE = datetime(
    2026, 11, 3, 17, tzinfo=LOCAL
)  # of the second working day, which closes at half past


@pytest.fixture(autouse=True)
def lived(small_town):
    """October has one answer on its first working day and five on its second; November two, and three today."""
    building.keep_up()
    for month, day, many in ((10, 8, 1), (10, 9, 5), (11, 2, 2), (11, 3, 3)):
        with clock.stopped(datetime(2026, month, day, 10, tzinfo=LOCAL)):
            for _ in range(many):
                town.answered()
    rollups.fold_all()


def told(at, by=None, scope=None, some=(GIVEN,)):
    with clock.stopped(at), snapshot() as session:
        period = periods.month(at.date(), today=at.date())
        scope = scope or Scope(period.first, period.last)
        leader = town.person("leader")
        now = present.table(session, leader, some, scope, by)
        before = comparing.before(session, leader, some, scope, period, PUBLISHED, by)
        return now, before


def test_at_five_a_number_is_compared_without_today_and_in_the_evening_with_it():
    for at, today, compared, before in (
        (FIVE, 3, 2, 1),
        (FIVE.replace(hour=17, minute=30), None, 5, 6),
    ):
        now, then = told(at)
        figure = now[None][GIVEN]
        assert (figure.value, figure.today, figure.compared) == (5, today, compared)
        assert then[None][GIVEN].figure.value == before


@pytest.mark.parametrize("by", [By.AREA, By.UNIT, By.CHANNEL, By.FIELD])
def test_places_side_by_side_are_compared_without_today_each(by):
    with clock.stopped(FIVE - timedelta(hours=1)):
        town.ask(area_code=LUCHENG)
    rollups.fold_all()
    now, _ = told(FIVE, by, some=(Indicator.RECEIVED, GIVEN))
    with clock.stopped(FIVE), snapshot() as session:
        until = Scope(FIVE.date().replace(day=1), FIVE.date() - timedelta(days=1))
        asked = (session, town.person("leader"), (Indicator.RECEIVED, GIVEN), until, by)
        yesterday = metric.table(*asked)
    assert sum(each[Indicator.RECEIVED].today for each in now.values()) == 4
    for key, figures in now.items():
        for indicator, figure in figures.items():
            known = yesterday.get(key, {}).get(indicator)
            assert figure.compared == (known.value if known else 0), (key, indicator)


def test_months_days_rates_and_days_that_are_over_have_no_part_of_today():
    for by in (By.MONTH, By.DAY):
        now, _ = told(FIVE, by)
        assert {each[GIVEN].today for each in now.values()} == {None}
    now, _ = told(FIVE, some=(CLOSING, Indicator.HANDLING_TIME, Indicator.ENTERPRISES_SERVED))
    assert {each.today for each in now[None].values()} == {None}
    october = Scope(FIVE.date().replace(month=10, day=1), FIVE.date().replace(month=10, day=31))
    assert told(FIVE, scope=october)[0][None][GIVEN].today is None
    sunday = datetime(2026, 11, 8, 12, tzinfo=LOCAL)
    assert told(sunday)[0][None][GIVEN].today is None
    narrowed = Scope(FIVE.date().replace(day=1), FIVE.date(), channel=Channel.HOTLINE)
    assert told(FIVE, scope=narrowed)[0][None][GIVEN].today == 0


def test_wall_mail_view_and_api_tell_the_change_of_the_same_days():
    with clock.stopped(FIVE), snapshot() as session:
        leader = town.person("leader")
        period = periods.month(FIVE.date(), today=FIVE.date())
        scope = Scope(period.first, period.until)
        board = wall.board(session, leader, Wishes("大厅", indicator=GIVEN))
        [line] = figure_views._lines(session, leader, (GIVEN,), scope, period)
        asked = Asked(KpiView.PLACES, GIVEN, period, scope)
        [table] = places.view(session, leader, asked).tables
        wanted = figures_asked.Asked((GIVEN,), scope, None)
        [answered] = api._told(session, leader, wanted)["figures"]
    [large] = [each for each in board.large if each.figure.indicator is GIVEN]
    # Two on the first working day after one: not five after one.
    change = wall_words.Speaker("zh").change(large.figure, large.before)
    assert change["text"] == "较上月同期 +100%"
    ranked = next(each for each in board.places if each.code == LONGWAN)
    assert (ranked.figure.value, ranked.figure.today, ranked.before.figure.value) == (5, 3, 1)
    assert "+100%" in figure_letters._Spoken("zh").line(line, period)[1]
    assert (answered["value"], answered["compared"]) == (5, 2)
    assert table.at(LONGWAN, places.COMPARED) == 2
    assert table.at(LONGWAN, places.BEFORE).value == 1
    names = [head.name for head in table.heads]
    assert names[3] is ViewWord.COMPARED and len(table.rows[0].cells) == len(names)
    with clock.stopped(FIVE.replace(hour=18)), snapshot() as session:
        [table] = places.view(session, leader, asked).tables
    assert ViewWord.COMPARED not in [head.name for head in table.heads]
