"""Fields that answer while one types: nothing lost, nothing overwritten, nothing sent too early."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.finder import _said

PAGE = """
import streamlit as st
from components import finder

NAMES = {7: "瓯海远景电器", 8: "瓯海眼镜", 9: "Ouhai <b>Optical</b>"}
state = st.session_state
state.setdefault("asked", [])

def like(text):
    state["asked"].append(text)
    return [finder.Hit(n, name, ("12345",)) for n, name in NAMES.items() if text in name]

@st.fragment
def form():
    reset = state.setdefault("reset", 0)
    first = {"text": NAMES[8], "chosen": 8} if "first" in st.query_params else {}
    found = finder.finder(
        "Enterprise", find=like, key="enterprise", reset=reset, **first
    )
    story = finder.typing_area("Story", key="story", reset=reset, max_chars=12)
    st.text(f"found {found.query}|{found.chosen}; story {story}; asked {state['asked']}")
    if st.button("Again"):
        st.rerun(scope="fragment")
    if st.button("Empty"):
        state["reset"] += 1
        st.rerun(scope="fragment")

form()
"""


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_contain_text(text)


def box(page):
    return page.get_by_role("combobox", name="Enterprise")


def test_what_is_chosen_at_first_stays_so_until_the_text_changes(opened):
    page = opened("?first=8")
    heard(page, "found 瓯海眼镜|8; story ; asked []")
    box(page).click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    box(page).press("Backspace")
    heard(page, "found 瓯海眼|None;")
    page.get_by_role("button", name="Empty").click()
    heard(page, "found 瓯海眼镜|8;")


def test_hits_appear_while_one_types_and_an_arrow_and_enter_choose(opened):
    page = opened()
    box(page).press_sequentially("瓯海")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(page.get_by_text("2 found")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    heard(page, "found 瓯海眼镜|8;")
    expect(box(page)).to_have_value("瓯海眼镜")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_hit_is_chosen_by_click_and_forgotten_when_the_text_changes(opened):
    page = opened()
    box(page).fill("远景")
    page.get_by_role("option").click()
    heard(page, "found 瓯海远景电器|7;")
    box(page).press("Backspace")
    heard(page, "found 瓯海远景电|None;")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_and_reach_the_hits(opened, scheme):
    page = opened(color_scheme=scheme)
    box(page).fill("瓯海")
    expect(page.get_by_role("option")).to_have_count(2)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.response["violations"] == []


def test_names_of_hits_are_never_markup(opened):
    page = opened()
    box(page).fill("Ouhai")
    expect(page.get_by_role("option").locator(".title")).to_have_text("Ouhai <b>Optical</b>")
    expect(page.get_by_role("option").locator("b")).to_have_text("Ouhai")


def test_nothing_is_sent_while_a_chinese_word_is_being_composed(opened):
    page = opened()
    box(page).focus()
    keyboard = page.context.new_cdp_session(page)
    for pinyin in ("o", "ou", "ou'h", "ou'hai"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": pinyin, "selectionStart": len(pinyin), "selectionEnd": len(pinyin)},
        )
    page.get_by_role("button", name="Again").evaluate("button => button.click()")
    app = page.locator("[data-test-script-state]")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(box(page)).to_have_value("ou'hai")
    keyboard.send("Input.insertText", {"text": "瓯海"})
    heard(page, "found 瓯海|None; story ; asked ['瓯海']")


def test_typing_goes_on_undisturbed_while_answers_arrive(opened):
    page = opened()
    box(page).press_sequentially("abcdefghijklmnop", delay=120)
    expect(box(page)).to_have_value("abcdefghijklmnop")
    heard(page, "found abcdefghijklmnop|None;")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_a_long_text_is_reported_as_typed_and_counted(opened):
    page = opened()
    area = page.get_by_label("Story")
    area.press_sequentially("办理缓慢")
    heard(page, "story 办理缓慢;")
    expect(page.get_by_text("4/12")).to_be_visible()
    area.press_sequentially("0123456789")
    heard(page, "story 办理缓慢01234567;")
    expect(area).to_be_focused()


def test_text_typed_just_before_a_click_is_not_lost(opened):
    page = opened()
    page.get_by_label("Story").fill("asked")
    page.get_by_role("button", name="Again").click(delay=50)
    heard(page, "story asked;")
    expect(page.get_by_label("Story")).to_have_value("asked")


def test_a_reset_empties_both_fields_in_the_browser_and_in_python(opened):
    page = opened()
    box(page).fill("远景")
    page.get_by_role("option").click()
    page.get_by_label("Story").fill("asked")
    heard(page, "found 瓯海远景电器|7; story asked;")
    page.get_by_role("button", name="Empty").click(delay=50)
    heard(page, "found |None; story ;")
    expect(box(page)).to_have_value("")
    expect(page.get_by_label("Story")).to_have_value("")
    page.get_by_label("Story").fill("next")
    heard(page, "story next;")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"text": "a", "chosen": 3, "reset": 1}, ("a", 3)),
        ({"text": "a", "chosen": None, "reset": 0}, ("first", None)),
        ({"text": 5, "chosen": None, "reset": 1}, ("first", None)),
        ({"text": "a", "chosen": [3], "reset": 1}, ("first", None)),
        (None, ("first", None)),
    ],
)
def test_only_well_formed_reports_since_the_last_reset_count(value, said):
    assert _said(value, text="first", reset=1) == said
