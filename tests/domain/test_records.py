"""Keeping records: what may be changed, what is refused, what the search finds afterwards, and the trace it leaves."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import (
    DirectoryEntry,
    Event,
    Match,
    MatchText,
    Organisation,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import EntryKind, Kind
from domain import (
    clock,
    identifiers,
    organisations,
    products,
    records,
    results,
    verification,
)
from domain.command import perform
from domain.docking_planning import plan
from domain.errors import Forbidden, Missing, NotFound, TooLong, Unclear
from domain.matchmaking import pipeline, starting
from domain.permissions import PUBLIC
from domain.queries import research
from domain.queries.catalogue import catalogue
from domain.queries.directory import search
from domain.queries.proposals import results_for
from domain.record_fields import tags_of
from tests import docking_day, laboratory, town
from tests.town import (
    CITY,
    FINANCE,
    ID,
    LAWYERS,
    LONGWAN,
    LUCHENG,
    SHOES,
    SUB_LONGWAN,
    UNIVERSITY,
    VALVES,
)

pytestmark = pytest.mark.usefixtures("small_town")

CODE = identifiers.with_check_digit("91330303MA2ABCDE1")
OTHER = identifiers.with_check_digit("91330303MA2ABCDE2")


def change(record_id=LAWYERS, *, username="intake", was=None, **fields):
    perform(ID[username], records.change, record_id, fields=fields, was=was)


def add(kind=Kind.SERVICE_ORGANISATION, *, username="intake", **fields):
    said = {"name": "温州瓯标检测有限公司", "area_code": LUCHENG}
    return perform(ID[username], records.add, kind=kind, fields=said | fields)


def close(record_id=LAWYERS, *, username="intake", reason="已注销"):
    perform(ID[username], records.close, record_id, reason=reason)


def row(record_id=LAWYERS):
    with snapshot() as session:
        return session.get_one(Organisation, record_id)


def names_found(typed, username="intake"):
    with snapshot() as session:
        return [line.name for line in search(session, town.person(username), typed).lines]


def last_event(record_id=LAWYERS):
    with snapshot() as session:
        found = select(Event).where(
            Event.subject_kind == "organisation", Event.subject_id == record_id
        )
        return session.exec(found.order_by(Event.position.desc())).first()


def service(record_id=LAWYERS):
    said = {"name": "出口合同审查", "field": "law_and_rights", "price_kind": "negotiable"}
    return perform(ID["intake"], products.add, record_id, **said)


def test_a_new_record_is_found_at_once_and_says_who_added_it():
    made = add(name_en="Oubiao Testing", tags="检测、公益", phone="0577-88886666")
    assert (row(made).kind, row(made).area_code) == (Kind.SERVICE_ORGANISATION, LUCHENG)
    assert row(made).phone == "+8657788886666"
    assert names_found("oubiao") == names_found("objc") == ["温州瓯标检测有限公司"]
    assert last_event(made).action == "record_added"
    assert last_event(made).actor_id == ID["intake"]


@pytest.mark.parametrize("kind", [Kind.CITY, Kind.SUB_PLATFORM])
def test_the_platform_itself_is_not_added_or_closed(kind):
    with pytest.raises(records.PartOfPlatform):
        add(kind)
    with pytest.raises(records.PartOfPlatform):
        close(CITY if kind is Kind.CITY else SUB_LONGWAN)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": ""}, Missing),
        ({"name": "x" * 121}, TooLong),
        ({"area_code": "330399"}, Unclear),
        ({"size_class": "gigantic"}, Unclear),
        ({"phone": "12"}, identifiers.WrongPhone),
        ({"credit_code": "91330303MA2ABCDE1X"}, identifiers.WrongCreditCode),
        ({"name": "瓯信律师事务所"}, organisations.KnownName),
    ],
)
def test_a_new_record_is_refused_for_what_is_wrong_with_it(said, refusal):
    with pytest.raises(refusal):
        add(**said)


def test_an_enterprise_needs_an_area():
    with pytest.raises(Missing):
        add(Kind.ENTERPRISE, area_code="")


def test_a_name_of_one_kind_does_not_bar_another_kind():
    made = add(Kind.INVESTOR, name="瓯信律师事务所")
    assert row(made).kind is Kind.INVESTOR


def test_a_credit_code_belongs_to_one_record():
    add(credit_code=CODE)
    with pytest.raises(organisations.KnownCode):
        add(name="别的机构", credit_code=CODE)
    with pytest.raises(organisations.KnownCode):
        change(credit_code=CODE)
    change(credit_code=OTHER)
    assert row().credit_code == OTHER


def test_a_sub_platform_keeps_the_records_of_its_area_only():
    add(area_code=LUCHENG, username="lucheng")
    with pytest.raises(Forbidden):
        add(name="龙湾检测中心", area_code=LONGWAN, username="lucheng")
    with pytest.raises(Forbidden):
        change(VALVES, username="lucheng", products="阀门")
    with pytest.raises(Forbidden):
        change(FINANCE, username="finance", products="贷款")
    with pytest.raises(Forbidden):
        change(SHOES, username="shoes", products="鞋")


def test_several_fields_change_at_once_and_each_says_from_what_to_what():
    change(website="example.cn", tags="公益、涉外", summary="商事律师\n二十人", area_code="龙湾区")
    assert (row().website, row().area_code) == ("https://example.cn", LONGWAN)
    with snapshot() as session:
        assert tags_of(session, LAWYERS) == ("公益", "涉外")
    assert last_event().particulars["changes"] == [
        ["website", "", "https://example.cn"],
        ["tags", "", "公益、涉外"],
        ["summary", "", "商事律师\n二十人"],
        ["area_code", LUCHENG, LONGWAN],
    ]
    change(tags="涉外", website="")
    assert row().website is None
    with snapshot() as session:
        assert tags_of(session, LAWYERS) == ("涉外",)
    assert verification.verify() == []


def test_what_an_organisation_offers_is_found_by_its_new_name_and_area():
    service()
    change(name="浙瓯衡律师事务所", name_en="Ouheng Law")
    assert set(names_found("ouheng")) == {"浙瓯衡律师事务所", "出口合同审查"}
    assert names_found("瓯信") == []


def test_a_record_keeps_its_own_name_and_code():
    change(credit_code=CODE)
    change(credit_code=CODE, products="法律服务")
    assert row().products == "法律服务"


def test_a_change_that_changes_nothing_is_refused():
    with pytest.raises(records.NothingChanged):
        change(name="瓯信律师事务所", website=" ")
    with pytest.raises(records.NothingChanged):
        change()


def test_a_field_that_somebody_else_changed_meanwhile_is_not_written_over():
    change(products="法律顾问")
    with pytest.raises(records.ChangedMeanwhile):
        change(products="诉讼", was={"products": ""})
    change(website="https://a.cn", was={"website": ""})
    assert row().products == "法律顾问"


@pytest.mark.parametrize("name", ["kind", "is_active", "rating_n", "version", "id"])
def test_what_is_not_a_field_of_the_record_cannot_be_changed(name):
    with pytest.raises(NotFound):
        change(**{name: "1"})
    with pytest.raises(NotFound):
        perform(ID["intake"], records.add, kind=Kind.INVESTOR, fields={"name": "甲", name: "1"})


def test_nobody_changes_another_record_than_there_is():
    with pytest.raises(NotFound):
        change(9999, products="x")


def test_a_closed_record_and_what_it_offers_are_no_longer_found_until_it_is_opened_again():
    service()
    close()
    assert not row().is_active
    assert names_found("瓯信") == []
    with pytest.raises(records.ClosedAlready):
        close()
    perform(ID["intake"], records.reopen, LAWYERS, reason="误停用")
    assert set(names_found("瓯信")) == {"瓯信律师事务所", "出口合同审查"}
    with pytest.raises(records.OpenAlready):
        perform(ID["intake"], records.reopen, LAWYERS, reason="再来")


def test_what_a_closed_house_has_published_is_offered_no_more_until_it_is_offered_again():
    need_id, result_id = laboratory.need("seal", enterprise_id=SHOES), laboratory.result("seal")
    draft = laboratory.result("pump", is_published=False)
    met = docking_day.arranged()[0]
    close(UNIVERSITY)
    with snapshot() as session:
        assert catalogue(session, PUBLIC).entries == ()
        assert results_for(session, town.person("shoes"), need_id).shown == ()
        assert session.get_one(ResearchResult, draft).stage is RecordStage.DRAFT
    assert plan(ID["intake"], met).meetings == 0
    perform(ID["intake"], records.reopen, UNIVERSITY, reason="误停用")
    perform(ID["liaison"], results.resume, result_id)
    with snapshot() as session:
        assert [each.id for each in catalogue(session, PUBLIC).entries] == [result_id]


def test_whoever_moves_takes_needs_results_and_matches_on_their_way_along():
    need_id, result_id = laboratory.need("seal"), laboratory.result("seal")
    other_id = laboratory.result("pump")
    signed, open_one = (
        perform(ID["intake"], starting.start, need_id=need_id, result_id=each)
        for each in (result_id, other_id)
    )
    perform(ID["valves"], starting.agree, signed)
    perform(ID["intake"], pipeline.sign, signed, value=1, on=clock.now().date())
    perform(ID["intake"], records.change, VALVES, fields={"area_code": LUCHENG})
    perform(ID["intake"], records.change, UNIVERSITY, fields={"area_code": LONGWAN})
    with snapshot() as session:
        assert session.get_one(TechnicalNeed, need_id).area_code == LUCHENG
        places = {
            kind: session.get_one(MatchText, (kind, id)).area_code
            for kind, id in ((MatchKind.NEED, need_id), (MatchKind.RESULT, result_id))
        }
        assert places == {MatchKind.NEED: LUCHENG, MatchKind.RESULT: LONGWAN}
        assert research.needs(session, town.person("lucheng")).count == 1
        assert research.needs(session, town.person("lucheng")).lines[0].owner
        assert session.get_one(Match, open_one).area_code == LUCHENG
        assert session.get_one(Match, signed).area_code == LONGWAN  # where it was counted


def test_the_name_of_a_closed_record_is_free_and_then_it_stays_closed():
    close()
    add(name="瓯信律师事务所")
    with pytest.raises(organisations.KnownName):
        perform(ID["intake"], records.reopen, LAWYERS, reason="恢复")


def test_closing_asks_for_a_reason():
    with pytest.raises(Missing):
        close(reason=" ")


def test_a_unit_that_holds_demands_is_not_closed():
    town.in_progress()
    with pytest.raises(records.HoldsDemands):
        close(FINANCE)


def test_a_unit_whose_demands_are_answered_may_be_closed():
    town.answered()
    close(FINANCE)
    with snapshot() as session:
        entry = session.exec(
            select(DirectoryEntry).where(
                DirectoryEntry.subject_id == FINANCE, DirectoryEntry.kind == EntryKind.DEPARTMENT
            )
        ).one()
    assert not entry.is_active
