"""Codes read by the camera, in a real browser with a camera and a detector of the test's own."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = """
import streamlit as st
from components import scanner

read = scanner.show(key="scanner")
if read:
    st.session_state.setdefault("heard", []).append(read)
st.text(" ".join(st.session_state.get("heard", ["nothing"])))
"""
CAMERA = """
window.seen = "";
window.BarcodeDetector = class {
  async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  if (window.refuses) throw new DOMException("no", window.refuses);
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  setInterval(() => canvas.getContext("2d").fillRect(0, 0, 10, 10), 50);
  return (window.stream = canvas.captureStream());
};
"""


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_have_text(text)


def with_camera(opened, more="", **options):
    page = opened(**options)
    page.clock.install()
    page.add_init_script(CAMERA + more)
    page.reload()
    return page


def button(page, name):
    return page.get_by_role("button", name=name)


def shows(page, code):
    page.evaluate("code => { window.seen = code; }", code)


def test_codes_are_read_one_after_another_each_once_while_the_camera_is_on(opened):
    page = with_camera(opened, width=375)
    button(page, "Read codes with the camera").click()
    expect(page.locator("video")).to_be_visible()
    shows(page, "https://example.org/check-in?id=1&c=ABC")
    heard(page, "https://example.org/check-in?id=1&c=ABC")
    shows(page, "DEF")
    heard(page, "https://example.org/check-in?id=1&c=ABC DEF")
    page.clock.run_for(700)
    heard(page, "https://example.org/check-in?id=1&c=ABC DEF")
    shows(page, "")
    page.clock.run_for(2500)
    shows(page, "DEF")  # whoever comes back with it
    heard(page, "https://example.org/check-in?id=1&c=ABC DEF DEF")
    button(page, "Camera off").click()
    expect(page.locator("video")).to_be_hidden()
    assert page.evaluate("window.stream.getTracks().every((each) => each.readyState === 'ended')")
    shows(page, "GHI")
    page.clock.run_for(700)
    heard(page, "https://example.org/check-in?id=1&c=ABC DEF DEF")


def test_a_camera_that_is_refused_or_not_there_is_said(opened):
    for why, words in (("NotAllowedError", "was refused"), ("NotFoundError", "No camera")):
        page = with_camera(opened, f"window.refuses = '{why}';")
        button(page, "Read codes with the camera").click()
        expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        expect(button(page, "Read codes with the camera")).to_be_visible()


def test_where_the_browser_reads_no_codes_the_telephones_own_camera_is_named(opened):
    page = opened()
    page.add_init_script("delete window.BarcodeDetector;")
    page.reload()
    heard(page, "nothing")
    expect(page.get_by_role("button", name="camera")).to_have_count(0)
    expect(page.get_by_text("the telephone's own camera")).to_be_visible()


def test_it_can_be_used_by_everybody(opened):
    for scheme in ("light", "dark"):
        page = with_camera(opened, color_scheme=scheme)
        expect(button(page, "Read codes with the camera")).to_be_visible()
        found = Axe().run(page, context=".stBidiComponent")
        assert not found.response["violations"], found.generate_report()
