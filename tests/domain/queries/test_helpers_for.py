"""Who else could help with a need: teams with their room, experts, services; only whom the reader may find."""

import pytest

from db.engine import snapshot, transaction
from db.models import Expert, ExpertTeam, Organisation, ServiceProduct
from db.research_vocabulary import Confidentiality, MatchKind, NotThis
from db.vocabulary import PriceKind, ServiceField
from domain import entries
from domain.command import perform
from domain.errors import Forbidden, NotFound, Unclear
from domain.matchmaking import helpers_aside as aside
from domain.matchmaking.proposals import Doubt
from domain.queries.helpers_aside import helpers_aside
from domain.queries.helpers_for import helpers_for
from tests import laboratory
from tests.town import ID, LAWYERS, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture
def helpers():
    """A team, an expert and a service about seals, and one of each about something else."""
    rows = []
    for about, name in (("低温阀门密封与填料", "密封"), ("鞋底橡胶配方", "鞋材")):
        rows += [
            ExpertTeam(
                organisation_id=UNIVERSITY, name=f"{name}团队", topics=about, yearly_capacity=4
            ),
            Expert(organisation_id=UNIVERSITY, name=f"{name}专家", topics=about),
            ServiceProduct(
                organisation_id=LAWYERS,
                name=f"{name}检测",
                field=ServiceField.TECHNOLOGY,
                summary=about,
                price_kind=next(iter(PriceKind)),
            ),
        ]
    with transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()
            entries.write(session, row)
    return rows


def found(need_id, kind, who="intake"):
    with snapshot() as session:
        return helpers_for(session, person(who), need_id, kind)


@pytest.mark.parametrize("kind", [MatchKind.TEAM, MatchKind.EXPERT, MatchKind.PRODUCT])
def test_the_one_that_works_on_the_matter_comes_first(helpers, kind):
    best = found(laboratory.need("seal"), kind)[0]
    assert best.name.startswith("密封")
    parts = (*(value for _, value in best.why.parts), *(part.value for part in best.why.fields))
    assert best.why.score == pytest.approx(sum(parts))


def test_of_people_nobody_asks_how_ready_they_are(helpers):
    need_id = laboratory.need("seal", least_readiness=7, figures="泄漏率 ≤ 0.1 mL/min")
    for each in found(need_id, MatchKind.TEAM):
        assert not {Doubt.READINESS_UNKNOWN, Doubt.FIGURES_UNKNOWN} & set(each.why.doubts)


def test_a_team_is_shown_with_its_room(helpers):
    best = found(laboratory.need("seal"), MatchKind.TEAM)[0]
    assert (best.capacity, best.taken) == (4, 0)


def test_whoever_may_not_see_the_need_is_told_nothing(helpers):
    need_id = laboratory.need("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    assert found(need_id, MatchKind.TEAM, "shoes") is None
    assert found(need_id, MatchKind.TEAM) is not None


def test_what_an_organisation_that_is_closed_offers_is_not_proposed(helpers):
    with transaction() as session:
        session.get_one(Organisation, LAWYERS).is_active = False
    assert not found(laboratory.need("seal"), MatchKind.PRODUCT)


@pytest.mark.parametrize("kind", [MatchKind.TEAM, MatchKind.EXPERT, MatchKind.PRODUCT])
def test_not_this_one_because_changes_the_next_list_and_is_taken_back(helpers, kind):
    need_id = laboratory.need("seal")
    best = found(need_id, kind)[0]
    said = {"kind": kind, "record_id": best.id}
    with pytest.raises(Unclear):
        perform(ID["valves"], aside.set_aside, need_id, reason=NotThis.TARGETS_MISSED, **said)
    perform(ID["valves"], aside.set_aside, need_id, reason=NotThis.TOO_FAR, note="太远", **said)
    assert best.id not in {each.id for each in found(need_id, kind)}

    def as_told(who):
        with snapshot() as session:
            told = helpers_aside(session, person(who), need_id, kind)
        return [(each.id, each.reason, each.note, each.is_own) for each in told]

    assert as_told("valves") == [(best.id, NotThis.TOO_FAR, "太远", True)]
    assert as_told("intake") == [(best.id, NotThis.TOO_FAR, "太远", False)]
    assert as_told("liaison") == as_told("shoes") == []
    with pytest.raises(Forbidden):
        perform(ID["liaison"], aside.set_aside, need_id, reason=NotThis.TOO_FAR, **said)
    with pytest.raises(NotFound):
        perform(ID["intake"], aside.take_back, need_id, **said)
    perform(ID["valves"], aside.take_back, need_id, **said)
    assert found(need_id, kind)[0].id == best.id and as_told("valves") == []
