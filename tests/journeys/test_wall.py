"""The wall as a command centre has it: full screen, view after view, live, honest when it is out of touch."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from db.indicator_vocabulary import Indicator, WallTheme, WallView
from domain import clock, month_targets, wall_links
from domain.command import perform
from domain.wall_links import Wishes
from tests import town
from tests.journeys.conftest import PATIENCE
from tests.town import ID, LONGWAN

HALL = Wishes("指挥中心", seconds=5)
SCREENS = [(1920, 1080), (3840, 2160)]

# What stands outside the screen, or is cut off inside its own box.
OUTSIDE = """() => {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) found.push("the page scrolls");
  for (const each of document.querySelectorAll("body *")) {
    const box = each.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const isOut = box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    const isText = ["H1", "H2", "H3", "P", "LI", "STRONG", "SECTION"].includes(each.tagName);
    const isCut = isText && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
    const isInline = getComputedStyle(each).display === "inline";
    if (isOut || (isCut && !isInline)) found.push(`${each.tagName}.${each.getAttribute("class")} ${each.textContent}`);
  }
  return found;
}"""


def made(**changes):
    return perform(ID["leader"], wall_links.make, wishes=replace(HALL, **changes))


def aimed_at():
    """A target of a number that adds up is told with its pace: the longest words on a card."""
    month_id = perform(ID["leader"], month_targets.begin, month=clock.now().date())
    values = {"indicator": Indicator.SERVICES_GIVEN, "values": {"": 50}}
    perform(ID["leader"], month_targets.put, month_id, **values)


def shown(page, view):
    expect(page.locator(f"main[data-view={view}]")).to_be_visible()


@pytest.fixture
def screen(platform):
    """A screen with nobody signed in, whose clock the test may turn on; everything it asks for is listed."""

    def opened(link, size=SCREENS[0], path=None):
        page = platform.visitor(width=size[0], height=size[1])
        page.asked, page.faults = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on(
            "console", lambda line: page.faults.append(line.text) if line.type == "error" else None
        )
        page.clock.install()
        page.goto(platform.address + (path or f"/wall/{link.token}"))
        return page

    return opened


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_fills_the_screen_without_scrolling(platform, screen, language):
    town.answered()
    town.dispatched()
    aimed_at()
    for theme, area, size in zip(WallTheme, (None, LONGWAN), SCREENS, strict=True):
        page = screen(made(language=language, theme=theme, area=area), size)
        for view in WallView:
            shown(page, view)
            assert page.evaluate(OUTSIDE) == []
            page.keyboard.press("ArrowRight")
        expect(page.locator("html")).to_have_attribute("data-theme", theme.value)
        assert all(url.startswith(platform.address) for url in page.asked)
        assert page.faults == []


@pytest.mark.parametrize("size", SCREENS)
def test_the_views_come_round_by_themselves_three_times_and_never_scroll(screen, size):
    town.answered()
    page = screen(made(), size)
    for _ in range(3):
        for view in WallView:
            shown(page, view)
            assert page.evaluate(OUTSIDE) == []
            page.clock.fast_forward(5_500)
    shown(page, WallView.CITY)


def test_a_figure_moves_by_itself_once_an_order_is_answered(screen):
    page = screen(made(views=(WallView.CITY,)))
    number = page.locator("[data-key=services_given] .number")
    expect(number).to_have_text("0")
    town.answered()
    expect(number).to_have_text("1")


def test_out_of_touch_it_says_since_when_and_recovers_by_itself(screen):
    page = screen(made(views=(WallView.CITY,)))
    shown(page, WallView.CITY)
    banner = page.get_by_role("alert")
    expect(banner).to_be_hidden()
    page.route("**/api/figures/wall", lambda route: route.abort())
    page.clock.fast_forward(40_000)
    expect(banner).to_contain_text("连接中断")
    expect(
        page.locator(".card").first
    ).to_be_visible()  # what was known stays, as of when it was known
    assert page.evaluate(OUTSIDE) == []
    page.unroute("**/api/figures/wall")
    page.clock.fast_forward(5_000)
    expect(banner).to_be_hidden()


def test_figures_that_are_not_complete_are_told_with_the_day_until_they_are(screen):
    page = screen(made(views=(WallView.CITY,)))
    shown(page, WallView.CITY)
    banner = page.get_by_role("alert")

    def behind(route):
        answer = route.fetch()
        late = {"x-as-of": "2026-11-13T12:00:05+08:00", "x-behind": "95"}
        route.fulfill(response=answer, headers=answer.headers | late)

    page.route("**/api/figures/wall", behind)
    page.clock.fast_forward(2_000)
    expect(banner).to_contain_text("数据完整截至 2026-11-13 12:00:05")
    assert page.evaluate(OUTSIDE) == []
    page.unroute("**/api/figures/wall")
    page.clock.fast_forward(5_000)
    expect(banner).to_be_hidden()


def test_a_server_in_trouble_is_told_as_out_of_touch_too(screen):
    page = screen(made(views=(WallView.CITY,)))
    shown(page, WallView.CITY)
    page.route("**/api/figures/wall", lambda route: route.fulfill(status=503, body="starting"))
    page.clock.fast_forward(40_000)
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_link_that_is_called_back_shows_a_sentence_and_no_figure(screen):
    link = made()
    page = screen(link)
    shown(page, WallView.CITY)
    perform(ID["leader"], wall_links.revoke, link.id)
    expect(page.locator(".sentence")).to_contain_text("此大屏链接已被撤销")
    expect(page.locator(".card")).to_have_count(0)
    page.clock.fast_forward(60_000)
    expect(page.locator(".sentence")).to_be_visible()


def test_a_wall_that_is_changed_follows_without_being_touched(screen):
    link = made(views=(WallView.CITY,))
    page = screen(link)
    shown(page, WallView.CITY)
    other = replace(HALL, views=(WallView.LOAD,), language="en", theme=WallTheme.LIGHT)
    perform(ID["leader"], wall_links.change, link.id, wishes=other)
    shown(page, WallView.LOAD)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("h1")).to_have_text("Day by day")


def test_a_new_release_of_the_page_is_loaded_once(platform, screen):
    link = made(views=(WallView.CITY,))
    page = screen(link)
    shown(page, WallView.CITY)
    page.evaluate("window.isOld = true")
    where, key = platform.address + "/api/figures/wall", f"Bearer {link.token}"
    told = page.request.get(where, headers={"Authorization": key}).json()
    newer = told | {"version": "another"}
    with page.expect_navigation(timeout=PATIENCE):
        page.route("**/api/figures/wall", lambda route: route.fulfill(json=newer))
    shown(page, WallView.CITY)
    assert page.evaluate("window.isOld") is None
    with page.expect_response("**/api/figures/wall"):
        page.clock.fast_forward(5_000)
    shown(page, WallView.CITY)
    assert len([url for url in page.asked if url.endswith("/wall/files/wall.js")]) == 2


def test_a_leader_makes_a_link_and_the_screen_opens_with_it(platform, screen):
    page = platform.signed_in("leader", "/wall-links")
    page.get_by_label("大屏名称").fill("三楼指挥中心")
    page.get_by_role("button", name="生成链接").click()
    address = page.locator("[data-testid=stCode]").inner_text().strip()
    wall = screen(None, path=address.removeprefix(platform.address))
    shown(wall, WallView.CITY)
    page.get_by_role("button", name="已复制").click()
    expect(page.locator("[data-testid=stCode]")).to_have_count(0)
    expect(page.get_by_text("三楼指挥中心")).to_be_visible()
    page.get_by_role("button", name="撤销").first.click()
    page.get_by_role("button", name="确认撤销").click()
    expect(wall.locator(".sentence")).to_contain_text("撤销")
