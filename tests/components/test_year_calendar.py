"""The year of the office calendar in a real browser: looked at, clicked, walked with the keys, read aloud."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = """
import streamlit as st
from datetime import date, timedelta
from components import year_calendar
from domain.queries.office_days import DayKind, DayShown, Standing, YearShown

KINDS = {(5, 1): DayKind.HOLIDAY, (5, 8): DayKind.MAKE_UP}
every = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
days = tuple(
    DayShown(
        day,
        KINDS.get((day.month, day.day), DayKind.REST if day.weekday() > 4 else DayKind.WORK),
        "Labour Day" if (day.month, day.day) in KINDS else "",
        "<b>typhoon</b>" if (day.month, day.day) == (7, 20) else "",
        is_entered=(day.month, day.day) == (7, 20),
    )
    for day in every
)
standing = Standing.PROVISIONAL if "provisional" in st.query_params else Standing.ENTERED
year = YearShown(2027, standing, "", days, (), False)
day = year_calendar.show(year, key="year", is_choosable="look" not in st.query_params)
if day:
    st.session_state["heard"] = day.day.isoformat()
st.text(st.session_state.get("heard", "nothing"))
"""


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_have_text(text)


def day(page, name):
    return page.get_by_role("button", name=name)


def test_a_day_says_how_it_counts_and_why(opened):
    page = opened()
    expect(day(page, "Sat 1 May 2027 · Day of rest by notice or order (Labour Day)")).to_have_text(
        "1rest"
    )
    expect(day(page, "Sat 8 May 2027 · Working day at a weekend (Labour Day)")).to_have_text(
        "8work"
    )
    expect(day(page, "Tue 20 Jul 2027 · Working day (<b>typhoon</b>)")).to_have_text("20")
    expect(page.get_by_role("button")).to_have_count(365)


def test_a_click_on_a_day_chooses_it(opened):
    page = opened()
    day(page, "Tue 20 Jul 2027").click()
    heard(page, "2027-07-20")


def test_the_days_are_walked_with_the_arrow_keys_over_the_ends_of_the_months(opened):
    page = opened()
    day(page, "Sat 30 Jan 2027").click()
    heard(page, "2027-01-30")
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(day(page, "Mon 1 Feb 2027")).to_be_focused()
    page.keyboard.press("Enter")
    heard(page, "2027-02-01")
    expect(page.locator('button[data-day][tabindex="0"]')).to_have_count(1)


def test_a_draft_is_to_be_looked_at_only(opened):
    page = opened("?look=1")
    expect(page.get_by_role("img", name="Sat 1 May 2027")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_the_months_fit_a_telephone_one_below_the_other(opened):
    page = opened(width=375)
    first = page.get_by_role("region", name="January").bounding_box()
    second = page.get_by_role("region", name="February").bounding_box()
    assert second["y"] > first["y"] + first["height"]
    assert first["x"] + first["width"] <= 375
    box = day(page, "Sat 1 May 2027").bounding_box()
    assert min(box["width"], box["height"]) >= 36


def test_it_can_be_read_by_everybody(opened):
    for scheme in ("light", "dark"):
        page = opened("?provisional=1", color_scheme=scheme)
        expect(day(page, "Sat 1 May 2027")).to_be_visible()
        found = Axe().run(page, context=".stBidiComponent")
        faults = [each["id"] for each in found.response["violations"]]
        assert faults == [], found.generate_report()
