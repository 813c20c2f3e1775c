"""Bars and tables that lead somewhere, in a real browser: clicked, reached by keyboard, on a telephone, read aloud."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components import linked
from components.rows import Link

PAGE = """
import streamlit as st
from components import linked_bars, linked_grid
from components.linked_bars import Bar
from components.linked_grid import Cell, Head, Line
from components.rows import Link

def to(n):
    return Link("x.py", "list", (("n", str(n)),))

state = st.session_state
bars = [
    Bar("<b>Longwan</b>", "✗ 70.0 %", 0.7, to("longwan"), "7 of 10", to("longwan-list"), 0.9, "Longwan: 70 %", "red"),
    Bar("A sub-platform with a long name", "✓ 95.0 %", 0.95, to("other"), "19 of 20", to("other-list"), tone="green"),
    Bar("Past it", "3", 0.3, None, "", None, None, "", "red", True),
]
first = linked_bars.show(bars, key="bars", label="Ranking", goal=0.9)
heads = [Head(f"{n}", "◆" if n == 3 else "", f"2026-11-{n:02}") for n in range(1, 31)]
lines = [
    Line(name, tuple(Cell(str(n), n / 30, to(f"{name}-{n}"), told=f"{name}, {n}") for n in range(1, 31)), to(name))
    for name in ("Lucheng", "Longwan")
]
second = linked_grid.show(heads, lines, key="grid", label="Arrivals", corner="Area")
if first or second:
    state["heard"] = (first or second).href
st.text(state.get("heard", "nothing"))
"""
LINK = Link("x.py", "list", (("n", "1"),))


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_have_text(text)


def bars(page):
    return page.get_by_role("list", name="Ranking").get_by_role("listitem")


def test_a_click_anywhere_on_a_bar_leads_where_its_name_does_and_its_count_leads_elsewhere(opened):
    page = opened()
    bars(page).nth(1).click()
    heard(page, "/list?n=other")
    bars(page).nth(0).get_by_role("link", name="7 of 10").click()
    heard(page, "/list?n=longwan-list")


def test_every_bar_and_cell_is_reached_by_keyboard(opened):
    page = opened()
    bars(page).nth(0).get_by_role("link").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heard(page, "/list?n=other")
    page.get_by_role("link", name="Longwan, 4").focus()
    page.keyboard.press("Enter")
    heard(page, "/list?n=Longwan-4")


def test_a_cell_leads_to_its_list_and_opens_apart_with_a_key_held(opened):
    page = opened()
    page.get_by_role("link", name="Lucheng, 12").click()
    heard(page, "/list?n=Lucheng-12")
    with page.context.expect_page() as other:
        page.get_by_role("link", name="Lucheng, 13").click(modifiers=["ControlOrMeta"])
    expect(other.value).to_have_url(re.compile("/list.n=Lucheng-13"))


def test_what_people_typed_is_shown_letter_by_letter_and_a_bar_without_a_link_leads_nowhere(opened):
    page = opened()
    expect(bars(page).nth(0).locator(".name")).to_have_text("<b>Longwan</b>")
    expect(bars(page).nth(2).get_by_role("link")).to_have_count(0)
    expect(bars(page).nth(2).locator(".fill[data-hatched]")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_they_fit_the_screen_and_can_be_heard(opened, width):
    page = opened(width=width)
    expect(page.get_by_role("table", name="Arrivals")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for bar in bars(page).all():
        box, end = bar.bounding_box(), bar.locator(".end").bounding_box()
        assert end["x"] + end["width"] <= box["x"] + box["width"] + 1
    found = Axe().run(page, context=".stBidiComponent").response["violations"]
    assert [each["id"] for each in found] == []


def test_the_browser_can_only_name_a_link_that_was_given():
    assert linked.wanted({"href": LINK.href}, [None, LINK]) == LINK
    for invented in ({"href": "/users"}, {"href": 3}, {}, None, "x", {"href": ""}):
        assert linked.wanted(invented, [None, LINK]) is None
