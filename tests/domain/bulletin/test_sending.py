"""A bulletin is approved by a leader, mailed to those concerned, and read."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from db.bulletin_vocabulary import BulletinStage
from db.engine import snapshot, transaction
from db.models import Bulletin, BulletinReading, Demand, Message, User
from db.vocabulary import DemandType, MessageKind
from domain import assessments, bulletin_days, bulletins, clock, demands, work_orders
from domain.bulletin import facts
from domain.bulletins import (
    MonthIsAssessed,
    MonthNotPublished,
    SentAlready,
)
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.queries import bulletins as queries
from tests import town
from tests.domain.bulletin.bulletins_of_a_month import (
    addresses,
    approve,
    drawn,
    edit,
    heard,
    publish,
    row,
    shown,
)
from tests.town import CLASSES, ID, SUB_LONGWAN, TAX, person

pytestmark = pytest.mark.usefixtures("small_town")


def test_it_is_not_sent_before_its_month_is_published_and_then_takes_its_figures_anew(lived):
    bulletin_id = drawn(lived)
    edit(bulletin_id, title="十月通报", foreword="总体平稳。")
    with pytest.raises(MonthNotPublished):
        approve(bulletin_id)
    assert bulletin_days.draw_up_what_is_due() == 0 and shown(bulletin_id, "longwan") is None
    digest = publish(lived)
    assert [bulletin_days.draw_up_what_is_due() for _ in range(2)] == [1, 0]
    found = row(bulletin_id)
    assert (found.facts["digest"], found.foreword) == (digest, "总体平稳。")
    approve(bulletin_id)


def test_an_approved_bulletin_goes_to_sub_platforms_and_heads_of_departments_and_stands(lived):
    addresses(
        longwan="l@example.org",
        tax_head="t@example.org",
        tax="x@example.org",
        valves="v@example.org",
    )
    publish(lived)
    bulletin_id = drawn(lived)
    with pytest.raises(Forbidden):
        perform(ID["intake"], bulletins.approve, bulletin_id, version=1)
    assert approve(bulletin_id) == 2
    with snapshot() as session:
        asked = select(Message.recipient).where(Message.kind == MessageKind.BULLETIN)
        assert set(session.exec(asked)) == {"l@example.org", "t@example.org"}
    assert row(bulletin_id).stage is BulletinStage.SENT
    by = [shown(bulletin_id, who).approved_by for who in ("longwan", "tax_head")]
    assert by == ["leader", ""]  # a department has the copy for outside
    for command, said in (
        (bulletins.approve, {"version": 2}),
        (bulletins.draw_again, {}),
        (bulletins.edit, {"title": "新", "seen": {}}),
    ):
        with pytest.raises(SentAlready):
            perform(ID["leader"], command, bulletin_id, **said)


def test_a_draft_is_for_those_who_write_it_and_a_sent_one_for_platform_and_departments(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    seen = {
        who: shown(bulletin_id, who) is not None
        for who in ("leader", "longwan", "tax_head", "valves")
    }
    assert seen == {"leader": True, "longwan": False, "tax_head": False, "valves": False}
    approve(bulletin_id)
    seen = {who: shown(bulletin_id, who) is not None for who in seen}
    assert seen == {"leader": True, "longwan": True, "tax_head": True, "valves": False}
    assert shown(bulletin_id, "longwan").readers == ()


def test_whoever_approves_hears_that_it_waits_and_the_sub_platforms_that_it_is_sent(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    assert heard("leader") == heard("admin") == ["bulletin_drawn"] and heard("longwan") == []
    approve(bulletin_id)
    assert heard("longwan") == heard("tax_head") == ["bulletin_sent"]


def test_the_copy_for_departments_and_the_public_has_no_cards_and_no_gauges(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    with transaction() as session:
        found = session.get_one(Bulletin, bulletin_id)
        told = json.loads(json.dumps(found.facts))
        for place in (place for group in told["groups"] for place in group["places"]):
            place |= {"has_card": True, "standing": "below", "total": "80.5", "ranked_by": "80.5"}
        told["groups"][0]["places"][0]["standing"] = "passed"
        found.facts = told
    approve(bulletin_id)
    assert 'has_card": true' in json.dumps(shown(bulletin_id, "longwan").facts)
    assert shown(bulletin_id).facts["title"]["rules"] == "MIIT 2017 No. 156"
    copy = shown(bulletin_id, "tax_head").facts
    assert copy["title"] is None and copy["groups"] and copy["overdue_many"] is not None
    said = json.dumps(copy["groups"])
    assert not any(word in said for word in ("true", "below", "passed", "80.5"))


def test_what_an_enterprise_wrote_is_not_told_with_its_overdue_order_least_of_all_a_complaint(
    lived,
):
    publish(lived)
    complaint = town.ask(title="分平台工作人员推诿").demand_id
    classes = CLASSES | {"type": DemandType.COMPLAINT, "about_unit_id": SUB_LONGWAN}
    perform(ID["intake"], demands.accept, complaint, **classes)
    away = {"unit_id": TAX, "reason": "回避被投诉单位"}
    perform(ID["dispatcher"], work_orders.dispatch, complaint, **away)
    with clock.stopped(clock.now() + timedelta(days=40)):
        bulletin_id = drawn(lived)
        approve(bulletin_id)
        with snapshot() as session:
            order = session.get_one(Demand, complaint)
        for who in ("longwan", "lucheng", "finance_head", "leader"):
            told = shown(bulletin_id, who).facts["overdue"]
            assert order.number in [each["number"] for each in told], who
            assert {each["field"] for each in told} >= {order.field.value}
            assert order.title not in json.dumps(told, ensure_ascii=False), who
            assert not any("title" in each for each in told), who


def test_whoever_takes_it_away_must_be_open_to_it_at_that_moment(lived):
    bulletin_id = drawn(lived)
    with snapshot() as session:
        assert queries.taken(session, person("intake"), bulletin_id).id == bulletin_id
        for who, wanted in (("longwan", bulletin_id), ("valves", bulletin_id), ("intake", 10**6)):
            with pytest.raises(NotFound):
                queries.taken(session, person(who), wanted)
    with transaction() as session:
        session.get_one(User, ID["intake"]).is_active = False
    with snapshot() as session, pytest.raises(NotFound):
        queries.taken(session, person("intake"), bulletin_id)


def test_who_has_read_it_is_kept_once_with_the_moment(lived):
    addresses(longwan="l@example.org", tax_head="t@example.org")
    publish(lived)
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    bulletins.note_reading(person("longwan"), bulletin_id)
    first = {each.name: each.read_at for each in shown(bulletin_id).readers}
    with clock.stopped(clock.now() + timedelta(hours=1)):
        bulletins.note_reading(person("longwan"), bulletin_id)
    assert {each.name: each.read_at for each in shown(bulletin_id).readers} == first
    assert [name for name, at in first.items() if at] == ["longwan"]
    with snapshot() as session:
        assert len(session.exec(select(BulletinReading)).all()) == 1


def test_who_is_told_by_a_notice_alone_stands_among_those_it_was_sent_to(lived):
    addresses(longwan="l@example.org", tax_head="t@example.org", valves="v@example.org")
    publish(lived)
    bulletin_id = drawn(lived)
    assert approve(bulletin_id) == 2
    sent = {each.name: each.is_mailed for each in shown(bulletin_id).readers}
    assert {name for name, is_mailed in sent.items() if is_mailed} == {"longwan", "tax_head"}
    assert sent["lucheng"] is sent["finance_head"] is False and "valves" not in sent
    assert all(heard(name) == ["bulletin_sent"] for name in sent)
    bulletins.note_reading(person("lucheng"), bulletin_id)
    read = {each.name: each.read_at for each in shown(bulletin_id).readers}
    assert [name for name, at in read.items() if at] == ["lucheng"]
    with transaction() as session:
        session.get_one(User, ID["lucheng"]).is_active = False
    assert {each.name for each in shown(bulletin_id).readers} == set(sent)  # as it was sent


def test_who_works_on_a_draft_is_no_reader_of_it(lived):
    bulletin_id = drawn(lived)
    bulletins.note_reading(person("editor"), bulletin_id)
    with snapshot() as session:
        assert session.get(BulletinReading, (bulletin_id, ID["editor"])) is None


def test_a_city_that_assesses_no_month_sends_its_bulletin_without_an_order_and_says_so(lived):
    bulletin_id = drawn(lived)
    edit(bulletin_id, title="十月通报", foreword="总体平稳。")
    perform(ID["intake"], bulletins.leave_assessment_out, bulletin_id)
    found = row(bulletin_id)
    assert facts.is_without(found.facts) and not found.facts["groups"]
    assert found.facts["totals"] and found.foreword == "总体平稳。"
    addresses(longwan="longwan@example.com")
    assert approve(bulletin_id) == 1
    assert shown(bulletin_id, "longwan").facts["is_without"]


def test_once_assessing_has_begun_no_bulletin_goes_out_without_its_order(lived):
    bulletin_id = drawn(lived)
    perform(ID["intake"], bulletins.leave_assessment_out, bulletin_id)
    month_id = perform(ID["leader"], assessments.begin, month=lived)
    with pytest.raises(MonthNotPublished):  # what enterprises answered is kept back from now on
        approve(bulletin_id)
    with pytest.raises(MonthIsAssessed):
        perform(ID["intake"], bulletins.leave_assessment_out, bulletin_id)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    assert bulletin_days.draw_up_what_is_due() == 1
    assert row(bulletin_id).facts["digest"] and not facts.is_without(row(bulletin_id).facts)
    approve(bulletin_id)
