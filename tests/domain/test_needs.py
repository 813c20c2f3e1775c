from datetime import date, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event, TechnicalNeed
from db.research_vocabulary import Confidentiality, RecordStage
from domain import clock, jobs, needs
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.hidden_names import TellsTheDemand, TellsTheName
from domain.permissions import PUBLIC
from domain.publishing import ChangedMeanwhile, OwnReview, RecordMovedOn
from domain.queries import needs as one
from domain.queries import research
from domain.queries.research import Narrowed
from domain.records import NothingChanged
from tests import laboratory
from tests.town import FINANCE, ID, LONGWAN, SHOES, VALVES, person, receive

pytestmark = pytest.mark.usefixtures("small_town")

SAID = {"title": "低温阀门密封", "problem": "零下 196 度时泄漏超标。"}


def row(need_id):
    with snapshot() as session:
        return session.get(TechnicalNeed, need_id)


def seen(need_id, who):
    with snapshot() as session:
        return one.need(session, person(who), need_id)


def listed(who, **narrowed):
    with snapshot() as session:
        return research.needs(session, person(who), Narrowed(**narrowed))


def test_an_enterprise_enters_a_need_of_its_own_as_a_draft_with_a_number():
    made = row(perform(ID["valves"], needs.enter, **SAID))
    assert (made.enterprise_id, made.area_code, made.stage) == (VALVES, LONGWAN, RecordStage.DRAFT)
    assert made.number == f"N{clock.now().year}-{made.id}"
    assert made.confidentiality is Confidentiality.NAME_HIDDEN


def test_staff_enter_one_for_an_enterprise_of_their_area_only():
    made = perform(ID["longwan"], needs.enter, enterprise_id=VALVES, **SAID)
    assert row(made).enterprise_id == VALVES
    with pytest.raises(Forbidden):
        perform(ID["longwan"], needs.enter, enterprise_id=SHOES, **SAID)
    with pytest.raises(NotFound):
        perform(ID["intake"], needs.enter, enterprise_id=FINANCE, **SAID)


def test_a_need_grows_out_of_a_demand_and_takes_its_words():
    demand = receive().demand_id
    made = row(perform(ID["intake"], needs.grow, demand))
    assert made.demand_id == demand and made.title and made.problem
    with snapshot() as session:
        told = session.exec(
            select(Event.action, Event.particulars).where(
                Event.subject_kind == "demand", Event.action == "need_made"
            )
        ).one()
    assert made.number not in str(told)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"title": "另一个标题"},
        {"title": " 出口退税，办理缓慢。", "problem": "另一个问题"},
        {"title": "另一个标题", "problem": "背景：{body}请专家指导。"},
    ],
)
def test_a_hidden_need_is_not_handed_in_with_the_words_of_its_demand(said):
    body = "三月份的出口退税至今没有到账，影响了密封件的采购。"
    demand = receive(body=body).demand_id
    said = {name: text.replace("{body}", body) for name, text in said.items()}
    made = perform(ID["intake"], needs.grow, demand, **said)
    with pytest.raises(TellsTheDemand):
        perform(ID["valves"], needs.hand_in, made)
    words = {"title": row(made).title, "problem": row(made).problem}
    perform(ID["valves"], needs.change, made, confidentiality=Confidentiality.OPEN, **words)
    perform(ID["valves"], needs.hand_in, made)
    other = perform(ID["intake"], needs.grow, demand, title="退税与采购", problem="资金周转慢")
    perform(ID["valves"], needs.hand_in, other)


def test_figures_are_read_as_people_write_them_and_shown_so_again():
    made = perform(ID["valves"], needs.enter, figures="泄漏率 不高于 0.01 %\n寿命≥10,000次", **SAID)
    assert seen(made, "valves").targets == ("泄漏率 ≤ 0.01 %", "寿命 ≥ 10000 次")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": " "}, Missing),
        ({"problem": ""}, Missing),
        ({"budget": -1}, Unclear),
        ({"budget": needs.MOST_BUDGET + 1}, Unclear),
        ({"least_readiness": 10}, Unclear),
        ({"industry_code": "9999"}, Unclear),
        ({"confidentiality": "secret"}, Unclear),
        ({"figures": "越高越好"}, needs.targets.NoTarget),
    ],
)
def test_what_cannot_be_is_refused(said, refusal):
    with pytest.raises(refusal):
        perform(ID["valves"], needs.enter, **(SAID | said))


def test_nobody_reviews_their_own_text():
    made = perform(ID["intake"], needs.enter, enterprise_id=VALVES, **SAID)
    perform(ID["intake"], needs.hand_in, made)
    with pytest.raises(OwnReview):
        perform(ID["intake"], needs.publish, made)
    perform(ID["longwan"], needs.publish, made)
    assert row(made).stage is RecordStage.PUBLISHED


def test_a_published_need_holds_for_a_year_and_is_renewed():
    made = laboratory.need()
    until = row(made).expires_on
    assert until == date(clock.now().year + 1, clock.now().month, clock.now().day)
    with clock.stopped(clock.now() + timedelta(days=200)):
        perform(ID["valves"], needs.renew, made)
    assert row(made).expires_on > until


