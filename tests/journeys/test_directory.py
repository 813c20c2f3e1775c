"""Keeping the directory in the browser: what is known already is seen while typing, what is new is there at once."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from db.engine import snapshot
from db.models import Organisation, ServiceProduct
from tests.journeys.hand import at_rest, choose, press, write
from tests.town import LAWYERS

pytestmark = pytest.mark.timeout(600)


def test_a_keeper_adds_an_organisation_and_a_service_and_a_visitor_reads_it(platform):
    keeper = platform.signed_in("lucheng", "/new-record")
    name = keeper.get_by_role("combobox", name="机构名称")
    name.press_sequentially("瓯信", delay=40)
    expect(keeper.get_by_text("瓯信律师事务所")).to_be_visible()
    name.fill("")
    name.press_sequentially("鹿城鞋材检测中心", delay=20)
    choose(keeper, "所在区域", "鹿城区")
    press(keeper, "加入名录")
    expect(keeper).to_have_url(re.compile(r"/organisation\?id=\d+"))
    expect(keeper.get_by_role("heading", name="鹿城鞋材检测中心")).to_be_visible()

    keeper.get_by_role("tab", name="服务产品").click()
    press(keeper, "添加服务产品")
    window = keeper.get_by_role("dialog")
    write(window, "服务产品名称", "鞋底耐折检测")
    choose(keeper, "服务领域", "技术与产学研")
    choose(keeper, "收费方式", "公益")
    at_rest(keeper)
    window.get_by_role("button", name="保存").click(delay=50)
    expect(keeper.get_by_text("服务产品已保存。")).to_be_visible()
    with snapshot() as session:
        product = session.exec(select(ServiceProduct)).one()
        owner = session.get_one(Organisation, product.organisation_id)
    assert (product.name, owner.name) == ("鞋底耐折检测", "鹿城鞋材检测中心")

    visitor = platform.visitor()
    visitor.goto(f"{platform.address}/organisation?id={owner.id}&product={product.id}")
    expect(visitor.get_by_text("鞋底耐折检测")).to_be_visible()
    expect(visitor.get_by_text("添加服务产品")).to_have_count(0)


def test_the_window_stands_in_the_address_and_goes_with_it(platform):
    keeper = platform.signed_in("intake")
    keeper.goto(f"{platform.address}/organisation?id={LAWYERS}&do=edit")
    window = keeper.get_by_role("dialog")
    expect(window).to_be_visible()
    window.get_by_role("button", name="关闭").click()
    expect(window).to_have_count(0)
    expect(keeper).to_have_url(re.compile(r"/organisation\?id=9$"))
    press(keeper, "修改记录")
    expect(keeper).to_have_url(re.compile("do=edit"))
    write(keeper.get_by_role("dialog"), "主要产品", "商事诉讼")
    keeper.get_by_role("dialog").get_by_role("button", name="保存").click(delay=50)
    expect(keeper.get_by_text("记录已修改。")).to_be_visible()
    expect(keeper).to_have_url(re.compile(r"/organisation\?id=9$"))
    expect(keeper.get_by_text("商事诉讼").first).to_be_visible()
