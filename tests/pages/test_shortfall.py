"""From a bad figure to what lies behind it: what speaks against it stands first, and acted on is what is listed."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import transaction
from db.models import Demand
from db.vocabulary import Stage
from domain import clock, records, replies, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, rollups
from domain.kpi_views import places
from tests import town
from tests.pages.visiting import drawn, labelled, opened, said
from tests.town import FINANCE, ID, LONGWAN, TAX

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
LIST = "figure-records"
MONDAY = datetime(2026, 3, 9, 9, tzinfo=LOCAL)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_more_units_than_are_shown_the_worst_stand_there(monkeypatch, language):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    good = town.dispatched(TAX)
    town.dispatched(FINANCE)
    perform(ID["tax"], work_orders.sign, good)
    perform(ID["tax"], replies.reply, good, text="已协调银行续贷。", code="solved")
    perform(ID["tax_head"], replies.approve, good)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=15))
    building.keep_up()
    asked = {"period": "2026-03", "area": LONGWAN, "figure": "on_time_closing"}
    note = "另有 1 个单位" if language == "zh" else "Units that do better and are not shown: 1"
    for most, is_noted, shares in ((1, True, [0]), (100, False, [1, 0])):
        monkeypatch.setattr(places, "MOST_UNITS", most)
        app = opened("performance/kpi", "leader", language=language, **asked)
        assert not app.exception
        rows = drawn(app, "kpi-ranked-unit")["rows"]
        assert [each["share"] for each in rows] == shares
        assert (note in said(app)) is is_noted


def test_nothing_is_acted_on_where_nothing_is_listed(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    town.in_progress()
    building.keep_up()
    asked = {"of": "open_now", "period": "2026-03"}
    for more, is_offered in (({}, True), ({"industry": "none"}, False)):
        app = opened("performance/records", "leader", **asked, **more)
        assert not app.exception
        assert ("still wait for an answer" in said(app)) is is_offered


@pytest.mark.parametrize(
    ("language", "counted", "yes"), [("en", "Counted in it", "yes"), ("zh", "计入指标", "是")]
)
def test_of_a_rate_that_shall_be_low_what_is_counted_in_it_comes_first(
    monkeypatch, language, counted, yes
):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    building.keep_up()
    ids = [town.answered() for _ in range(3)]
    with transaction() as session:
        rollups.mark(session, ids)
        for n, each in enumerate(session.exec(select(Demand).order_by(Demand.id))):
            each.stage, each.transfers = Stage.CLOSED, int(n == 0)
            each.closed_at = MONDAY + timedelta(minutes=n)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(hours=2))
    rollups.fold_all()
    asked = {"language": language, "period": "2026-03", "of": "transfer_rate"}
    told = drawn(opened("performance/records", "leader", **asked), LIST)
    place = [each["label"] for each in told["columns"]].index(counted)
    first, *others = [(row[place]["text"], row[place]["tone"]) for row in told["rows"]]
    assert first == (yes, "red") and len(others) == 2
    assert {tone for _, tone in others} == {""} and (yes, "") not in others
    only = opened("performance/records", "leader", half="good", **asked)
    assert len(drawn(only, LIST)["rows"]) == 1


@pytest.mark.parametrize(
    ("language", "closed"),
    [("en", "Municipal Tax Bureau (closed)"), ("zh", "（已撤并）")],
)
def test_a_unit_that_was_closed_keeps_its_bar_its_name_and_its_list(monkeypatch, language, closed):
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    for who, unit in (("tax", TAX), ("finance", FINANCE), ("finance", FINANCE)):
        order = town.dispatched(unit)
        perform(ID[who], work_orders.sign, order)
        perform(ID[who], replies.reply, order, text="已协调银行续贷。", code="solved")
        perform(ID[f"{who}_head"], replies.approve, order)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=2))
    perform(ID["admin"], records.close, TAX, reason="机构撤并")
    building.keep_up()
    asked = {"language": language, "period": "2026-03", "area": LONGWAN}
    app = opened("performance/kpi", "leader", figure="services_given", **asked)
    [bar] = [
        each for each in drawn(app, "kpi-ranked-unit")["rows"] if each["name"].endswith(closed)
    ]
    assert f"at=u{TAX}" in bar["href"] and f"unit={TAX}" in bar["more_href"]
    app = opened("performance/records", "leader", of="services_given", unit=f"{TAX}", **asked)
    assert len(drawn(app, LIST)["rows"]) == 1
    assert labelled(app, "Unit" if language == "en" else "承办单位").value == f"{TAX}"
    app = opened("performance/records", "leader", of="services_given", **asked)
    options = labelled(app, "Unit" if language == "en" else "承办单位").options
    assert options and not [each for each in options if each.endswith(closed)]
