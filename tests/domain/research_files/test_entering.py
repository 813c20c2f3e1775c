"""Results from a file become drafts of the officer's own university, all of them or none, each only once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, func, select

from db.engine import snapshot, transaction
from db.models import (
    Event,
    ExpertTeam,
    Industry,
    Organisation,
    Patent,
    ResearchResult,
    User,
)
from db.research_vocabulary import Confidentiality, RecordStage, TransferKind
from domain import clock, experts, publishing
from domain.command import perform
from domain.errors import Forbidden, NotFound, Refused, Unclear
from domain.publishing import OwnReview
from domain.queries import bring_in as queries
from domain.research_files import completing, entering
from domain.research_files.completing import Completion
from domain.research_files.entering import FaultInRow
from domain.research_files.found import FoundResult
from domain.research_files.known import Known, known
from domain.research_files.reading import read
from domain.results import publish, withdraw
from tests import town
from tests.domain.imports.files import as_xlsx
from tests.domain.research_files import files
from tests.town import ID, UNIVERSITY

LIAISON = ID["liaison"]
IN_ORDER = col(ResearchResult.created_at).desc()  # of the file


def brought(results, name="专利.csv", who=LIAISON):
    return perform(who, entering.bring_in, UNIVERSITY, file=name, results=results)


def patents(count, start=0):
    return read("专利.csv", files.patent_export(count, start=start)).results


def kept(model=ResearchResult):
    with snapshot() as session:
        return session.exec(select(func.count()).select_from(model)).one()


def drafts():
    with snapshot() as session:
        return queries.drafts(session, town.person("liaison"), UNIVERSITY)


def test_each_becomes_a_draft_with_its_patents_and_its_own_first_event(small_town):
    assert brought(patents(3)) == 3
    with snapshot() as session:
        results = session.exec(select(ResearchResult).order_by(IN_ORDER)).all()
        events = session.exec(
            select(Event).where(Event.subject_kind == "research_result").order_by(Event.id)
        ).all()
    year = clock.now().year
    assert [each.number for each in results] == [f"R{year}-{each.id}" for each in results]
    assert {each.stage for each in results} == {RecordStage.DRAFT}
    assert {each.organisation_id for each in results} == {UNIVERSITY}
    assert "密封" in results[0].search_text
    assert kept(Patent) == 3
    assert [(each.subject_id, each.position) for each in events] == [
        (result.id, 1) for result in results
    ]
    assert events[0].particulars == {"file": "专利.csv", "row": 2, "source": "sheet"}


def test_what_is_known_is_not_brought_in_twice(small_town):
    brought(patents(2))
    assert brought(patents(3)) == 1
    with pytest.raises(entering.NothingNew):
        brought(patents(3))
    assert kept() == 3


def test_what_was_taken_back_can_be_brought_in_anew(small_town):
    brought(patents(1))
    with snapshot() as session:
        old = session.exec(select(ResearchResult.id)).one()
    perform(LIAISON, withdraw, old, reason="误报")
    assert brought(patents(1)) == 1
    with pytest.raises(entering.NothingNew):
        brought(patents(1))


def test_without_a_number_the_title_tells_that_it_is_known_and_with_two_it_does_not(small_town):
    brought(patents(1))
    told = "一种第0号高压阀门的密封结构"
    same = FoundResult(1, "ris", f" {told}。")
    paper = FoundResult(2, "ris", told, source_key="10.1234/other")
    twice = FoundResult(3, "ris", told, source_key="10.1234/OTHER".lower())
    with snapshot() as session:
        found = known(session, UNIVERSITY, [same, paper, twice])
    assert found[1].number == drafts()[0].number
    assert 2 not in found
    assert found[3] == Known(row=2)


def test_two_identical_uploads_at_once_are_brought_in_once(small_town):
    def attempt(_):
        try:
            return brought(patents(20))
        except entering.NothingNew:
            return 0

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == [0, 20]
    assert kept() == 20


def test_a_fault_in_one_leaves_none(small_town):
    wrong = FoundResult(9, "ris", "", "")
    with pytest.raises(entering.FaultInRow):
        brought([*patents(3), wrong])
    assert kept() == 0


@pytest.mark.parametrize("username", ["longwan", "leader", "shoes", "tax_head"])
def test_others_bring_in_nothing(small_town_on_sqlite, username):
    with pytest.raises(Forbidden):
        perform(ID[username], entering.bring_in, UNIVERSITY, file="a", results=patents(1))
    with snapshot() as session:
        person = town.person(username)
        assert queries.house(session, person, UNIVERSITY) is None
        assert UNIVERSITY not in {each.id for each in queries.houses(session, person)}
        assert queries.drafts(session, person, UNIVERSITY) == ()
        assert queries.how_many(session, person, UNIVERSITY) == 0


@pytest.mark.parametrize("username", ["intake", "lucheng"])
def test_a_broker_brings_in_for_a_house_without_an_account(small_town, username):
    with transaction() as session:
        session.get(User, LIAISON).is_active = False
    who = ID[username]
    assert brought(patents(2), who=who) == 2
    with snapshot() as session:
        person = town.person(username)
        [house] = queries.houses(session, person)
        found = queries.drafts(session, person, house.id)
        acts = session.exec(select(Event.actor_id, Event.action).where(Event.actor_id == who)).all()
    assert (house.id, house.drafts, house.has_liaison) == (UNIVERSITY, 2, False)
    assert {(who, "result_brought_in"), (who, "results_brought_in")} <= set(acts)
    said = [Completion(each.id, each.version, 6, (TransferKind.LICENCE,)) for each in found]
    perform(who, completing.complete, UNIVERSITY, said=said)
    ids = [each.id for each in found]
    perform(who, completing.hand_in, UNIVERSITY, result_ids=ids)
    with pytest.raises(OwnReview):
        perform(who, publish, ids[0])
    perform(ID["admin"], publish, ids[0])


def test_a_liaison_of_a_department_has_no_results(small_town_on_sqlite):
    with transaction() as session:
        session.get(Organisation, UNIVERSITY).kind = "department"
    with pytest.raises(entering.NoResearcher):
        brought(patents(1))


def test_many_drafts_are_completed_and_handed_in_at_once(small_town):
    with transaction() as session:
        session.add(ExpertTeam(id=5, organisation_id=UNIVERSITY, name="阀门团队"))
    brought(patents(3))
    assert {each.missing for each in drafts()} == {("Readiness", "Ways of transfer")}
    said = [
        Completion(each.id, each.version, 6, (TransferKind.LICENCE,), (), 5) for each in drafts()
    ]
    assert perform(LIAISON, completing.complete, UNIVERSITY, said=said) == 3
    assert {(each.readiness, each.team_id, each.missing) for each in drafts()} == {(6, 5, ())}
    ids = [each.id for each in drafts()]
    assert perform(LIAISON, completing.hand_in, UNIVERSITY, result_ids=ids) == 3
    assert drafts() == ()
    with pytest.raises(completing.NoDraft):
        perform(LIAISON, completing.hand_in, UNIVERSITY, result_ids=ids)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"version": 0}, publishing.ChangedMeanwhile),
        ({"team_id": 99}, Unclear),
        ({"industry_codes": ("nowhere",)}, Unclear),
        ({"transfer_kinds": ("gift",)}, Unclear),
        ({"readiness": 10}, Refused),
        ({"result_id": 99}, NotFound),
    ],
)
def test_one_wrong_draft_leaves_all_as_they_are(small_town_on_sqlite, changes, refusal):
    brought(patents(2))
    first, second = drafts()
    wrong = {"result_id": second.id, "version": second.version, "readiness": 4} | changes
    with pytest.raises(refusal):
        perform(
            LIAISON,
            completing.complete,
            UNIVERSITY,
            said=[Completion(first.id, first.version, 5), Completion(**wrong)],
        )
    assert {each.readiness for each in drafts()} == {None}


def test_what_lacks_something_is_not_handed_in(small_town_on_sqlite):
    brought(patents(1))
    with pytest.raises(completing.Incomplete):
        perform(LIAISON, completing.hand_in, UNIVERSITY, result_ids=[drafts()[0].id])


def test_a_hidden_draft_that_tells_its_name_is_not_handed_in_nor_are_those_beside_it(small_town):
    brought(patents(3))
    said = [Completion(each.id, each.version, 6, (TransferKind.LICENCE,)) for each in drafts()]
    perform(LIAISON, completing.complete, UNIVERSITY, said=said)
    with transaction() as session:
        telling = session.get_one(ResearchResult, drafts()[1].id)
        telling.confidentiality = Confidentiality.NAME_HIDDEN
        telling.abstract = "瓯越工业大学的密封试验台，泄漏率低于万分之一。"
        number = telling.number
    ids = [each.id for each in drafts()]
    with pytest.raises(completing.TellsTheNameIn) as refused:
        perform(LIAISON, completing.hand_in, UNIVERSITY, result_ids=ids)
    assert number in str(refused.value) and "瓯越工业大学" in str(refused.value)
    assert len(drafts()) == 3
    with transaction() as session:
        session.get_one(ResearchResult, ids[1]).confidentiality = Confidentiality.OPEN
    assert perform(LIAISON, completing.hand_in, UNIVERSITY, result_ids=ids) == 3


def test_industry_and_team_are_found_however_their_letters_are_written(small_town):
    with transaction() as session:
        session.add(
            ExpertTeam(id=5, organisation_id=UNIVERSITY, name="密封团队", name_en="Étanche Lab")
        )
        session.merge(Industry(code="3443", name="阀门和旋塞制造", name_en="Valves and Taps"))
    rows = [
        ("密封一", "valves AND taps", "étanche lab"),
        ("密封二", "VALVES AND TAPS", "ÉTANCHE LAB"),
    ]
    found = read("results.xlsx", as_xlsx(rows, ("成果名称", "行业", "团队"))).results
    with snapshot() as session:
        assert queries.unplaced(session, town.person("liaison"), UNIVERSITY, found) == ()
    assert brought(found) == 2
    with snapshot() as session:
        results = session.exec(select(ResearchResult)).all()
    assert [(each.industry_codes, each.team_id) for each in results] == [(["3443"], 5)] * 2


def test_industry_and_team_of_a_row_are_found_by_their_names_or_named_as_unknown(small_town):
    with transaction() as session:
        session.add(ExpertTeam(organisation_id=UNIVERSITY, name="密封团队"))
        code, name = "3443", "阀门和旋塞制造"
        session.merge(Industry(code=code, name=name, name_en="Valves"))
    heads = ("成果名称", "价格", "行业", "团队", "指标", "保密")
    rows = [
        ("密封一", "50万", name, "密封团队", "泄漏率 ≤ 0.01 %", "匿名"),
        ("密封二", "面议", code, "", "", ""),
        ("密封三", "", "没有这个行业", "没有这个团队", "", ""),
    ]
    found = read("成果.xlsx", as_xlsx(rows, heads)).results
    with snapshot() as session:
        lost = queries.unplaced(session, town.person("liaison"), UNIVERSITY, found)
    assert [(each.row, each.field) for each in lost] == [(4, "For industries"), (4, "Team")]
    with pytest.raises(FaultInRow):
        brought(found)
    assert kept() == 0 and brought(found[:2]) == 2
    with snapshot() as session:
        first, second = session.exec(select(ResearchResult).order_by(IN_ORDER)).all()
    assert first.price == 500_000 and first.team_id and first.targets[0]["unit"] == "%"
    assert first.confidentiality is Confidentiality.NAME_HIDDEN
    assert first.industry_codes == second.industry_codes == [code] and second.price is None
    assert second.confidentiality is Confidentiality.OPEN


def test_two_teams_of_one_name_are_told_apart_and_a_draft_keeps_one_that_was_taken_out(small_town):
    said = {"name": "密封团队", "name_en": "Seals"}
    first, second = (perform(LIAISON, experts.add_team, UNIVERSITY, **said) for _ in range(2))
    brought(patents(1))
    with snapshot() as session:
        draft = session.exec(select(ResearchResult)).one()

    def complete(team_id, readiness):
        with snapshot() as session:
            version = session.get_one(ResearchResult, draft.id).version
        done = [Completion(draft.id, version, readiness, (), (), team_id)]
        perform(LIAISON, completing.complete, UNIVERSITY, said=done)

    def shown(*kept):
        with snapshot() as session:
            found = queries.teams(session, town.person("liaison"), UNIVERSITY, kept)
        return {each.id: (each.name, each.name_en) for each in found}

    names = {key: (f"密封团队 ({key})", f"Seals ({key})") for key in (first, second)}
    assert shown() == names
    complete(first, 5)
    perform(LIAISON, experts.retire_team, UNIVERSITY, team_id=first, reason="解散")
    assert shown() == {second: ("密封团队", "Seals")} and shown(first) == names
    complete(first, 6)  # its own stays
    complete(second, 6)
    with pytest.raises(Unclear):
        complete(first, 6)
