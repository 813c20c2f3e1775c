"""The hand at the mouse: choosing, filling and sending in Streamlit's own fields."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Platform

# Between two runs that follow each other a page rests for a moment only; a click then is lost.
RESTS = """() => new Promise((done) => {
  let since = performance.now();
  const look = () => {
    const rests = document.querySelector("[data-test-script-state=notRunning]");
    if (!rests) since = performance.now();
    if (performance.now() - since > 400) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


LIVE = 10_000  # milliseconds within which a change shows on the page of another


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a drop-down list."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def pick(page: Page, name: str) -> None:
    """Pick one of several that stand side by side."""
    at_rest(page)
    page.get_by_test_id("stMain").get_by_role("radio", name=name).first.click(delay=50)


def press(page: Page, name: str) -> None:
    at_rest(page)
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).click(delay=50)


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def at_demand(platform: Platform, username: str, number: str, **kind) -> Page:
    return platform.signed_in(username, f"/demand?number={number}", **kind)


def at_rest(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    page.locator("[data-test-script-state=notRunning]").first.wait_for(state="attached")
    page.evaluate(RESTS)


def stands(page: Page, stage: str) -> None:
    """The demand's page shows the stage, by itself and without a click."""
    badge = page.get_by_test_id("stMain").get_by_text(stage, exact=True).first
    expect(badge).to_be_visible(timeout=LIVE)
