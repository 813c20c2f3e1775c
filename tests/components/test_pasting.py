"""A text that is too long for its field is pasted as far as it fits."""

import pytest
from playwright.sync_api import expect

PAGE = """
import streamlit as st
from components import interface_words

interface_words.show("zh")
line = st.text_input("Line", max_chars=10)
free = st.text_input("Free")
with st.form("form", enter_to_submit=False):
    area = st.text_area("Area", max_chars=12)
    if st.form_submit_button("Send"):
        st.text(f"sent {area!r}")
st.text(f"line {line!r} free {free!r}")
"""


@pytest.fixture
def page(opened):
    shown = opened(locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    expect(shown.get_by_label("Line")).to_be_visible()
    return shown


def paste(page, label, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.get_by_label(label).focus()
    page.keyboard.press("ControlOrMeta+v")


def test_what_fits_is_pasted_whole_and_what_does_not_as_far_as_it_fits(page):
    paste(page, "Line", "12345678")
    expect(page.get_by_label("Line")).to_have_value("12345678")
    paste(page, "Line", "abcdef")
    expect(page.get_by_label("Line")).to_have_value("12345678ab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("line '12345678ab' free ''")).to_be_visible()


def test_what_is_selected_gives_its_room_and_can_be_had_back(page):
    paste(page, "Line", "1234567890")
    page.keyboard.press("ControlOrMeta+a")
    paste(page, "Line", "温州" * 20)
    expect(page.get_by_label("Line")).to_have_value("温州" * 5)
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_label("Line")).to_have_value("1234567890")


def test_no_character_is_cut_in_halves(page):
    paste(page, "Line", "123456789😀")
    expect(page.get_by_label("Line")).to_have_value("123456789")


def test_an_area_in_a_form_takes_its_first_lines(page):
    paste(page, "Area", "one\ntwo\nthree\nfour")
    expect(page.get_by_label("Area")).to_have_value("one\ntwo\nthre")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(r"sent 'one\ntwo\nthre'")).to_be_visible()


def test_a_field_without_a_limit_takes_everything(page):
    paste(page, "Free", "x" * 500)
    expect(page.get_by_label("Free")).to_have_value("x" * 500)
