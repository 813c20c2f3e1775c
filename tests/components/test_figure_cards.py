"""The cards of the key figures in a real browser: live with their badges, definitions for every hand, polite when asked
to wait."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = """
import streamlit as st
from components import kpi_cards
from components.browser import unheard

def card(name, unit, value, **more):
    return {
        "id": name, "name": name.capitalize(), "about": [f"What {name} is.", f"Counted: {name}."], "unit": unit,
        "better": "higher", "value": value, "compared": value, "apart": False, "n": 20, "top": 16, "few": False,
        "coverage": None, "later": "", "daily": False, "behind": ["{top} of {n}"] * 4, "hidden": False,
        "before": [{"word": "month", "value": 0.9, "few": False, "whole": False}], "trend": [0.7, 0.9, value],
        "ends": True, "open": True, "running": "not over", "aim": {"state": "missed", "target": 0.9, "pace": 0.9},
        "states": {"met": "✓ met, target {target}", "near": "≈ near", "missed": "✗ missed, target {target}",
                   "too_few": "· too few"},
        "href": f"/list?of={name}", "chosen": False,
    } | more

data = {
    "groups": [
        {"name": "Quality", "cards": [card("closing", "share", 0.8), card("acceptance", "share", 0.95, aim=None)]},
        {"name": "Work", "cards": [
            card("given", "count", 40, before=[], behind=["{n} answers", "{n} answer"] * 2, later="not yet",
                 aim={"state": "near", "target": 100, "pace": 48},
                 states={"near": "≈ near, by now {pace} of {target}", "met": "✓ met, by now {pace} of {target}"}),
            card("opened", "count", 50, compared=45, apart=True, aim=None,
                 before=[{"word": "month", "value": 40, "few": False, "whole": False}]),
            card("asked", "count", 170, aim=None, daily=True, before=[
                {"word": "month", "value": 200, "few": False, "whole": False, "days": [17, 22]},
                {"word": "year", "value": 250, "few": False, "whole": False, "days": [17, 22]}]),
            card("signed", "yuan", 1200000, before=[], aim=None),
            card("load", "count", 1.3, before=[{"word": "month", "value": 2, "few": False, "whole": True}],
                 aim=None, trend=[], behind=["{top} orders, {n} handlers"] * 4),
        ]},
    ],
    "url": "/api/figures?x=1",
    "asOf": "09:00:00",
    "behind": "",
    "words": {
        "asOf": "As of {at}", "stale": "No answer since {at}", "behind": "Complete as of {at}",
        "about": "What {figure} means", "days": "{n} days",
        "points": "{n} points", "against": "{now} days against {then}", "daily": "{change} a day",
        "few": "few", "whole": "{before} (whole)",
        "coverage": "coverage {share} %", "hidden": "once published", "wan": "", "yuan": "{n} yuan",
    },
}
result = kpi_cards._mount(key="cards", data=data, on_act_change=unheard)
st.text(str(result.act or st.session_state.get("heard", "nothing")))
"""
NOON = "2026-11-13T12:00:05+08:00"


def figure(name, value, n=20, top=16, **more):
    told = {"indicator": name, "value": value, "n": n, "top": top, "is_few": False}
    told |= {"is_kept_back": False}
    return told | more


@pytest.fixture
def answering(opened):
    """Open the page with a platform that answers as it is told to, or not at all; what was asked is counted."""

    def visit(answer, **options):
        page = opened("?nothing=yet", **options)
        page.asked = []

        def fulfil(route):
            page.asked.append(route.request.url)
            if said := answer(len(page.asked)):
                route.fulfill(**said)

        page.route("**/api/figures*", fulfil)
        return page

    return visit


def told(*figures):
    body = json.dumps({"as_of": NOON, "figures": figures})
    return {"status": 200, "body": body, "headers": {"ETag": '"1"'}}


def card(page, name):
    return page.locator(f'[data-card="{name}"]')


def test_every_card_tells_of_how_many_it_is_and_as_of_when(answering):
    page = answering(lambda _: {"status": 304, "headers": {"X-As-Of": NOON}})
    for name, behind in (
        ("closing", "16 of 20"),
        ("given", "20 answers"),
        ("load", "16 orders, 20 handlers"),
    ):
        expect(card(page, name).locator(".behind")).to_have_text(behind)
        expect(card(page, name).locator(".at")).to_have_text("As of 12:00")  # the server's moment
        expect(card(page, name).locator(".running")).to_have_text("not over")
    expect(page.locator(".asof")).to_have_text("As of 12:00:05")


@pytest.mark.parametrize(("value", "read"), [(2_400_000, "2.40 M yuan"), (9_000, "9,000 yuan")])
def test_an_amount_is_told_with_its_unit(answering, value, read):
    page = answering(lambda _: told(figure("signed", value)))
    expect(card(page, "signed").locator(".value")).to_have_text(read)


def test_an_open_card_follows_the_publication_of_its_month(answering):
    kept = figure("closing", None, 0, 0, is_kept_back=True)
    page = answering(lambda n: told(kept if n < 3 else figure("closing", 0.8)))
    shown = card(page, "closing").locator(".value")
    expect(shown).to_have_text("once published")
    expect(card(page, "closing").locator(".badge")).to_have_count(0)
    expect(shown).to_have_text("80.0 %")
    expect(card(page, "closing").locator(".behind")).to_have_text("16 of 20")


def test_of_one_record_a_card_tells_in_the_singular(answering):
    page = answering(lambda _: told(figure("given", 1, n=1, top=1)))
    expect(card(page, "given").locator(".behind")).to_have_text("1 answer")


def test_figures_that_are_not_complete_are_told_so_with_their_day_until_they_are(answering):
    late = {"X-As-Of": NOON, "X-Behind": "95"}
    page = answering(
        lambda n: {"status": 304, "headers": late if n < 3 else {"X-As-Of": NOON}},
    )
    expect(page.locator(".asof[data-stale]")).to_have_text("Complete as of 2026-11-13 12:00:05")
    expect(page.locator(".asof")).to_have_text("As of 12:00:05")
    expect(page.locator(".asof[data-stale]")).to_have_count(0)


def test_the_badges_move_with_the_value(answering):
    aim = {"state": "met", "target": 0.9, "pace": 0.9}
    page = answering(lambda _: told(figure("closing", 0.92, 25, 23, aim=aim)))
    expect(card(page, "closing").locator(".value")).to_have_text("92.0 %")
    badges = card(page, "closing").locator(".badge")
    expect(badges).to_have_text(["✓ met, target 90.0 %", "month +2.0 points"])
    expect(badges.nth(0)).to_have_class("badge green")
    expect(card(page, "closing").locator(".behind")).to_have_text("23 of 25")
    expect(card(page, "given").locator(".badge")).to_have_text(
        ["≈ near, by now 48 of 100", "not yet"]
    )


def test_a_number_that_moves_is_compared_without_today_until_the_page_is_drawn_anew(answering):
    evening: list[bool] = []
    begun = figure("opened", 55, compared=44)
    page = answering(lambda _: told(figure("opened", 57) if evening else begun))
    badge = card(page, "opened").locator(".badge")
    expect(card(page, "opened").locator(".value")).to_have_text("55")
    expect(badge).to_have_text(["month +10 %"])  # 44 after 40, whatever has come today
    evening.append(True)
    expect(card(page, "opened").locator(".value")).to_have_text("57")
    # The office has closed. What was before is still of as many days without today, until the page brings both.
    expect(badge).to_have_text(["month +10 %"])


def test_what_was_of_a_whole_month_is_marked_as_such_and_has_no_colour(answering):
    page = answering(lambda _: {"status": 304, "headers": {"X-As-Of": NOON}})
    badges = card(page, "load").locator(".badge")
    expect(badges).to_have_text(["month (whole) -35 %"])
    expect(badges).to_have_class(["badge "])


def test_a_number_of_fewer_working_days_says_so_and_is_judged_by_the_day_where_these_moved_it(
    answering,
):
    page = answering(lambda _: {"status": 304, "headers": {"X-As-Of": NOON}})
    badges = card(page, "asked").locator(".badge")
    expect(badges).to_have_text(["month -15 %", "+10 % a day", "year -32 %"])
    expect(badges).to_have_class(["badge ", "badge green", "badge red"])
    for n in range(3):
        expect(badges.nth(n)).to_have_attribute("title", "17 days against 22")
    assert card(page, "closing").locator(".badge[title]").count() == 0


def test_a_target_that_is_reached_by_time_alone_moves_the_badge_without_the_value(answering):
    aim = {"state": "met", "target": 100, "pace": 39.0}
    page = answering(lambda _: told(figure("given", 40, aim=aim)))
    expect(card(page, "given").locator(".badge")).to_have_text(
        ["✓ met, by now 39 of 100", "not yet"]
    )


def test_asked_to_wait_it_waits_and_says_nothing_alarming(answering):
    page = answering(lambda _: {"status": 429, "headers": {"Retry-After": "60"}})
    with page.expect_response("**/api/figures*"):
        pass
    page.clock.install()
    page.clock.run_for(40_000)  # longer than it takes to call figures old
    assert len(page.asked) == 1
    expect(page.locator(".asof")).to_have_text("As of 09:00:00")
    expect(page.locator(".asof[data-stale]")).to_have_count(0)


def test_figures_are_told_to_be_old_while_no_answer_comes_and_are_asked_for_again(answering):
    silent: list[bool] = []
    page = answering(lambda _: None if silent else {"status": 304, "headers": {"X-As-Of": NOON}})
    expect(page.locator(".asof")).to_have_text("As of 12:00:05")
    page.evaluate(
        "AbortSignal.timeout = (after) => (window.limit = Object.assign(new AbortController(), { after })).signal"
    )
    silent.append(True)
    with page.expect_request("**/api/figures*"):
        pass
    page.clock.install()
    page.clock.run_for(20_000)
    expect(page.locator(".asof[data-stale]")).to_have_text("No answer since 12:00:05")
    assert page.evaluate("limit.after") == 10_000
    with page.expect_request("**/api/figures*"):
        page.evaluate("limit.abort()")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_definition_opens_by_keyboard_and_by_a_tap(answering, width):
    page = answering(lambda _: {"status": 304}, width=width, has_touch=True)
    about = page.get_by_role("button", name="What Closing means")
    expect(about).to_have_attribute("aria-expanded", "false")
    about.focus()
    page.keyboard.press("Enter")
    note = page.locator("#about-closing")
    expect(note).to_contain_text("What closing is.")
    expect(about).to_have_attribute("aria-expanded", "true")
    other = page.get_by_role("button", name="What Given means")
    other.tap()
    expect(note).to_have_count(0)
    expect(page.locator("#about-given")).to_contain_text("Counted: given.")
    page.keyboard.press("Escape")
    expect(page.locator("#about-given")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, context=".stBidiComponent").response["violations"]
    assert [each["id"] for each in found] == []


def test_a_definition_chooses_no_card_and_a_card_is_chosen_anywhere_else(answering):
    page = answering(lambda _: {"status": 304})
    page.get_by_role("button", name="What Load means").click()
    expect(page.locator('[data-testid="stText"]')).to_have_text("nothing")
    card(page, "load").click(position={"x": 30, "y": 40})
    expect(page.locator('[data-testid="stText"]')).to_contain_text("'card': 'load'")