def test_a_need_sent_back_says_why_and_is_handed_in_again():
    made = laboratory.need(is_published=False)
    perform(ID["valves"], needs.hand_in, made)
    perform(ID["intake"], needs.send_back, made, reason="请补充工况")
    assert seen(made, "valves").returned_because == "请补充工况"
    perform(ID["valves"], needs.hand_in, made)
    assert row(made).stage is RecordStage.IN_REVIEW


def test_what_is_changed_after_publishing_is_reviewed_again():
    made = laboratory.need()
    with pytest.raises(NothingChanged):
        text = row(made).problem
        perform(ID["valves"], needs.change, made, title=text[:40], problem=text)
    perform(ID["valves"], needs.change, made, **SAID)
    assert row(made).stage is RecordStage.IN_REVIEW


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over():
    made = laboratory.need(is_published=False)
    was = seen(made, "valves").version
    perform(ID["valves"], needs.change, made, version=was, **SAID)
    now = row(made)
    with pytest.raises(ChangedMeanwhile):
        perform(ID["valves"], needs.change, made, version=was, **(SAID | {"title": "旧表单"}))
    assert row(made) == now
    perform(ID["valves"], needs.change, made, version=now.version, **(SAID | {"title": "新表单"}))
    assert row(made).title == "新表单"


def test_so_is_one_that_is_reviewed_again_since():
    made = laboratory.need()
    was = seen(made, "valves").version
    perform(ID["valves"], needs.change, made, version=was, **SAID)
    with pytest.raises(ChangedMeanwhile):
        perform(ID["intake"], needs.change, made, version=was, **(SAID | {"title": "旧表单"}))
    with pytest.raises(RecordMovedOn):
        perform(ID["intake"], needs.change, made, **(SAID | {"title": "旧表单"}))


def test_a_text_that_tells_the_hidden_name_is_not_handed_in():
    told = {"title": "密封", "problem": "龙湾恒泽阀门有限公司 的阀门泄漏。"}
    made = perform(ID["valves"], needs.enter, **told)
    with pytest.raises(TellsTheName):
        perform(ID["valves"], needs.hand_in, made)
    perform(ID["valves"], needs.change, made, confidentiality=Confidentiality.OPEN, **told)
    perform(ID["valves"], needs.hand_in, made)


def test_a_need_that_has_moved_on_is_not_taken_back_in_time():
    made = laboratory.need()
    with pytest.raises(RecordMovedOn):
        perform(ID["valves"], needs.hand_in, made)
    perform(ID["valves"], needs.solve, made, note="已由高校解决")
    with pytest.raises(RecordMovedOn):
        perform(ID["valves"], needs.withdraw, made, reason="不需要了")


def test_its_last_day_over_a_need_leaves_the_public_after_a_reminder():
    made = laboratory.need()
    ends = row(made).expires_on
    with clock.stopped(clock.now() + (ends - clock.now().date()) - timedelta(days=10)):
        assert jobs.end_publications() == 1
        assert jobs.end_publications() == 0  # reminded once
        assert row(made).stage is RecordStage.PUBLISHED
    with clock.stopped(clock.now() + (ends - clock.now().date()) + timedelta(days=1)):
        assert jobs.end_publications() == 1
    assert row(made).stage is RecordStage.EXPIRED


def test_drafts_are_for_the_enterprise_and_the_brokers_of_its_area():
    made = laboratory.need(is_published=False)
    assert seen(made, "valves") and seen(made, "longwan") and seen(made, "intake")
    for other in ("shoes", "lucheng", "liaison", "tax"):
        assert seen(made, other) is None, other


@pytest.mark.parametrize("who", ["liaison", "lucheng", "leader", "tax"])
def test_a_hidden_name_reaches_nobody_but_its_own_people_and_brokers(who):
    made = laboratory.need()
    found = seen(made, who)
    assert found is None or (found.enterprise_id, found.enterprise) == (None, "")
    assert "恒泽" not in str(found) and "恒泽" not in str(listed(who))
    assert listed(who, words="恒泽").count == 0


def test_the_public_sees_open_needs_only():
    hidden = laboratory.need()
    plain = laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    with snapshot() as session:
        assert one.need(session, PUBLIC, hidden) is None
        assert one.need(session, PUBLIC, plain).enterprise == "鹿城欣步鞋业有限公司"
        assert [line.id for line in research.needs(session, PUBLIC).lines] == [plain]


def test_the_list_is_narrowed_counted_and_paged_in_the_database():
    for n in range(research.PAGE + 3):
        perform(ID["valves"], needs.enter, title=f"密封 {n}", problem="低温阀门泄漏")
    with snapshot() as session:
        first = research.needs(session, person("intake"))
        second = research.needs(session, person("intake"), page=2)
    assert (first.count, first.pages) == (research.PAGE + 3, 2)
    assert len(first.lines) == research.PAGE and len(second.lines) == 3
    assert listed("intake", words="泄漏", stage=RecordStage.DRAFT).count == research.PAGE + 3
    assert listed("intake", stage=RecordStage.PUBLISHED).count == 0
    assert listed("valves", is_own=True).count == research.PAGE + 3
    assert listed("intake", area="330302").count == 0


def test_what_it_lacks_is_told_to_those_who_may_change_it():
    made = laboratory.need()
    assert seen(made, "valves").lacks and seen(made, "liaison").lacks == ()
    assert seen(made, "liaison").happened == ()
