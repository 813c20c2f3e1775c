import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Patent, ResearchResult
from db.research_vocabulary import Confidentiality, PatentKind, RecordStage, TransferKind
from domain import results
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.permissions import PUBLIC
from domain.queries import research
from domain.queries import results as one
from domain.queries.research import Narrowed
from domain.research_files.owners import NoResearcher
from domain.results import PatentSaid
from tests import laboratory
from tests.town import ID, LAWYERS, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")

SAID = {"title": "低泄漏阀门密封结构", "abstract": "柔性石墨与波纹管组合密封。", "readiness": 6}


def row(result_id):
    with snapshot() as session:
        return session.get(ResearchResult, result_id)


def seen(result_id, who):
    with snapshot() as session:
        reader = person(who) if who else PUBLIC
        return one.result(session, reader, result_id)


def test_a_liaison_officer_enters_a_result_of_the_house_as_a_draft():
    made = row(perform(ID["liaison"], results.enter, **SAID))
    assert (made.organisation_id, made.stage) == (UNIVERSITY, RecordStage.DRAFT)


def test_only_houses_of_research_have_results():
    with pytest.raises(NoResearcher):
        perform(ID["intake"], results.enter, organisation_id=LAWYERS, **SAID)
    with pytest.raises(Forbidden):
        perform(ID["valves"], results.enter, **SAID)


def test_patents_are_kept_by_their_number_and_given_anew_with_each_change():
    patents = [PatentSaid("ZL2024100.1"), PatentSaid("ZL2024100.1", PatentKind.DESIGN)]
    made = perform(ID["liaison"], results.enter, patents=patents, **SAID)
    with snapshot() as session:
        [patent] = session.exec(select(Patent))
    assert patent.kind is PatentKind.DESIGN
    perform(ID["liaison"], results.change, made, **SAID)
    with snapshot() as session:
        assert session.exec(select(Patent)).all() == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": ""}, Missing),
        ({"abstract": ""}, Missing),
        ({"readiness": 0}, Unclear),
        ({"year": 1800}, Unclear),
        ({"transfer_kinds": ["gift"]}, Unclear),
        ({"industry_codes": ["9999"]}, Unclear),
        ({"team_id": 77}, Unclear),
        ({"patents": [PatentSaid("")]}, Missing),
    ],
)
def test_what_cannot_be_is_refused(said, refusal):
    with pytest.raises(refusal):
        perform(ID["liaison"], results.enter, **(SAID | said))


def test_a_result_goes_to_the_public_by_the_hands_of_two_and_comes_to_an_end():
    made = perform(ID["liaison"], results.enter, **SAID)
    perform(ID["liaison"], results.hand_in, made)
    with pytest.raises(Forbidden):
        perform(ID["liaison"], results.publish, made)
    perform(ID["lucheng"], results.publish, made)
    assert seen(made, None).title == SAID["title"]
    perform(ID["liaison"], results.solve, made)
    assert row(made).stage is RecordStage.SOLVED
    assert seen(made, None) is None


def test_while_the_name_is_hidden_nothing_that_leads_to_it_is_shown():
    made = laboratory.result(
        confidentiality=Confidentiality.NAME_HIDDEN,
        inventors="周某某",
        patents=[PatentSaid("ZL2024100.1", name="瓯越密封")],
    )
    own, other = seen(made, "liaison"), seen(made, "valves")
    assert own.inventors and own.patents[0].number and own.organisation
    assert (other.inventors, other.organisation, other.organisation_id) == ("", "", None)
    assert [(each.number, each.name) for each in other.patents] == [("", "")]
    assert "瓯越" not in str(other) and "周某某" not in str(other)
    assert seen(made, None) is None


@pytest.mark.parametrize("words", ["周某某", "瓯越工业大学"])
def test_a_search_does_not_tell_a_hidden_name(words):
    laboratory.result(confidentiality=Confidentiality.NAME_HIDDEN, inventors="周某某")
    with snapshot() as session:
        found = research.results(session, person("valves"), Narrowed(words))
    assert found.count == 0


def test_the_list_shows_transfer_and_readiness_and_is_narrowed():
    laboratory.result("seal", readiness=7, transfer_kinds=[TransferKind.LICENCE])
    laboratory.result("shoe", is_published=False)
    with snapshot() as session:
        everybody = research.results(session, person("valves"))
        own = research.results(session, person("liaison"), Narrowed(is_own=True))
    assert [line.readiness for line in everybody.lines] == [7]
    assert own.count == 2


def test_the_number_of_a_patent_does_not_find_a_result_whose_owner_is_hidden():
    patents = [PatentSaid("ZL2024100.1")]
    said = SAID | {"confidentiality": Confidentiality.NAME_HIDDEN}
    made = perform(ID["liaison"], results.enter, patents=patents, **said)
    with snapshot() as session:
        found = session.get(ResearchResult, made).search_text
    assert "zl2024100" not in found.lower()
    perform(ID["liaison"], results.change, made, patents=patents, **SAID)
    with snapshot() as session:
        found = session.get(ResearchResult, made).search_text
    assert "zl2024100" in found.lower()
