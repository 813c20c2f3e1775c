"""A leader at the key figures: a card moves by itself, and from a red sub-platform to its failing orders it is two
clicks."""

import re
import sys
import time
from datetime import timedelta
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageStat
from playwright.sync_api import expect

from db.engine import transaction
from db.models import SampleDraw
from domain import clock, surveys
from domain.command import perform
from domain.indicators import rollups
from domain.kpi_views.views import ON_PAGE
from domain.permissions import ENGINE
from tests import town
from tests.infrastructure.waiting import until
from tests.journeys.hand import at_rest, pick
from tests.journeys.red_month import LATE, longwan_red
from tests.town import LONGWAN

pytestmark = pytest.mark.timeout(600)

MOVES = 15_000  # milliseconds until it is given up
LIVE = 2.0  # seconds from the commit of a close to the new number on its card, as promised


def value(page, name):
    return page.locator(f'[data-card="{name}"] .value')


def test_a_card_moves_by_itself_when_an_order_is_closed(platform, record_property):
    nobody_is_drawn_for_a_return_visit()
    town.dispatched()  # which stays open
    leader = platform.signed_in("leader", "/kpi")
    took = closes_seen(leader)
    if max(took) > LIVE:  # a machine that others use too may have stood still: once more, all of it
        took = closes_seen(leader)
    record_property("seconds_from_commit_to_card", took)
    told = ", ".join(f"{each:.2f} s" for each in took)
    sys.stdout.write(f"\nfrom the commit of a close to its card: {told}\n")
    assert max(took) <= LIVE, told


def test_why_is_longwan_red_is_answered_by_its_failing_orders_in_two_clicks(platform):
    month, failing = longwan_red()
    leader = platform.signed_in("leader", f"/kpi?period={month:%Y-%m}")
    at_rest(leader)
    tile = leader.get_by_role("link", name=re.compile("^龙湾区: 按期办结率 33.3 %.*未达标"))
    expect(tile).to_have_class("red")

    tile.click(delay=50)
    expect(leader).to_have_url(re.compile(f"at={LONGWAN}"))
    at_rest(leader)
    leader.get_by_role("link", name="8 件未达标").first.click(delay=50)

    expect(leader).to_have_url(re.compile(r"/figure-records\?.*half=rest"))
    expect(leader.get_by_text("8 条记录")).to_be_visible()
    lines = leader.get_by_role("table", name="记录").get_by_role("row")
    expect(lines).to_have_count(LATE + 1)  # and the head
    shown = set(re.findall(r"\d{4}-\d{6}", " ".join(lines.all_inner_texts())))
    assert shown == failing

    leader.go_back()
    expect(leader).to_have_url(re.compile(rf"/kpi\?(?!.*of=).*at={LONGWAN}$"))
    expect(leader.get_by_role("link", name="8 件未达标").first).to_be_visible()


def test_what_the_panel_shows_can_be_supervised_from_there_on_a_telephone_in_english(platform):
    month, _ = longwan_red()
    address = f"/kpi?period={month:%Y-%m}&at={LONGWAN}"
    leader = platform.signed_in("leader", address, language="en-GB", width=375, height=800)
    at_rest(leader)
    expect(leader.get_by_role("link", name="8 fall short").first).to_be_visible()
    expect(leader.get_by_text("8 of these still wait for an answer.")).to_be_visible()
    leader.get_by_role("button", name="Remind").click(delay=50)
    window = leader.get_by_role("dialog")
    window.get_by_role("button", name="Remind").wait_for()
    at_rest(leader)
    window.get_by_role("button", name="Remind").click(delay=50)
    expect(leader.get_by_text("Reminded of 8 demands.")).to_be_visible()
    assert leader.evaluate("document.documentElement.scrollWidth") <= 375

    pick(leader, "Load")
    table = leader.get_by_role("region", name="Where work piles up")
    expect(table.get_by_text("Answered in three months")).to_be_visible()
    assert table.evaluate("each => each.scrollWidth - each.clientWidth") <= 0


def test_choosing_a_card_changes_the_pictures_and_the_address(platform):
    town.ask()
    until(lambda: not rollups.is_waiting())
    leader = platform.signed_in("leader", "/kpi")
    at_rest(leader)
    leader.locator('[data-card="received"] .name').click(delay=50)
    expect(leader).to_have_url(re.compile("figure=received"))
    expect(leader.get_by_role("heading", name="收到诉求")).to_be_visible()


def test_a_point_of_the_trend_leads_to_the_records_of_its_month(platform):
    town.ask()
    until(lambda: not rollups.is_waiting())
    leader = platform.signed_in("leader", "/kpi?view=trend&figure=received")
    at_rest(leader)
    points = leader.locator(".js-plotly-plot .scatterlayer .trace").first.locator(".points path")
    points.last.click(force=True, delay=50)
    expect(leader).to_have_url(re.compile(r"/figure-records\?.*of=received"))
    expect(leader.get_by_text("1 条记录")).to_be_visible()
    leader.get_by_role("link", name="指标看板", exact=True).click(delay=50)
    pick(leader, "趋势")
    expect(leader.get_by_role("table")).to_be_visible()
    at_rest(leader)
    expect(leader).to_have_url(re.compile("view=trend"))  # a click leads away once


def test_a_session_that_was_ended_says_that_its_figures_are_old(platform):
    leader = platform.signed_in("leader", "/kpi")
    expect(value(leader, "received")).to_have_text("0")
    leader.route("**/api/figures*", lambda route: route.abort())
    expect(leader.locator(".asof[data-stale]")).to_be_visible()


@pytest.mark.parametrize(("scheme", "ground"), [("light", range(225, 256)), ("dark", range(60))])
def test_every_view_is_read_in_either_theme(platform, scheme, ground):
    """Words stand out from what lies behind them, and what was to be dark is."""
    month, _ = longwan_red()
    address = f"/kpi?period={month:%Y-%m}&at={LONGWAN}"
    leader = platform.signed_in("leader", address, scheme=scheme)
    for view in ON_PAGE:
        leader.goto(f"{platform.address}{address}&view={view.value}")
        at_rest(leader)
        found = Axe().run(leader, options={"runOnly": ["color-contrast"]})
        assert found.response["violations"] == [], f"{view}: {found.generate_report()}"
        seen = Image.open(BytesIO(leader.screenshot())).convert("L")
        assert int(ImageStat.Stat(seen).median[0]) in ground, view


def closes_seen(leader):
    """Seconds from the commit of each of three closes until its card says so; one order more stays open."""
    orders = [surveyed() for _ in range(3)]
    until(lambda: not rollups.is_waiting())
    expect(value(leader, "open_now")).to_have_text("4", timeout=MOVES)
    took = []
    for left, demand_id in enumerate(reversed(orders)):
        perform(ENGINE, surveys.freeze, demand_id)
        committed = time.monotonic()
        expect(value(leader, "open_now")).to_have_text(f"{3 - left}", timeout=MOVES)
        took.append(time.monotonic() - committed)
    return took


def nobody_is_drawn_for_a_return_visit():
    """What is content closes then, for certain."""
    first = clock.now().date().replace(day=1)
    months = {f"{day:%Y-%m}" for day in (first, first + timedelta(days=32))}
    with transaction() as session:
        session.add_all(SampleDraw(month=each, seed="none", percent=0) for each in months)


def surveyed():
    """An order whose survey is answered: freezing it closes the order."""
    demand_id = town.answered()
    said = {"contacted_in_time": True, "solved": "yes", "satisfaction": "satisfied"}
    perform(town.holder(demand_id), surveys.evaluate, demand_id, **said)
    return demand_id
