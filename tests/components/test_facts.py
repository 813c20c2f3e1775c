"""Facts as label and text, in a real browser: whole labels at every width, text that stays text, safe links."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = """
from components import facts
from components.facts import Fact

facts.show(
    [
        Fact("统一社会信用代码", "91330328XNJM1JG673"),
        Fact("Enterprise", "<b>Wenzhou</b> Tuopo Daily Necessities and Everything Else Manufacturing Co., Ltd."),
        Fact("Nothing", ""),
        Fact("Website", "example.com", "https://example.com/"),
        Fact("Merged into", "2026-000001", "/demand?number=2026-000001"),
        Fact("Bad", "click me", "javascript:alert(1)", stands_out=True),
        Fact("Elsewhere", "twice", "//example.com/"),
    ],
    key="facts",
)
"""


def test_every_fact_that_says_something_stands_there_as_text(opened):
    page = opened()
    expect(page.locator("dt")).to_have_count(6)
    expect(page.locator("dd").nth(1)).to_contain_text("<b>Wenzhou</b> Tuopo")


def test_only_websites_and_our_own_pages_are_led_to(opened):
    page = opened()
    links = page.locator("dl a")
    expect(links).to_have_count(2)
    assert [links.nth(n).get_attribute("target") for n in range(2)] == ["_blank", None]


@pytest.mark.parametrize("width", [1280, 375, 240])
def test_no_label_is_broken_into_single_characters(opened, width):
    page = opened()
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator("dt")).to_have_count(6)
    heights = page.locator("dt").evaluate_all("all => all.map(each => each.offsetHeight)")
    assert max(heights) < 48


def test_nothing_stands_in_the_way_of_a_reader(opened):
    page = opened()
    expect(page.locator("dt").first).to_be_visible()
    found = Axe().run(page, context=".stBidiComponent").response["violations"]
    assert [each["id"] for each in found] == []
