"""The title of a record in a real browser: whole on a telephone, clicked, opened apart by its address."""

from playwright.sync_api import expect

PAGE = """
import streamlit as st
from components import record_title, rows
from components.rows import Link

state = st.session_state
rows.follow = lambda link: state.update(heard=link.href)
record_title.show(
    "1. 面向船用压缩机的陶瓷基复合材料密封环在高温氧化环境下的结构设计与长寿命制备方法 <b>及应用</b>",
    Link("x.py", "result", (("id", "7"),)),
    key="first",
)
st.text(state.get("heard", "nothing"))
"""


def test_a_long_title_stands_there_whole_on_a_telephone_and_leads_to_its_record(opened):
    page = opened(width=375)
    link = page.get_by_role("link", name="面向船用压缩机")
    expect(link).to_contain_text("<b>及应用</b>")
    expect(link).to_have_attribute("href", "/result?id=7")
    box = link.bounding_box()
    assert box["x"] + box["width"] <= 375 and box["height"] > 30
    assert link.evaluate(
        "a => a.scrollWidth <= a.clientWidth || getComputedStyle(a).display === 'inline'"
    )
    link.click()
    expect(page.locator('[data-testid="stText"]')).to_have_text("/result?id=7")
