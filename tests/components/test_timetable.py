"""The timetable of a docking day in a real browser: whole words, a frame of its own, hours that stay, read aloud."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = """
from components import timetable
from components.timetable import Meeting, Slot

long = Meeting(
    "◆ Electrochemical corrosion-resistant <b>superhydrophobic</b> nanocrystalline coatings for valves",
    "Quantitative characterisation of microstructural inhomogeneities",
)
timetable.show(
    [f"Table {n}" for n in range(1, 9)],
    [
        Slot(f"{9 + n // 2:02}:{30 * (n % 2):02}–{9 + (n + 1) // 2:02}:{30 * ((n + 1) % 2):02}", (long, None) * 4)
        for n in range(16)
    ],
    key="timetable",
    label="Timetable",
    corner="Time",
)
"""

# Of every word in a cell, how many lines it is drawn on.
LINES_OF_WORDS = """spans => Math.max(...spans.flatMap(span => {
  const text = span.firstChild;
  return [...text.data.matchAll(/[\\w]+/g)].map(word => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length;
  });
}))"""


def frame(page):
    found = page.get_by_role("region", name="Timetable")
    expect(found).to_be_visible()
    return found


@pytest.mark.parametrize("width", [1280, 375])
def test_no_word_is_cut_and_the_frame_scrolls_instead_of_the_page(opened, width):
    page = opened(width=width)
    table = frame(page)
    assert table.locator("td span").evaluate_all(LINES_OF_WORDS) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert table.evaluate("each => each.scrollWidth > each.clientWidth")


@pytest.mark.parametrize("width", [1280, 375])
def test_hours_and_tables_stay_where_they_are_when_it_is_scrolled_by_keyboard(opened, width):
    page = opened(width=width)
    table = frame(page)
    hours, head = table.get_by_role("rowheader").nth(15), table.get_by_role("columnheader").nth(1)
    left, top = hours.bounding_box()["x"], head.bounding_box()["y"]
    table.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.wait_for_function(
        "() => { const it = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;"
        " return it.scrollLeft > 0 && it.scrollTop > 0; }"
    )
    assert hours.bounding_box()["x"] == pytest.approx(left, abs=1)
    moved = head.bounding_box()["y"] - table.bounding_box()["y"]
    assert 0 <= moved <= 2 or head.bounding_box()["y"] == pytest.approx(top, abs=1)


def test_what_people_typed_is_shown_letter_by_letter(opened):
    cell = frame(opened()).get_by_role("cell").first
    expect(cell).to_contain_text("<b>superhydrophobic</b>")
    expect(cell).to_contain_text("× Quantitative")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_a_reader(opened, scheme):
    page = opened(color_scheme=scheme)
    frame(page)
    found = Axe().run(page, context=".stBidiComponent").response["violations"]
    assert [each["id"] for each in found] == []
