import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import MatchText, Organisation, Patent, ResearchResult
from db.research_vocabulary import (
    Confidentiality,
    MatchKind,
    PatentKind,
    RecordStage,
    TransferKind,
)
from domain import results
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.hidden_names import TellsTheName
from domain.permissions import PUBLIC
from domain.publishing import ChangedMeanwhile
from domain.queries import research, reviews
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


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over():
    made = perform(ID["liaison"], results.enter, **SAID)
    was = row(made).version
    perform(ID["liaison"], results.change, made, version=was, **(SAID | {"price": 1}))
    with pytest.raises(ChangedMeanwhile):
        perform(ID["liaison"], results.change, made, version=was, **(SAID | {"year": 2020}))
    assert (row(made).price, row(made).year) == (1, None)


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


def test_a_result_whose_abstract_is_english_only_can_be_put_right():
    """So it comes out of most bibliographic files."""
    said = {"title": SAID["title"], "abstract_en": "A bellows seal that stays tight."}
    made = perform(ID["liaison"], results.enter, **said)
    perform(ID["liaison"], results.change, made, price=300_000, **said)
    assert (row(made).price, row(made).abstract) == (300_000, "")
    with pytest.raises(Missing):
        perform(ID["liaison"], results.change, made, **(said | {"abstract_en": " "}))


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


@pytest.mark.parametrize(
    "told",
    [
        {"title": "温州大学 密封结构"},
        {"abstract": "由林 海峰团队完成。"},
        {"keywords": "密封，温州大学"},
        {"conditions": "请联系温州大学。"},
        {"figures": "温州大学标准 <= 5 MPa"},
    ],
)
def test_a_text_that_tells_a_hidden_name_is_not_published(told):
    with snapshot() as session:
        house = session.get(Organisation, UNIVERSITY)
        told = {name: text.replace("温州大学", house.name) for name, text in told.items()}
    hidden = {"confidentiality": Confidentiality.NAME_HIDDEN, "inventors": "林海峰；周敏"}
    made = perform(ID["liaison"], results.enter, **(SAID | told | hidden))
    with pytest.raises(TellsTheName):
        perform(ID["liaison"], results.hand_in, made)
    perform(ID["liaison"], results.change, made, **(SAID | hidden))
    perform(ID["liaison"], results.hand_in, made)
    perform(ID["intake"], results.publish, made)
    with pytest.raises(TellsTheName):
        perform(ID["liaison"], results.change, made, **(SAID | told | hidden))


def test_of_a_hidden_result_neither_inventor_nor_patent_is_read_by_the_engine():
    known = {"inventors": "林海峰", "patents": [PatentSaid("ZL2024100.1", name="波形弹簧加载装置")]}
    for how, is_read in ((Confidentiality.NAME_HIDDEN, False), (Confidentiality.OPEN, True)):
        made = perform(ID["liaison"], results.enter, confidentiality=how, **known, **SAID)
        perform(ID["liaison"], results.hand_in, made)
        perform(ID["intake"], results.publish, made)
        with snapshot() as session:
            text = session.get(MatchText, (MatchKind.RESULT, made)).text
        assert "林海峰" not in text
        assert ("波形弹簧" in text) is is_read


def test_those_who_review_find_what_waits_the_oldest_first_and_not_their_own():
    first, second = (laboratory.result(each, is_published=False) for each in ("seal", "pump"))
    third = perform(ID["intake"], results.enter, organisation_id=UNIVERSITY, **SAID)
    for who, each in (("liaison", first), ("liaison", second), ("intake", third)):
        perform(ID[who], results.hand_in, each)

    def waiting(who):
        with snapshot() as session:
            queue = reviews.results(session, person(who))
        assert queue.many == len(queue.waiting)
        return [each.id for each in queue.waiting]

    assert waiting("intake") == [first, second]
    assert waiting("liaison") == waiting("valves") == waiting("leader") == []
    with pytest.raises(Unclear):
        perform(ID["intake"], results.send_back, first, reason="短", code="because")
    perform(ID["intake"], results.send_back, first, reason="短", code="says_too_little")
    assert waiting("intake") == [second]
