"""An enterprise finds what helps it, without an account, in its own words, in fewer than three interactions."""

import pytest
from playwright.sync_api import expect

from tests import stock
from tests.journeys.hand import at_rest

pytestmark = pytest.mark.timeout(600)

SAID = {
    "zh-CN": ("龙湾阀门企业的专利质押贷款", "专利权质押贷款", "温州澄川农商银行"),
    "en-GB": (
        "patent pledge loan for a valve maker in Longwan",
        "Patent-pledge loan",
        "Chengchuan Rural Bank",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_a_patent_pledge_loan_for_a_valve_maker_in_longwan(platform, language):
    stock.fill()
    typed, loan, bank = SAID[language]
    page = platform.visitor(language=language, width=375, height=800)
    page.goto(f"{platform.address}/services")
    at_rest(page)

    box = page.get_by_test_id("stMain").get_by_role("textbox").first
    box.fill(typed)
    box.press("Enter")  # the first interaction

    first = page.get_by_test_id("stMain").get_by_role("link", name=loan).first
    expect(first).to_be_visible()
    expect(page.get_by_text(bank).first).to_be_visible()
    names = page.get_by_test_id("stMain").locator("a[href*=product]").all_inner_texts()
    assert names[0] == loan

    first.click()  # the second
    expect(page.get_by_role("heading", name=bank)).to_be_visible()
    expect(page.get_by_text(loan).first).to_be_visible()
