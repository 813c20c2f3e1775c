"""The desk's day in the browser: cards carried on, filters sent as links, notices opened."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from db.engine import snapshot
from db.models import Demand, Notice
from db.vocabulary import Stage
from tests import town
from tests.journeys.hand import at_rest, choose
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.timeout(600)


def stage(demand_id):
    with snapshot() as session:
        return session.exec(select(Demand.stage).where(Demand.id == demand_id)).one()


def card(page, demand_id):
    return page.locator(f'.card[data-id="{demand_id}"]:not(.ghost)')


def carry(page, demand_id, column):
    """Pick the card up with the mouse and let it go over a column."""
    at_rest(page)
    card(page, demand_id).hover()
    page.mouse.down()
    over = page.locator(f'.column[data-key="{column}"]').bounding_box()
    page.mouse.move(over["x"] + over["width"] / 2, over["y"] + 120, steps=8)
    page.mouse.up()


def test_a_card_is_signed_for_by_carrying_it_on_and_moves_for_everybody(platform):
    demand_id = town.dispatched()
    watcher = platform.signed_in("leader", "/board")
    expect(card(watcher, demand_id)).to_be_visible()

    handler = platform.signed_in("finance", "/board")
    carry(handler, demand_id, "in_progress")

    expect(handler.get_by_text("已完成：签收")).to_be_visible()
    assert stage(demand_id) is Stage.IN_PROGRESS
    moved = watcher.locator(f'.column[data-key="in_progress"] .card[data-id="{demand_id}"]')
    expect(moved).to_be_visible()  # by itself


def test_a_card_that_needs_words_opens_the_form_of_its_step(platform):
    demand_id = town.accepted()
    dispatcher = platform.signed_in("dispatcher", "/board")
    carry(dispatcher, demand_id, "with_unit")

    expect(dispatcher).to_have_url(re.compile(r"/demand\?number=.*&step=dispatch"))
    expect(dispatcher.get_by_role("radio", name="派单")).to_be_checked()
    assert stage(demand_id) is Stage.ACCEPTED


def test_a_view_sent_as_a_link_is_the_same_to_a_reader_of_another_language(platform):
    town.ask()
    town.ask(area_code=LUCHENG, title="鹿城的诉求")
    sender = platform.signed_in("dispatcher", "/demands")
    expect(sender.get_by_text("共 2 件")).to_be_visible()
    choose(sender, "所在区域", "龙湾区")
    expect(sender.get_by_text("共 1 件")).to_be_visible()
    expect(sender).to_have_url(re.compile(f"area={LONGWAN}"))

    path = sender.url.removeprefix(platform.address)
    reader = platform.signed_in("leader", path, language="en-GB")
    expect(reader.get_by_text("1 demand", exact=True)).to_be_visible()
    expect(reader.get_by_role("combobox", name="Area")).to_be_visible()

    sender.go_back()
    expect(sender.get_by_text("共 2 件")).to_be_visible()
    sender.get_by_role("link", name="鹿城的诉求").click()
    expect(sender).to_have_url(re.compile(r"/demand\?number="))


def test_a_notice_opens_its_demand_and_is_no_news_any_more(platform):
    town.dispatched()
    handler = platform.signed_in("finance", width=375, height=800)
    handler.get_by_role("link", name=re.compile("派单至")).click()

    expect(handler).to_have_url(re.compile(r"/demand\?number="))
    with snapshot() as session:
        read = select(Notice.read_at).where(Notice.user_id == ID["finance"])
        assert session.exec(read).one() is not None
