"""Who and what else could help with a need: teams with their room, experts, services, equipment, research centres; only
what the reader may find."""

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Equipment, Expert, ExpertTeam, MatchText, Organisation, ServiceProduct
from db.research_vocabulary import Confidentiality, MatchKind, NotThis
from db.vocabulary import Kind, PriceKind, ServiceField
from domain import entries, equipment, match_texts, records
from domain.command import perform
from domain.errors import Forbidden, NotFound, Unclear
from domain.matchmaking import helpers_aside as aside
from domain.matchmaking.helpers_aside import TABLES
from domain.matchmaking.proposals import Doubt
from domain.queries.helpers_aside import helpers_aside
from domain.queries.helpers_for import helpers_for
from tests import laboratory
from tests.town import ID, LAWYERS, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")
KINDS = tuple(TABLES)


@pytest.fixture
def helpers():
    """A team, an expert, a service, a rig and a centre about seals, and one of each about something else."""
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
            Equipment(
                organisation_id=UNIVERSITY, name=f"{name}试验台", summary=about, terms="每小时300元"
            ),
            Organisation(
                kind=Kind.RESEARCH_CENTRE, name=f"{name}研发中心", name_key=name, products=about
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


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_that_works_on_the_matter_comes_first(helpers, kind):
    best = found(laboratory.need("seal"), kind)[0]
    assert best.name.startswith("密封")
    parts = (*(value for _, value in best.why.parts), *(part.value for part in best.why.fields))
    assert best.why.score == pytest.approx(sum(parts))


def test_of_people_nobody_asks_how_ready_they_are(helpers):
    need_id = laboratory.need("seal", least_readiness=7, figures="泄漏率 ≤ 0.1 mL/min")
    teams = found(need_id, MatchKind.TEAM)
    assert teams
    for each in teams:
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


@pytest.mark.parametrize("kind", KINDS)
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


def names(need_id, kind, who="intake"):
    return [each.name for each in found(need_id, kind, who)]


def test_equipment_is_proposed_with_its_terms_from_the_moment_it_is_added_until_it_is_retired():
    need_id = laboratory.need("seal")
    assert names(need_id, MatchKind.EQUIPMENT) == []
    said = {"name": "低温密封试验台", "summary": "阀门泄漏率测试", "terms": "每小时300元"}
    piece = perform(ID["liaison"], equipment.add, UNIVERSITY, **said)
    for who in ("intake", "valves"):
        [told] = found(need_id, MatchKind.EQUIPMENT, who)
        assert (told.name, told.terms, told.organisation_id) == (
            "低温密封试验台",
            "每小时300元",
            UNIVERSITY,
        )
        assert told.why.words and not told.may_start
    of = {"equipment_id": piece}
    perform(ID["liaison"], equipment.change, UNIVERSITY, name="鞋底压机", **of)
    assert names(need_id, MatchKind.EQUIPMENT) == []
    perform(ID["liaison"], equipment.change, UNIVERSITY, **of, **said)
    assert names(need_id, MatchKind.EQUIPMENT) == ["低温密封试验台"]
    perform(ID["liaison"], equipment.retire, UNIVERSITY, reason="报废", **of)
    assert names(need_id, MatchKind.EQUIPMENT) == []


def test_a_research_centre_is_proposed_and_a_closed_one_is_not():
    need_id = laboratory.need("seal")
    fields = {"name": "低温阀门研发中心", "products": "阀门密封与泄漏控制"}
    made = perform(ID["intake"], records.add, kind=Kind.RESEARCH_CENTRE, fields=fields)
    assert names(need_id, MatchKind.CENTRE) == ["低温阀门研发中心"]
    perform(ID["intake"], records.close, made, reason="停办")
    assert names(need_id, MatchKind.CENTRE) == []


def test_what_stood_there_before_an_upgrade_is_read_afterwards(helpers):
    with transaction() as session:
        for row in session.exec(select(MatchText)):
            session.delete(row)
    need_id = laboratory.need("seal")
    assert not any(found(need_id, kind) for kind in KINDS)
    with transaction() as session:
        assert match_texts.complete(session) == len(helpers)
    assert all(found(need_id, kind) for kind in KINDS)
