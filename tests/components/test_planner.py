"""The planner in a real browser: looked at, walked with the keys, carried by mouse and keys, small and dark."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.planner import Dropped, Opened, Turned, View, Viewed, _act

PAGE = """
import streamlit as st
from datetime import date, datetime, timedelta
from components import planner
from components.planner import Day, Entry, View
from domain import clock
from domain.clock import LOCAL

NOW = datetime(2026, 3, 12, 10, 30, tzinfo=LOCAL)
clock.now = lambda: NOW
view = View(st.query_params.get("view", "month"))
turns = "turning" in st.query_params
is_april = turns and st.session_state.get("turned")
spans = {
    View.MONTH: (date(2026, 2, 23), date(2026, 4, 5)),
    View.WEEK: (date(2026, 3, 9), date(2026, 3, 15)),
    View.AGENDA: (date(2026, 3, 12), date(2026, 4, 10)),
    View.YEAR: (date(2026, 1, 1), date(2026, 12, 31)),
}
first, last = (date(2026, 3, 30), date(2026, 5, 3)) if is_april else spans[view]
days = []
for n in range((last - first).days + 1):
    each = first + timedelta(days=n)
    kind = "make_up" if each.day == 14 and each.month == 3 else "rest" if each.weekday() > 4 else ""
    out = view is View.MONTH and each.month != (4 if is_april else 3)
    heat = n % 5 if view is View.YEAR else 0
    days.append(Day(each, f"{each:%a %d %b}", "work" if kind == "make_up" else "", kind, out, heat, heat))


def entry(n, day, hour, minutes=120, **said):
    starts = datetime(2026, 3, day, hour, tzinfo=LOCAL)
    known = {"title": f"<b>Talk</b> {n} with a title that is far too long for a cell", "tone": "blue"}
    known |= {"lines": ("Civic centre, hall 1",), "badge": ("12 / 40", "green"), "is_movable": True}
    ends = starts + timedelta(minutes=minutes)
    span = f"{starts:%H:%M}–{ends:%H:%M}"
    return Entry(n, starts=starts, ends=ends, span=span, href=f"/activity?id={n}", **(known | said))


entries = [entry(1, 12, 14), entry(2, 17, 9), entry(3, 17, 10), entry(4, 17, 11), entry(5, 17, 15)]
entries += [entry(6, 20, 9, is_movable=False, is_soft=True, tone="violet")]
entries += [entry(7, 12, 15), entry(8, 9, 9, 60 * 50, tone="green")]
entries = entries if view is not View.YEAR and not is_april else []
act = planner.show(
    view, days, entries, shown=date(2026, 4, 1) if is_april else date(2026, 3, 12),
    title="April 2026" if is_april else "March 2026",
    turns=(date(2026, 2, 1), date(2026, 4, 1)), legend=(("Talk", "blue"), ("Clinic", "violet")), key="cal",
)
if act:
    st.session_state["heard"] = repr(act)
    if turns and isinstance(act, planner.Turned):
        st.session_state["turned"] = act.day.month == 4
    if turns or isinstance(act, planner.Dropped):
        st.rerun()
