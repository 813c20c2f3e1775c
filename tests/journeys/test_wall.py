"""The wall as a command centre has it: full screen, view after view, live, honest when it is out of touch."""

import re
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from db.engine import transaction
from db.indicator_vocabulary import Indicator, WallTheme, WallView
from db.models import Area
from domain import clock, jobs, month_targets, wall_links
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import rollups
from domain.wall_links import Wishes
from seed import facts
from tests import town, walls
from tests.infrastructure.waiting import until
from tests.journeys.conftest import PATIENCE
from tests.town import ID, LONGWAN, LUCHENG

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

# Where everything stands but what goes on with the time.
BOXES = """() => [...document.querySelectorAll("header, header > *, main, main *, footer, footer li")].map((each) => {
  const { left, top, width, height } = each.getBoundingClientRect();
  const told = each.className === "when" ? [top, height] : [left, top, width, height];
  return [each.tagName, each.getAttribute("class"), ...told.map(Math.round)];
})"""


@pytest.fixture
def twelve(platform):
    """Every sub-platform of the city, as they lie on the map, each with a demand; two with an answer."""
    with transaction() as session:
        for position, each in enumerate(facts.areas()):
            row = session.get(Area, each.code) or Area(
                code=each.code, name=each.zh, name_en=each.en, valid_from=each.valid_from
            )
            row.position, (row.tile_column, row.tile_row) = position, each.tile
            session.add(row)
    with walls.in_its_month():
        for each in facts.areas():
            town.ask(area_code=each.code)
        town.answered()
        town.answered(area_code=LUCHENG)
        town.dispatched()


def made(**changes):
    return perform(ID["leader"], wall_links.make, wishes=replace(HALL, **changes))


def aimed_at():
    """A target of a number that adds up is told with its pace, one that was carried on is marked: the longest words on
    a card and above the map."""
    before = clock.now().date().replace(day=1) - timedelta(days=1)
    month_id = perform(ID["leader"], month_targets.begin, month=before)
    aims = {"": 50} | {each.code: 5 for each in facts.areas()}
    values = {"indicator": Indicator.SERVICES_GIVEN, "values": aims}
    perform(ID["leader"], month_targets.put, month_id, **values)
    jobs.carry_on_targets()


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
@pytest.mark.usefixtures("twelve")
def test_every_view_fills_the_screen_without_scrolling(platform, screen, language):
    aimed_at()
    for theme, area, size in zip(WallTheme, (None, LONGWAN), SCREENS, strict=True):
        of_number = {"indicator": Indicator.SERVICES_GIVEN, "theme": theme, "area": area}
        page = screen(made(language=language, **of_number), size)
        for view in WallView:
            shown(page, view)
            assert page.evaluate(OUTSIDE) == []
            page.keyboard.press("ArrowRight")
        expect(page.locator("html")).to_have_attribute("data-theme", theme.value)
        assert all(url.startswith(platform.address) for url in page.asked)
        assert page.faults == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.usefixtures("twelve")
def test_the_views_of_twelve_filmed_over_three_rotations_never_scroll_nor_jump_and_turn_their_date(
    screen, size, language, tmp_path
):
    """Each view comes round by itself as it was, box by box and point by point, on three days; the frames are kept in
    the folder of the test."""
    # Of a number every sub-platform has a bar, and a word beside it.
    link, turn = made(indicator=Indicator.RECEIVED, language=language), 0

    def later(route):
        answer = route.fetch()
        told = parsedate_to_datetime(answer.headers["date"]) + timedelta(days=turn)
        date = {"date": format_datetime(told, usegmt=True)}
        route.fulfill(response=answer, headers=answer.headers | date)

    until(lambda: not rollups.is_waiting())
    page = screen(link, size)
    page.route("**/api/figures/wall", later)
    expect(page.get_by_role("alert")).to_be_hidden()
    many = {WallView.MAP: ".tile", WallView.RANKING: ".bars li", WallView.LOOP: ".late li"}
    dates, boxes, frames = [], {}, {}
    for turn in range(3):
        with page.expect_response("**/api/figures/wall"):
            page.clock.run_for(1_100)
        for view in WallView:
            shown(page, view)
            if view in many:
                expect(page.locator(many[view])).to_have_count(len(facts.areas()))
            assert page.evaluate(OUTSIDE) == []
            kept = tmp_path / f"{view.value}-{turn + 1}.png"
            page.screenshot(path=kept)
            stands, frame = page.evaluate(BOXES), pictured(page, kept)
            assert stands == boxes.setdefault(view, stands), (view, turn)
            assert moved(frames.setdefault(view, frame), frame) is None, (view, turn, kept)
            page.clock.fast_forward(5_500)
        dates.append(page.locator("#date").inner_text())
    shown(page, WallView.CITY)
    page.unroute_all(behavior="ignoreErrors")  # a question may be on its way
    assert len(set(dates)) == 3 and dates == [named(n, language) for n in range(3)]


