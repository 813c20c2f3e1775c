"""A leader at the key figures: a card moves by itself, and from a sub-platform to its late orders it is two clicks."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from domain import clock
from domain.indicators import rollups
from tests import town
from tests.infrastructure.waiting import until
from tests.journeys.hand import at_rest

pytestmark = pytest.mark.timeout(600)

MOVES = 10_000  # milliseconds; two seconds on a machine that does nothing else


def value(page, name):
    return page.locator(f'[data-card="{name}"] .value')


def test_a_card_moves_by_itself_when_an_order_arrives(platform):
    leader = platform.signed_in("leader", "/kpi")
    expect(value(leader, "received")).to_have_text("0")
    town.ask()
    expect(value(leader, "received")).to_have_text("1", timeout=MOVES)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_from_a_sub_platform_to_its_late_orders_it_is_two_clicks(platform, language):
    with clock.stopped(clock.now() - timedelta(days=20)):
        town.dispatched()
    until(lambda: not rollups.is_waiting())
    leader = platform.signed_in("leader", "/kpi?period=quarter", language=language)
    at_rest(leader)
    leader.get_by_role("link", name=re.compile("龙湾|Longwan")).click(delay=50)
    expect(leader).to_have_url(re.compile("area=330303"))
    at_rest(leader)
    leader.locator('[data-card="on_time_closing"] a').click(delay=50)
    expect(leader).to_have_url(re.compile(r"/figure-records\?.*of=on_time_closing"))
    expect(leader.get_by_text("专利质押贷款续贷困难").first).to_be_visible()


def test_choosing_a_card_changes_the_pictures_and_the_address(platform):
    town.ask()
    until(lambda: not rollups.is_waiting())
    leader = platform.signed_in("leader", "/kpi")
    at_rest(leader)
    leader.locator('[data-card="received"] button').click(delay=50)
    expect(leader).to_have_url(re.compile("figure=received"))
    expect(leader.get_by_role("heading", name="收到诉求")).to_be_visible()


def test_a_session_that_was_ended_says_that_its_figures_are_old(platform):
    leader = platform.signed_in("leader", "/kpi")
    expect(value(leader, "received")).to_have_text("0")
    leader.route("**/api/figures*", lambda route: route.abort())
    expect(leader.locator(".asof[data-stale]")).to_be_visible()
