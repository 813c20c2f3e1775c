"""Field visits: what was found is written down and becomes a demand like any other."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Demand, Event, VisitFinding
from db.vocabulary import Channel, Stage
from domain import clock, verification, visits
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound
from tests.town import ID, LAWYERS, LONGWAN, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def visit(record_id=VALVES, *, username="longwan", **changes):
    said = {
        "on": clock.now().date(),
        "with_whom": "林晓",
        "summary": "订单饱满，缺技工。",
        "findings": ("招不到数控技工", "", "用电增容排队"),
    }
    return perform(ID[username], visits.record, record_id, **(said | changes))


def raise_demand(finding_id, record_id=VALVES, *, username="longwan", **changes):
    said = {"title": "招不到数控技工", "contact_name": "林晓", "contact_phone": "13857700001"}
    known = said | {"finding_id": finding_id} | changes
    return perform(ID[username], visits.raise_demand, record_id, **known)


def findings():
    with snapshot() as session:
        return session.exec(select(VisitFinding).order_by(VisitFinding.id)).all()


def test_a_visit_keeps_its_findings():
    visit()
    assert [each.text for each in findings()] == ["招不到数控技工", "用电增容排队"]
    with snapshot() as session:
        event = session.exec(select(Event).where(Event.action == "visited")).one()
    assert event.particulars["findings"] == 2


def test_a_finding_becomes_a_demand_that_goes_the_common_way():
    visit()
    receipt = raise_demand(findings()[0].id)
    with snapshot() as session:
        demand = session.get_one(Demand, receipt.demand_id)
    assert (demand.channel, demand.stage) == (Channel.VISIT, Stage.SUBMITTED)
    assert (demand.enterprise_id, demand.area_code) == (VALVES, LONGWAN)
    assert demand.body == "招不到数控技工"
    assert findings()[0].demand_id == demand.id
    assert verification.verify() == []


def test_a_finding_becomes_one_demand_only():
    visit()
    raise_demand(findings()[0].id)
    with pytest.raises(visits.RaisedAlready):
        raise_demand(findings()[0].id)


def test_a_refused_demand_leaves_the_finding_as_it_was():
    visit()
    with pytest.raises(Missing):
        raise_demand(findings()[0].id, contact_phone="")
    assert findings()[0].demand_id is None


def test_a_finding_belongs_to_the_organisation_that_was_visited():
    visit()
    with pytest.raises(NotFound):
        raise_demand(findings()[0].id, SHOES, username="intake")
    with pytest.raises(visits.NoEnterprise):
        raise_demand(findings()[0].id, LAWYERS, username="intake")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"on": None}, Missing),
        ({"summary": " "}, Missing),
        ({"findings": ("问题",) * 21}, visits.TooManyFindings),
    ],
)
def test_what_is_not_a_visit_is_refused(said, refusal):
    with pytest.raises(refusal):
        visit(**said)


def test_a_visit_lies_not_ahead():
    with pytest.raises(visits.NotYetVisited):
        visit(on=clock.now().date() + timedelta(days=1))


def test_others_than_the_keepers_record_no_visit():
    for username in ("lucheng", "finance", "valves"):
        with pytest.raises(Forbidden):
            visit(username=username)
