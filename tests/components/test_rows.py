"""Rows that lead somewhere, in a real browser: clicked, opened apart, on a telephone, read aloud."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.rows import Cell, Link, _wanted

PAGE = """
import streamlit as st
from components import rows
from components.rows import Cell, Column

state = st.session_state
if st.button("Change"):
    state["changed"] = True
lines = [
    (
        Cell(
            "Changed" if n == 2 and state.get("changed") else f"<b>Row</b> {n}",
            f"2026-00000{n} · 龙湾某阀门制造有限公司",
            link=rows.demand(f"2026-00000{n}"),
            is_new=n == 1,
        ),
        Cell("Late by 2 d", tone="red", link=rows.Link("x.py", "late", (("n", str(n)),))),
        Cell("A unit with a name of quite some length, of Longwan District and elsewhere"),
        Cell(),
    )
    for n in range(1, 6)
]
columns = (Column("Subject", 4), Column("Due", 2, is_said=True), Column("Unit", 3), Column("Note", 1))
link = rows.show(columns, lines, key="lines", label="Lines")
if link:
    state["heard"] = link.href
st.text(state.get("heard", "nothing"))
"""
LINK = Link("x.py", "demand", (("number", "2026-000001"),))


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_have_text(text)


def row(page, n):
    return page.get_by_role("row").nth(n)  # the head is the first


def test_a_click_anywhere_on_a_row_leads_where_its_first_cell_does(opened):
    page = opened()
    row(page, 3).get_by_role("cell").nth(2).click()
    heard(page, "/demand?number=2026-000003")


def test_a_link_of_its_own_leads_elsewhere(opened):
    page = opened()
    row(page, 2).get_by_role("link", name="Late by 2 d").click()
    heard(page, "/late?n=2")


def test_the_keyboard_reaches_every_link(opened):
    page = opened()
    row(page, 1).get_by_role("link").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heard(page, "/demand?number=2026-000002")


def test_with_a_key_held_a_link_opens_a_tab_of_its_own(opened):
    page = opened()
    with page.context.expect_page() as other:
        row(page, 1).get_by_role("link").first.click(modifiers=["ControlOrMeta"])
    expect(other.value).to_have_url(re.compile("/demand.number=2026-000001"))
    heard(page, "nothing")


def test_what_people_typed_is_shown_letter_by_letter(opened):
    page = opened()
    expect(row(page, 1).get_by_role("link").first).to_have_text("<b>Row</b> 1")


def test_a_change_keeps_the_place_of_who_reads_by_keyboard(opened):
    page = opened()
    row(page, 3).get_by_role("link").first.focus()
    page.evaluate(
        "[...document.querySelectorAll('button')].find(b => b.innerText === 'Change').click()"
    )
    expect(row(page, 2).get_by_role("link").first).to_have_text("Changed")
    expect(row(page, 3).get_by_role("link").first).to_be_focused()


def test_on_a_telephone_rows_are_cards_that_fit(opened):
    page = opened(width=375, height=800)
    first = row(page, 1)
    expect(first.get_by_role("link").first).to_be_visible()
    heights = [first.get_by_role("cell").nth(n).bounding_box()["y"] for n in (0, 1)]
    assert heights[0] < heights[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_rows_are_a_table_to_who_hears_them(opened):
    for width in (1280, 375):
        page = opened(width=width)
        expect(page.get_by_role("table", name="Lines")).to_be_visible()
        expect(row(page, 1).get_by_role("cell").first).to_contain_text("New:")
        found = Axe().run(page, context=".stBidiComponent").response["violations"]
        assert [each["id"] for each in found] == []


def test_the_browser_can_only_name_a_link_that_was_given():
    rows = [(Cell("a", link=LINK), Cell("b"))]
    assert _wanted({"href": LINK.href}, rows) == LINK
    for invented in ({"href": "/users"}, {"href": 3}, {}, None, "x", {"href": ""}):
        assert _wanted(invented, rows) is None
