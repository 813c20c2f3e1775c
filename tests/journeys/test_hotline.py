"""A call at the hotline: the caller found, what was asked before shown, and saved once however often one presses."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from db.engine import snapshot
from db.models import Demand
from tests import town
from tests.journeys.hand import at_rest

pytestmark = pytest.mark.timeout(600)

STORY = "我公司两项发明专利质押贷款下月到期，银行要求重新评估，请协调。"


def demands():
    with snapshot() as session:
        return session.exec(select(Demand).order_by(Demand.id)).all()


def choose_caller(page, typed):
    at_rest(page)
    page.get_by_role("combobox", name="企业名称").press_sequentially(typed, delay=40)
    page.get_by_role("option").filter(has_text="龙湾恒泽阀门有限公司").click()
    expect(page.get_by_text("名录内企业")).to_be_visible()
    at_rest(page)


def test_while_one_types_the_caller_and_what_was_asked_before_appear(platform):
    earlier = town.ask()
    page = platform.signed_in("intake", "/hotline")
    choose_caller(page, "恒泽")
    page.get_by_label("诉求内容").press_sequentially(STORY, delay=5)
    # nothing was pressed: the earlier demand stands beside what is being typed
    expect(page.get_by_text(earlier.number)).to_be_visible()
    expect(page.get_by_text(re.compile(r"相似 \d+%"))).to_be_visible()


def test_a_double_click_saves_one_call(platform):
    page = platform.signed_in("intake", "/hotline")
    choose_caller(page, "恒泽")
    page.get_by_label("联系人").fill("林晓")
    page.get_by_label("联系电话").fill("13857700001")
    page.get_by_label("诉求内容").press_sequentially(STORY, delay=5)
    at_rest(page)
    page.get_by_role("button", name="保存").dblclick(delay=20)
    expect(page.get_by_text("已保存")).to_be_visible()
    at_rest(page)
    saved = demands()
    assert [each.enterprise_id for each in saved] == [town.VALVES]
    assert saved[0].body == STORY