st.text(st.session_state.get("heard", "nothing"))
"""


def cell(page, day):
    return page.locator(f'.planner .cell[data-day="2026-{day}"]')


def chip(place, number):
    return place.locator(f'a.chip[data-entry="{number}"]:not(.ghost)').first


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_contain_text(text)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def carry(page, what, to):
    page.mouse.move(*middle(what))
    page.mouse.down()
    page.mouse.move(*to, steps=8)


def test_a_full_day_shows_two_and_how_many_more_and_a_window_shows_them_all(opened):
    page = opened()
    full = cell(page, "03-17")
    expect(full.locator("a.chip")).to_have_count(2)
    full.get_by_text("+2 more").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("a.chip")).to_have_count(4)
    expect(panel.locator("b")).to_have_count(0)  # what people typed is never markup
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heard(page, "Opened(entry_id=3)")
    full.get_by_text("+2 more").click()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(full).to_be_focused()


def test_today_and_make_up_days_are_marked_and_what_is_long_stands_on_each_day(opened):
    page = opened()
    expect(cell(page, "03-12")).to_have_attribute("aria-current", "date")
    expect(cell(page, "03-14").locator(".mark")).to_have_text("work")
    for day in ("03-09", "03-10", "03-11"):
        expect(chip(cell(page, day), 8)).to_be_visible()
    expect(chip(cell(page, "03-12"), 8)).to_have_count(0)


def test_the_days_are_walked_with_the_keys_and_the_page_is_turned(opened):
    page = opened()
    cell(page, "03-12").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "03-20")).to_be_focused()
    page.keyboard.press("t")
    expect(cell(page, "03-12")).to_be_focused()
    page.keyboard.press("PageDown")
    heard(page, "Turned(day=datetime.date(2026, 4, 1))")
    cell(page, "03-31").focus()
    page.keyboard.press("ArrowRight")
    heard(page, "Turned(day=datetime.date(2026, 4, 1))")
    page.get_by_role("button", name="Earlier").click()
    heard(page, "Turned(day=datetime.date(2026, 2, 1))")


def test_what_is_dragged_to_another_day_is_told_with_its_version_and_goes_home_by_itself(opened):
    page = opened()
    carry(page, chip(cell(page, "03-12"), 1), middle(cell(page, "03-19")))
    expect(cell(page, "03-19")).to_have_class("cell target")
    page.mouse.up()
    heard(page, "Dropped(entry_id=1, day=datetime.date(2026, 3, 19), minute=None, version=0)")
    expect(chip(cell(page, "03-12"), 1)).to_be_visible()  # nobody has moved it
    expect(chip(cell(page, "03-19"), 1)).to_have_count(0)


def test_what_may_not_be_moved_stays_and_escape_puts_back(opened):
    page = opened()
    carry(page, chip(cell(page, "03-20"), 6), middle(cell(page, "03-24")))
    expect(page.locator(".ghost")).to_have_count(0)
    page.mouse.up()
    carry(page, chip(cell(page, "03-12"), 1), middle(cell(page, "03-24")))
    expect(page.locator(".ghost")).to_have_count(1)
    cell(page, "03-12").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".ghost")).to_have_count(0)
    page.mouse.up()
    heard(page, "nothing")


def test_the_keys_carry_an_entry_to_another_day(opened):
    page = opened()
    cell(page, "03-12").focus()
    page.keyboard.press("Tab")
    expect(chip(cell(page, "03-12"), 1)).to_be_focused()
    page.keyboard.press("Space")
    spoken = page.locator(".planner [aria-live=assertive]")
    expect(spoken).to_contain_text("Picked up: <b>Talk</b> 1")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text("To Fri 13 Mar")
    page.keyboard.press("Enter")
    heard(page, "Dropped(entry_id=1, day=datetime.date(2026, 3, 13), minute=None")


def test_beyond_the_last_day_the_keys_carry_an_entry_into_the_next_month(opened):
    page = opened("?turning")
    cell(page, "03-12").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    spoken = page.locator(".planner [aria-live=assertive]")
    expect(spoken).to_contain_text("Picked up")
    page.keyboard.press("PageDown")
    expect(spoken).to_have_text("To Wed 01 Apr")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "04-08")).to_have_class(re.compile(r"\btarget\b"))
    page.keyboard.press("Enter")
    heard(page, "Dropped(entry_id=1, day=datetime.date(2026, 4, 8), minute=None")
    other = opened("?turning")
    cell(other, "03-12").focus()
    other.keyboard.press("Tab")
    other.keyboard.press("Space")
    for _ in range(4):  # beyond 5 April, the last day of the page
        other.keyboard.press("ArrowDown")
    expect(other.get_by_role("heading", name="April 2026")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.locator(".target")).to_have_count(0)
    heard(other, "Turned(day=datetime.date(2026, 4, 9))")


def test_held_over_an_arrow_an_entry_is_dragged_into_the_next_month(opened):
    page = opened("?turning")
    carry(page, chip(cell(page, "03-12"), 1), middle(page.get_by_role("button", name="Later")))
    expect(page.get_by_role("heading", name="April 2026")).to_be_visible()
    page.mouse.move(*middle(cell(page, "04-16")), steps=4)
    expect(cell(page, "04-16")).to_have_class(re.compile(r"\btarget\b"))
    page.mouse.up()
    heard(page, "Dropped(entry_id=1, day=datetime.date(2026, 4, 16), minute=None")
    expect(page.locator(".ghost")).to_have_count(0)


def test_in_a_week_the_time_is_carried_too(opened):
    page = opened("?view=week")
    thursday = page.locator('.column[data-column="2026-03-12"]')
    first, second = chip(thursday, 1), chip(thursday, 7)
    assert first.bounding_box()["width"] < thursday.bounding_box()["width"] * 0.6  # side by side
    assert first.bounding_box()["x"] != second.bounding_box()["x"]
    x, y = middle(first)
    width = thursday.bounding_box()["width"]
    carry(page, first, (x + width, y - 48))  # a day later, an hour earlier
    page.mouse.up()
    heard(page, "Dropped(entry_id=1, day=datetime.date(2026, 3, 13), minute=780, version=0)")
    expect(page.locator(".now")).to_have_count(1)


def test_a_year_is_warm_where_much_is_held_and_leads_to_the_month(opened):
    page = opened("?view=year")
    expect(page.locator("button.warm")).to_have_count(365)
    worked, free = (
        page.locator(f'button.warm[data-day="2026-{day}"]') for day in ("03-14", "03-15")
    )
    shadows = [
        each.evaluate("(face) => getComputedStyle(face).boxShadow") for each in (worked, free)
    ]
    assert shadows[0] != shadows[1] == "none"
    expect(page.locator(".scale")).to_contain_text("work")
    expect(page.locator('.scale [data-kind="make_up"]')).to_have_text("14")  # as its days look
    page.locator('button.warm[data-day="2026-06-05"]').click()
    heard(page, "Viewed(view=<View.MONTH: 'month'>, day=datetime.date(2026, 6, 5))")


def test_on_a_phone_a_month_shows_dots_and_the_list_of_the_day(opened):
    page = opened(width=375, height=740, has_touch=True, is_mobile=True)
    expect(cell(page, "03-17").locator(".dot")).to_have_count(4)
    expect(page.locator(".cell a.chip:visible")).to_have_count(0)
    cell(page, "03-17").tap()
    expect(page.locator(".chosen a.chip")).to_have_count(4)
    page.locator(".chosen a.chip").first.tap()
    heard(page, "Opened(entry_id=2)")
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_everybody_can_read_and_reach_everything(opened, scheme, width):
    for view in View:
        page = opened(f"?view={view}", width=width, color_scheme=scheme)
        expect(page.locator(".planner .body > *").first).to_be_attached()
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        assert found.response["violations"] == [], view


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ({"kind": "open", "entry": 1}, Opened(1)),
        ({"kind": "turn", "day": "2026-03-12"}, Turned(date(2026, 3, 12))),
        ({"kind": "turn", "day": "soon"}, None),
        (
            {"kind": "view", "view": "month", "day": "2026-03-12"},
            Viewed(View.MONTH, date(2026, 3, 12)),
        ),
        ({"kind": "view", "view": "century", "day": "2026-03-12"}, None),
        (
            {"kind": "drop", "entry": 1, "day": "2026-03-12", "minute": 60, "version": 2}
            | {"nonce": "x"},
            Dropped(1, date(2026, 3, 12), 60, 2),
        ),
        ({"kind": "drop", "entry": 1, "day": "2026-03-12", "minute": 1440, "version": 2}, None),
        ({"kind": "drop", "entry": 1, "day": "2026-03-12", "minute": 60, "version": 2}, None),
        (["drop"], None),
        (None, None),
    ],
)
def test_only_a_well_formed_act_is_believed(said, act):
    assert _act(said)[0] == act
