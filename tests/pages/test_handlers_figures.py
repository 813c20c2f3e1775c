"""What somebody has handled: the head of the unit and the handler open the records behind each figure, nobody else."""

from datetime import timedelta

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from domain import clock
from domain.clock import LOCAL
from domain.queries import staff_scores
from tests.pages.visiting import drawn, opened, said, so_many
from tests.town import ID, LONGWAN, TAX, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def month(monkeypatch, lived_town):
    """A random history that ended in the month before; returns that month."""
    ended = lived_town(4, 160)
    later = ended + timedelta(days=32)
    monkeypatch.setattr(clock, "now", lambda: later)
    return ended.astimezone(LOCAL).date().replace(day=1)


@pytest.fixture
def many(month):
    """How many records stand behind each figure of the handler's month, by the figure."""
    with snapshot() as session:
        scores = staff_scores.handlers(session, person("tax_head"), month, TAX)
    [mine] = [each for each in scores.handlers if each.id == ID["tax"]]
    found = zip(scores.scheme.items, mine.assessed.items, strict=True)
    return {item.indicator: one.n for item, one in found}


def test_the_head_opens_the_records_behind_each_figure_of_a_handler(month, many):
    asked = {"month": f"{month:%Y-%m}", "view": "staff"}
    rows = drawn(opened("performance/assessment", "tax_head", **asked), "staff-scores")["rows"]
    hrefs = [cell["href"] for row in rows for cell in row if f"handler={ID['tax']}" in cell["href"]]
    assert len(hrefs) == sum(each > 0 for each in many.values()) > 0
    assert all(f"unit={TAX}" in each and "figure-records" in each for each in hrefs)
    lists = {"of": "services_given", "handler": str(ID["tax"]), "period": f"{month:%Y-%m}"}
    app = opened("performance/records", "tax_head", **lists)
    assert so_many(many[Indicator.SERVICES_GIVEN], "records") in said(app)
    assert "tax" in said(app)


def test_a_handler_opens_the_own_records_alone_from_the_account(month, many):
    rows = drawn(opened("home/account", "tax"), "own-scores")["rows"]
    hrefs = [cell["href"] for row in rows for cell in row if cell["href"]]
    assert hrefs and all(f"handler={ID['tax']}" in each for each in hrefs)
    for indicator, n in many.items():
        for typed in ({}, {"handler": str(ID["finance"])}):
            asked = {"of": indicator.value, "period": f"{month:%Y-%m}"} | typed
            app = opened("performance/records", "tax", **asked)
            assert not app.exception
            assert (so_many(n, "records") in said(app)) or not n
            ways = [each.proto.page for each in app.get("page_link")]
            assert not any("kpi" in each for each in ways)
    app = opened("performance/records", "tax", of="enterprises_served", language="zh")
    assert "您只能查看本人经办工单的指标明细" in said(app)


def test_what_a_handler_has_done_is_told_to_nobody_else(month, many):
    closing = Indicator.ON_TIME_CLOSING
    asked = {"of": closing.value, "period": f"{month:%Y-%m}", "handler": str(ID["tax"])}
    for who, area in (("longwan", {"area": LONGWAN}), ("lucheng", {}), ("finance_head", {})):
        told = said(opened("performance/records", who, **asked, **area))
        assert many[closing] and so_many(many[closing], "records") not in told
