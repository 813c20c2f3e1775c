"""Each proposal shows its parts in words and bars, in every list in which something is proposed."""

import re

import pytest

from db.engine import transaction
from db.models import Equipment, Expert, ExpertTeam, Organisation, ServiceProduct
from db.vocabulary import Kind, PriceKind, ServiceField
from domain import entries
from tests import laboratory
from tests.pages.visiting import opened
from tests.town import LAWYERS, UNIVERSITY

TOLD = re.compile("(\u2212?\\d\\.\\d\\d)")


@pytest.fixture(autouse=True)
def known(small_town_on_sqlite):
    return laboratory.all_results()


def scores(app):
    """The scores that are told under bars, each in its pieces."""
    assert not app.exception
    # Not as captions, whose marks are paler than the bars.
    told = [each.value for each in app.markdown if each.value.startswith(":small[Score ")]
    assert len(app.get("image")) == len(told)
    return [
        [round(100 * float(n.replace("\u2212", "-"))) for n in TOLD.findall(each)] for each in told
    ]


@pytest.mark.parametrize(
    ("page", "username", "asked"),
    [
        ("home/today", "liaison", {}),
        ("research/our_space", "liaison", {"section": "best"}),
        ("research/our_space", "liaison", {"section": "fresh"}),
        ("research/our_space", "valves", {"section": "fresh"}),
        ("research/need", "intake", {"id": "need"}),
        ("research/result", "liaison", {"id": "result"}),
    ],
)
def test_each_proposal_has_its_bar_and_its_figures_add_up(known, page, username, asked):
    ids = {"need": str(laboratory.need("seal")), "result": str(known["seal"])}
    app = opened(page, username, **{name: ids.get(value, value) for name, value in asked.items()})
    found = scores(app)
    assert found
    for score, *pieces in found:
        assert pieces and sum(pieces) == score


def helpers():
    """A team, an expert, a service, a rig and a centre about seals."""
    about, house = "低温阀门密封与填料", {"organisation_id": UNIVERSITY}
    service = {"field": ServiceField.TECHNOLOGY, "price_kind": next(iter(PriceKind))}
    rows = (
        ExpertTeam(name="密封团队", topics=about, **house),
        Expert(name="密封专家", topics=about, **house),
        ServiceProduct(name="密封检测", summary=about, organisation_id=LAWYERS, **service),
        Equipment(name="密封试验台", summary=about, **house),
        Organisation(
            kind=Kind.RESEARCH_CENTRE, name="密封研发中心", name_key="密封", products=about
        ),
    )
    with transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()
            entries.write(session, row)


@pytest.mark.parametrize(
    "tab", ["Expert teams", "Experts", "Services", "Equipment", "Research centres"]
)
def test_so_has_each_of_those_who_could_help(tab):
    helpers()
    made = laboratory.need("seal")
    app = opened("research/need", "intake", id=str(made))
    app.session_state[f"fits-{made}"] = tab
    found = scores(app.run())
    assert found
    for score, *pieces in found:
        assert pieces and sum(pieces) == score