def pictured(page, kept):
    """The view itself: the clock above it and the moment below it go on."""
    box = page.locator("main").bounding_box()
    edges = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
    with Image.open(kept) as frame:
        return frame.convert("L").crop(tuple(map(round, edges)))


def moved(before, now):
    """Where two frames differ by more than the eye sees, if anywhere."""
    return ImageChops.difference(before, now).point(lambda each: 255 * (each > 12)).getbbox()


def named(days, language):
    """A day so many days from now, as the wall has it."""
    day = (clock.now() + timedelta(days=days)).astimezone(LOCAL)
    if language == "en":
        return f"{day:%A}, {day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日星期{'一二三四五六日'[day.weekday()]}"


def test_weeks_pass_and_every_date_is_the_servers_though_the_screens_clock_runs_slow(screen):
    town.answered()
    page = screen(made(seconds=60))
    shown(page, WallView.CITY)
    passed, told = timedelta(), []

    def later(route):
        answer = route.fetch()
        told.append(parsedate_to_datetime(answer.headers["date"]) + passed)
        date = {"date": format_datetime(told[-1], usegmt=True)}
        route.fulfill(response=answer, headers=answer.headers | date)

    page.route("**/api/figures/wall", later)
    parts = page.evaluate("document.querySelectorAll('*').length")
    for week in range(1, 6):
        passed = timedelta(days=7 * week)
        with page.expect_response("**/api/figures/wall"):
            page.clock.fast_forward(24 * 3600 * 1000)
        days = (told[-1].astimezone(LOCAL).date() - clock.now().astimezone(LOCAL).date()).days
        expect(page.locator("#date")).to_have_text(named(days, "zh"))
        expect(page.get_by_role("alert")).to_be_hidden()
        shown(page, list(WallView)[week % len(WallView)])
    assert page.evaluate("document.querySelectorAll('*').length") == parts
    assert page.faults == []


def test_at_midnight_the_day_turns_with_the_tick_also_without_an_answer(screen):
    page = screen(made(views=(WallView.CITY,)))
    shown(page, WallView.CITY)
    page.route("**/api/figures/wall", lambda route: route.abort())
    day = page.evaluate("document.getElementById('date').textContent")
    hours = 0
    while page.locator("#date").inner_text() == day:
        page.clock.fast_forward(3600 * 1000)
        hours += 1
        assert hours <= 25
    assert page.locator("#time").inner_text().startswith("00:")


def test_a_figure_moves_by_itself_once_an_order_is_answered(screen):
    page = screen(made(views=(WallView.CITY,)))
    number = page.locator("[data-key=services_given] .number")
    expect(number).to_have_text(re.compile("^[0–]$"))
    with walls.in_its_month():
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
    # By the old page, to see whether it can be had, and by the new page.
    assert len([url for url in page.asked if url.endswith("/wall/files/wall.js")]) == 3


@pytest.mark.parametrize("away", ["**/wall/{token}", "**/wall/files/views.js"])
def test_a_new_release_that_cannot_be_had_yet_costs_the_screen_nothing(platform, screen, away):
    link = made(views=(WallView.CITY,))
    page = screen(link)
    shown(page, WallView.CITY)
    page.evaluate("window.isOld = true")
    where, key = platform.address + "/api/figures/wall", f"Bearer {link.token}"
    newer = page.request.get(where, headers={"Authorization": key}).json() | {"version": "another"}
    page.route(away.format(token=link.token), lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.route("**/api/figures/wall", lambda route: route.fulfill(json=newer))
    page.clock.fast_forward(40_000)
    expect(page.get_by_role("alert")).to_contain_text("连接中断")
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("window.isOld")
    with page.expect_navigation(timeout=PATIENCE):
        page.unroute(away.format(token=link.token))
        page.clock.fast_forward(5_000)
    shown(page, WallView.CITY)
    assert page.evaluate("window.isOld") is None


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
