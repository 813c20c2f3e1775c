"""One demand round the loop, by different people in different browsers, each of whom sees it move."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from components import page_list
from db.engine import snapshot, transaction
from db.models import Demand, UserRole
from db.vocabulary import Role, Stage
from domain import surveys, verification, work_orders
from domain.command import perform
from tests import town
from tests.journeys.conftest import sign_in
from tests.journeys.hand import at_demand, at_rest, choose, pick, press, stands, write
from tests.town import FINANCE, ID, TAX

pytestmark = pytest.mark.timeout(600)


def only_demand():
    with snapshot() as session:
        return session.exec(select(Demand)).one()


def asked_for_help(platform):
    """The public form filled in and sent; returns the page with the receipt, number and secret."""
    page = platform.visitor(width=375, height=800)
    page.goto(platform.address + "/ask")
    write(page, "企业名称", "龙湾恒泽阀门有限公司")
    write(page, "联系人", "林晓")
    write(page, "联系电话", "13857700001")
    choose(page, "所在区域", "龙湾区")
    write(page, "主题", "专利质押贷款续贷困难")
    write(page, "诉求内容", "我公司两项发明专利质押贷款下月到期，银行要求重新评估。")
    page.get_by_test_id("stCheckbox").locator("label").click()
    press(page, "提交")
    expect(page.get_by_text(re.compile(r"^20\d\d-0+1$")).first).to_be_visible()
    number = page.get_by_text(re.compile(r"^20\d\d-0+1$")).first.inner_text()
    secret = page.get_by_text(re.compile(r"^[2-9a-z]{5} [2-9a-z]{5}$")).first.inner_text()
    return page, number, secret


def accepted(page):
    choose(page, "诉求类型", "求助")
    choose(page, "诉求领域", "融资")
    press(page, "受理")


def test_a_demand_is_carried_from_the_web_form_to_its_closing(platform):
    _, number, secret = asked_for_help(platform)

    dispatcher = at_demand(platform, "dispatcher", number)
    stands(dispatcher, "已提交")
    accepted(at_demand(platform, "intake", number))

    stands(dispatcher, "已受理")  # by itself
    pick(dispatcher, "派单")
    press(dispatcher, "派单")
    stands(dispatcher, "待签收")

    handler = at_demand(platform, "finance", number, width=375, height=800)
    press(handler, "签收")
    stands(handler, "办理中")
    pick(handler, "拟写答复")
    write(handler, "给企业的答复", "已协调银行办理无还本续贷。")
    pick(handler, "已解决")
    press(handler, "提交审核")

    head = at_demand(platform, "finance_head", number)
    press(head, "审核通过并答复")
    stands(dispatcher, "已答复")

    enterprise = platform.visitor(width=375, height=800)
    enterprise.goto(platform.address + "/follow")
    write(enterprise, "编号", number)
    write(enterprise, "查询码", secret)
    press(enterprise, "查询")
    expect(enterprise.get_by_text("已协调银行办理无还本续贷。").first).to_be_visible()
    pick(enterprise, "是")
    pick(enterprise, "未解决")
    pick(enterprise, "基本满意")
    press(enterprise, "提交评价")
    stands(dispatcher, "待回访")

    officer = at_demand(platform, "officer", number)
    write(officer, "沟通内容", "企业表示已办妥。")
    pick(officer, "已解决")
    choose(officer, "满意程度", "满意")
    pick(officer, "核实办结")
    press(officer, "记录回访")
    stands(dispatcher, "已办结")

    assert only_demand().stage is Stage.CLOSED
    assert verification.verify() == []


def test_an_unsatisfied_answer_is_done_again_one_level_up(platform):
    demand_id = town.answered()
    number = only_demand().number
    town_evaluates_badly(demand_id)
    dispatcher = at_demand(platform, "dispatcher", number)
    stands(dispatcher, "待回访")

    officer = at_demand(platform, "officer", number)
    write(officer, "沟通内容", "企业反映问题没有解决。")
    pick(officer, "未解决")
    choose(officer, "满意程度", "不满意")
    pick(officer, "转重办")
    press(officer, "记录回访")

    stands(dispatcher, "重办")
    press(dispatcher, "派单")
    stands(dispatcher, "待签收")
    again = only_demand()
    assert (again.round, again.level.value, again.unit_id) == (2, "city", TAX)
    assert again.promised_at > again.submitted_at


def test_a_returned_demand_goes_to_the_arbiter_and_back(platform):
    town.dispatched()
    number = only_demand().number
    handler = at_demand(platform, "finance", number)
    pick(handler, "申请退单")
    write(handler, "不属于本单位职责的理由", "此事由税务局负责。")
    press(handler, "申请退单")
    stands(handler, "退单待仲裁")

    arbiter = at_demand(platform, "arbiter", number)
    write(arbiter, "原因", "属你单位职责。")
    press(arbiter, "裁定")

    stands(handler, "待签收")
    assert (only_demand().unit_id, only_demand().transfers) == (FINANCE, 0)


def test_a_half_filled_form_survives_the_change_of_another(platform):
    demand_id = town.in_progress()
    number = only_demand().number
    handler = at_demand(platform, "finance", number)
    pick(handler, "拟写答复")
    write(handler, "给企业的答复", "写到一半的答复")

    perform(ID["dispatcher"], work_orders.note, demand_id, text="请抓紧办理。")

    expect(handler.get_by_text("请抓紧办理。").first).to_be_visible()
    expect(handler.get_by_label("给企业的答复", exact=True)).to_have_value("写到一半的答复")


def test_no_page_asks_anything_of_the_internet(platform):
    town.dispatched()
    with transaction() as session:
        session.add(UserRole(user_id=ID["admin"], role=Role.INTAKE))
    number = only_demand().number
    asked = []
    page = platform.visitor()
    page.on("request", lambda request: asked.append(request.url))
    own = (platform.address, platform.address.replace("http", "ws"), "data:", "blob:")

    def visit(place):
        page.goto(f"{platform.address}/{place.path}?number={number}&token=x&t=x")
        at_rest(page)

    places = page_list.places()
    for place in places:
        if place.is_public:
            visit(place)
    page.goto(platform.address)
    sign_in(page, "admin")
    page.get_by_test_id("stSidebar").wait_for(state="attached")
    for place in places:
        visit(place)
    assert [url for url in asked if not url.startswith(own)] == []


def town_evaluates_badly(demand_id):
    perform(
        town.holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=True,
        solved="no",
        satisfaction="dissatisfied",
    )
