"""The pages of the figures in either language, on a telephone, a desk's and a wall's screen, light and dark: nothing is
wider than the screen, no word is cut off or left in the other language, and pictures wear the theme's colours."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import KpiView, WallTheme, WallView
from db.models import Bulletin
from domain import assessments, bulletins, clock, wall_links
from domain.command import perform
from domain.wall_links import Wishes
from tests.components.test_theme import contrast
from tests.journeys.hand import at_rest
from tests.journeys.red_month import longwan_red
from tests.town import ID, LONGWAN

pytestmark = pytest.mark.timeout(600)

# What fits depends on the language and the width, colours on the theme alone: one of them in each language.
LOCALES = {"zh": ("zh-CN", "light"), "en": ("en-GB", "dark")}
WIDTHS = {375: 812, 1360: 900, 1920: 1080}
SETTLES = 8  # looks, each a moment after the other
NAMES = ["中文", "English"]  # of the languages, which stand as they are in either
CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"

# What does not fit, and what stands there in the other language; `people` typed it, so that it stays as it is.
FAULTS = """([language, people]) => {
  const found = new Set();
  const other = language === "zh" ? /[A-Za-z]{2,}[ ,.:]+[A-Za-z]{2,}/ : /[\u4e00-\u9fff]/;
  const main = document.querySelector("[data-testid=stMain]") ?? document.body;
  for (const each of [document.documentElement, main]) {
    if (each.scrollWidth > each.clientWidth + 1) found.add(`${each.tagName} is ${each.scrollWidth} wide`);
  }
  const above = (each) => each.parentElement ?? each.getRootNode().host;
  const every = function* (place) {
    for (const each of place.querySelectorAll("*")) {
      yield each;
      if (each.shadowRoot) yield* every(each.shadowRoot);
    }
  };
  const isIcon = (each) => each.closest("[data-testid=stIconMaterial], [class*=material], style, script, svg defs");
  for (const each of every(main)) {
    const texts = [...each.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!texts.length || isIcon(each)) continue;
    const box = each.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || getComputedStyle(each).visibility === "hidden") continue;
    const said = texts.map((node) => node.data.trim()).join(" ");
    const rest = people.reduce((text, typed) => text.replaceAll(typed, ""), said);
    if (other.test(rest)) found.add(`untranslated: ${said}`);
    const range = document.createRange();
    range.setStartBefore(texts[0]);
    range.setEndAfter(texts.at(-1));
    const text = range.getBoundingClientRect();
    if (!text.width) continue;
    let place = each, isIn = false;
    while (place && place !== main && !isIn) {
      const { overflowX, clipPath } = getComputedStyle(place), edge = place.getBoundingClientRect();
      if (clipPath.startsWith("inset")) isIn = true; // for the ear alone
      else if (["auto", "scroll"].includes(overflowX) && place.scrollWidth > place.clientWidth) isIn = true;
      else if (["hidden", "clip"].includes(overflowX) && text.right > edge.right + 1 && edge.width > 1) {
        found.add(`cut off: ${said}`);
        isIn = true;
      }
      place = above(place);
    }
    if (!isIn && text.right > innerWidth + 1) found.add(`outside: ${said}`);
  }
  return [...found];
}"""

# The colours of lines, bars and words in the pictures that plotly draws, and of the page below them.
# The drawing library comes to a page when its first picture does.
DRAWN = """() => !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((each) => each.querySelector(".main-svg"))"""
COLOURS = """() => {
  const of = (selector, name) => [...document.querySelectorAll(`.js-plotly-plot ${selector}`)]
    .map((each) => getComputedStyle(each)[name]);
  return {
    lines: of(".scatterlayer .js-line", "stroke"),
    bars: of(".barlayer .point path", "fill"),
    words: of(".xtick text, .ytick text", "fill"),
    page: getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor,
  };
}"""


@pytest.mark.parametrize("language", LOCALES)
def test_every_page_of_figures_fits_every_screen_in_either_theme(platform, language):
    month, _ = longwan_red(45)
    typed = [*NAMES, drawn_up()]
    locale, scheme = LOCALES[language]
    leader = platform.signed_in("leader", "/kpi", language=locale, scheme=scheme)
    where = {
        f"key figures, {view.value}": f"/kpi?period={month:%Y-%m}&at={LONGWAN}&view={view.value}"
        for view in KpiView
    }
    where |= {page: f"/{page}" for page in ("assessment", "bulletin", "targets", "wall-links")}
    faults, pictures = [], 0
    for name, path in where.items():
        leader.goto(platform.address + path)
        at_rest(leader)
        leader.wait_for_function(DRAWN)
        pictures += wears(leader, scheme, name, faults)
        for width, height in WIDTHS.items():
            leader.set_viewport_size({"width": width, "height": height})
            faults += [f"{name}, {width}: {each}" for each in seen(leader, language, typed)]
    assert faults == []
    assert pictures


@pytest.mark.parametrize("language", LOCALES)
def test_a_wall_fits_also_a_small_screen_in_either_look(platform, language):
    longwan_red()
    for theme in WallTheme:
        wishes = Wishes("指挥中心", seconds=60, language=language, theme=theme)
        link = perform(ID["leader"], wall_links.make, wishes=wishes)
        page = platform.visitor(width=1920, height=1080)
        page.goto(f"{platform.address}/wall/{link.token}")
        for view in WallView:
            page.locator(f"main[data-view={view}]").wait_for()
            for width, height in ((1920, 1080), (1360, 765)):
                page.set_viewport_size({"width": width, "height": height})
                assert seen(page, language, NAMES) == [], (theme, view, width)
            page.keyboard.press("ArrowRight")


def seen(page, language, typed):
    """What does not fit, once the page has had the time to fit itself; `typed` by people, so that it stays as it is."""
    for _ in range(SETTLES):
        page.evaluate("() => new Promise((done) => setTimeout(done, 150))")
        found = page.evaluate(FAULTS, [language, typed])
        if not found:
            break
    return found


def drawn_up():
    """The month before is assessed and published, and its bulletin is there to be read; returns what it is called."""
    last = (clock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    month_id = perform(ID["leader"], assessments.begin, month=last)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=last)
    with snapshot() as session:
        return session.get_one(Bulletin, bulletin_id).title


def wears(page, scheme, name, faults):
    """Note what of the pictures does not wear the colours of the theme; returns how many lines and bars there are."""
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][scheme]
    allowed = {*theme["chartCategoricalColors"], theme["textColor"]}
    worn = page.evaluate(COLOURS)
    strange = {each for each in worn["lines"] + worn["bars"] if told(each) not in allowed}
    if strange:
        faults.append(f"{name}, {scheme}: {sorted(strange)} is no colour of the theme")
    for word in set(worn["words"]):
        if contrast(told(word), told(worn["page"])) < 4.5:
            faults.append(f"{name}, {scheme}: words in {word} on {worn['page']}")
    return len(worn["lines"]) + len(worn["bars"])


def told(colour):
    """A colour as the theme tells it, of how browsers do."""
    red, green, blue = re.findall(r"\d+", colour)[:3]
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
