"""Signing in and out as people do it: in real browsers, from the link they were sent to the way out."""

import pytest
from playwright.sync_api import expect

from db.vocabulary import Role
from domain import accounts, sessions
from domain.command import perform
from tests.journeys.conftest import PASSWORD, sign_in
from tests.journeys.hand import at_rest
from tests.town import ID


def heading(page, name):
    return page.get_by_role("heading", name=name)


def by_the_form(platform, username, path):
    page = platform.visitor()
    page.goto(platform.address + path)
    sign_in(page, username)
    return page


def test_a_link_leads_through_the_sign_in_to_the_page_asked_for(platform):
    page = by_the_form(platform, "admin", "/users?text=arbiter")

    expect(heading(page, "人员账号")).to_be_visible()
    expect(page.get_by_placeholder("姓名、账号或单位")).to_have_value("arbiter")
    assert page.url.endswith("/users?text=arbiter")
    [cookie] = [each for each in page.context.cookies() if each["name"] == "session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert "session=" not in page.evaluate("document.cookie")


def test_a_person_stays_signed_in_until_signing_out(platform):
    page = by_the_form(platform, "admin", "/account")
    page.reload()
    expect(heading(page, "我的账号")).to_be_visible()

    at_rest(page)
    page.get_by_test_id("stSidebar").get_by_role("button", name="admin").click()
    at_rest(page)
    page.get_by_role("button", name="退出登录").click(delay=50)
    expect(heading(page, "您的企业需要什么帮助？")).to_be_visible()
    page.goto(platform.address + "/account")
    expect(page.get_by_label("密码", exact=True)).to_be_visible()
    assert not [each for each in page.context.cookies() if each["name"] == "session"]


def test_a_wrong_password_is_answered_with_a_sentence_and_the_sixth_with_a_lock(platform):
    for n in range(4):
        with pytest.raises(sessions.WrongPassword):
            sessions.sign_in("tax", f"guess number {n}", address="elsewhere")
    page = platform.visitor()
    page.goto(platform.address)
    page.get_by_label("账号", exact=True).fill("tax")
    for told in ("账号或密码不正确", "锁定 15 分钟"):
        page.get_by_label("密码", exact=True).fill(f"guess, to be told: {told}"[:20])
        page.get_by_label("密码", exact=True).press("Enter")
        expect(page.get_by_text(told)).to_be_visible()


def test_the_language_follows_the_browser_and_then_the_choice(platform):
    page = platform.visitor(language="en-US")
    page.goto(platform.address)
    expect(heading(page, "What does your enterprise need?")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")

    page.get_by_role("button", name="中文").click(delay=50)
    expect(heading(page, "您的企业需要什么帮助？")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    at_rest(page)  # the choice is kept now
    page.reload()
    expect(heading(page, "您的企业需要什么帮助？")).to_be_visible()


def test_an_open_page_closes_by_itself_when_its_session_is_ended(platform):
    page = platform.signed_in("admin", "/account")
    expect(heading(page, "我的账号")).to_be_visible()
    perform(ID["admin"], accounts.end_sessions, ID["admin"])

    expect(page.get_by_label("密码", exact=True)).to_be_visible(timeout=15_000)
    sign_in(page, "admin")
    expect(heading(page, "我的账号")).to_be_visible()


def test_a_change_elsewhere_shows_and_what_is_half_typed_stays(platform):
    page = platform.signed_in("admin", "/account")
    field = page.get_by_label("当前密码", exact=True)
    field.fill("half-typed")
    field.focus()
    sessions.redeem(sessions.sign_in("admin", PASSWORD, address="there"), agent="Firefox Windows")
    perform(ID["admin"], accounts.set_roles, ID["editor"], roles=[Role.EDITOR, Role.LEADER])

    expect(page.get_by_text("Firefox · Windows")).to_be_visible(timeout=10_000)
    expect(field).to_have_value("half-typed")
    expect(field).to_be_focused()


def test_an_invited_person_comes_in_by_the_link(platform):
    administrator = platform.signed_in("admin", "/users")
    at_rest(administrator)
    administrator.get_by_text("邀请人员").click()
    administrator.get_by_label("姓名", exact=True).fill("周敏")
    administrator.get_by_label("账号", exact=True).fill("zhou.min")
    organisation = administrator.get_by_role("combobox", name="单位")
    organisation.fill("税务")
    administrator.get_by_role("option", name="市税务局").click()
    at_rest(administrator)
    administrator.get_by_role("combobox", name="角色").first.click()
    administrator.get_by_role("option", name="承办人", exact=True).click()
    administrator.keyboard.press("Escape")
    administrator.get_by_role("button", name="发出邀请").click(delay=50)
    link = administrator.get_by_test_id("stCode").inner_text().strip()

    page = platform.visitor()
    page.goto(link)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再次输入新密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="设置密码").click(delay=50)
    expect(page.get_by_text("密码已设置，现在可以登录。")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="登录").click()
    sign_in(page, "zhou.min")
    page.goto(link)
    expect(page.get_by_text("该链接已使用或已失效")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/account", "/users"])
def test_no_page_asks_the_internet_or_breaks_its_policy(platform, path):
    page, asked, complaints = platform.visitor(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )
    page.goto(platform.address + path)
    sign_in(page, "admin")
    page.get_by_test_id("stAppViewContainer").get_by_role("heading").first.wait_for()

    ours = (platform.address, "data:", "blob:", platform.address.replace("http", "ws"))
    assert [url for url in asked if not url.startswith(ours)] == []
    assert complaints == []
