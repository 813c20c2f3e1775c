"""Streamlit's own words in Chinese, and nobody else's."""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from components.interface_words import TEXTS

PAGE = """
import pandas as pd
import streamlit as st
from components import interface_words

language = st.segmented_control("Language", ["zh", "en"], default="zh")
interface_words.show(language or "zh")
st.text_input("Plain")
with st.form("form"):
    st.text_input("In form", required=True)
    st.form_submit_button("Search")
st.selectbox("One", ["Stop", "Search"], index=None)
st.multiselect("Many", ["Search"])
st.date_input("Day")
st.file_uploader("File", type=["pdf"])
st.dataframe(pd.DataFrame({"name": ["Search", "Stop"]}))
st.text("Search")
st.markdown("Fullscreen")
st.button("Close")


@st.dialog("Fullscreen")
def window():
    st.text("Stop")
    st.text_input("In the window", required=True)
    st.date_input("Day beside it", None)
    st.file_uploader("File beside it", type=["pdf"])


if st.button("Open a window"):
    window()
"""


def text_of(page):
    return page.locator('[data-testid="stMain"]').inner_text()


def test_hints_of_fields_are_chinese(opened):
    page = opened(locale="en-US")
    expect(page.get_by_placeholder("请选择（可多选）")).to_be_visible()
    page.get_by_label("Plain").fill("x")
    expect(page.get_by_text("按回车键生效")).to_be_visible()
    page.get_by_label("In form").fill("x")
    expect(page.get_by_text("按回车键提交")).to_be_visible()
    expect(page.get_by_text("每个文件不超过 20 MB")).to_be_visible()


def test_what_must_be_filled_in_is_marked_and_asked_for_in_chinese(opened):
    page = opened(locale="en-US")
    expect(page.locator("label").filter(has_text="In form")).to_contain_text("（必填）")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("此项必填。")).to_be_visible()


def test_fields_in_a_window_speak_chinese_and_what_people_wrote_beside_them_does_not_change(opened):
    page = opened(locale="en-US")
    page.get_by_role("button", name="Open a window").click()
    window = page.get_by_role("dialog")
    expect(window.locator("label").filter(has_text="In the window")).to_contain_text("（必填）")
    expect(window.locator('[data-testid="stDateInputField"]')).to_contain_text("年")
    expect(window.locator('[data-testid="stFileUploaderDropzone"] button')).to_contain_text("上传")
    expect(window.locator('[data-testid="stText"]')).to_have_text("Stop")


def test_a_list_without_hits_says_so_in_chinese(opened):
    page = opened(locale="en-US")
    page.locator('[data-testid="stSelectbox"] input').fill("zzz")
    expect(page.get_by_text("没有结果")).to_be_visible()


def test_the_toolbar_of_a_table_is_chinese(opened):
    page = opened(locale="en-US")
    page.locator('[data-testid="stDataFrame"]').hover()
    expect(page.get_by_role("button", name="下载 CSV")).to_be_attached()


def test_a_calendar_is_chinese_whatever_the_browsers_language(opened):
    page = opened(locale="en-US")
    page.get_by_role("button", name="选择日期").click()
    calendar = page.locator('[data-testid="stDateInputCalendar"]')
    expect(calendar).to_contain_text("月")
    assert set(re.findall("[A-Za-z]{2,}", calendar.inner_text())) <= {"Esc"}


def test_what_people_wrote_is_left_alone(opened):
    page = opened(locale="en-US")
    expect(page.get_by_placeholder("请选择（可多选）")).to_be_visible()
    expect(page.locator('[data-testid="stText"]')).to_have_text("Search")
    expect(page.get_by_text("Fullscreen", exact=True)).to_be_visible()
    expect(page.locator('[data-testid="stFormSubmitButton"]')).to_have_text("Search")
    expect(page.locator('[data-testid="stButton"]').first).to_have_text("Close")
    page.locator('[data-testid="stSelectbox"] input').click()
    expect(page.get_by_role("option", name="Search")).to_be_visible()


def test_the_page_says_its_language_and_english_gives_streamlits_words_back(opened):
    page = opened(locale="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_placeholder("请选择（可多选）")).to_be_visible()
    page.get_by_role("radio", name="en").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.get_by_placeholder("Choose options")).to_be_visible()
    assert "每个文件" not in text_of(page)


def test_the_words_take_no_room_on_the_page(opened):
    page = opened(locale="en-US")
    expect(page.get_by_placeholder("请选择（可多选）")).to_be_visible()
    hidden = page.locator('[data-testid="stElementContainer"]:has([data-testid^="stBidi"])')
    expect(hidden).to_be_hidden()


def _entries():
    return tomllib.loads((TEXTS / "zh" / "streamlit.toml").read_text("utf-8")).items()


@pytest.mark.parametrize(("english", "chinese"), _entries())
def test_a_translation_keeps_the_places_of_its_text(english, chinese):
    kept = set(re.findall(r"\{\w+\}", chinese))
    assert kept <= set(re.findall(r"\{\w+\}", english))
    assert re.search("[\u4e00-\u9fff]", chinese)


def test_a_lost_server_speaks_to_the_person_in_front_of_the_page():
    for language in ("zh", "en"):
        texts = tomllib.loads((TEXTS / language / "streamlit.toml").read_text("utf-8"))
        told = [own for english, own in texts.items() if "Streamlit" in english]
        assert len(told) >= 2
        assert not any("Streamlit" in own or "terminal" in own for own in told)
