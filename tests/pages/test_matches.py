"""A match on its page: agreed to, carried on and put right, its files and outcomes, and where one hears of it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from components import kanban
from db.engine import snapshot, transaction
from db.models import (
    Match,
    NameSeen,
    User,
)
from db.research_vocabulary import (
    AgreementWay,
)
from domain import clock
from domain.command import perform
from domain.matchmaking import correcting, files, outcomes, pipeline, starting
from tests import laboratory
from tests.pages.research_page import at
from tests.pages.visiting import button, drawn, labels, opened, said
from tests.town import ID


@pytest.fixture(autouse=True)
def known(small_town_on_sqlite):
    return laboratory.all_results()


def begun(known, about="seal"):
    made = laboratory.need(about)
    both = {"need_id": made, "result_id": known[about]}
    return perform(ID["intake"], starting.start, **both)


def test_a_match_says_why_as_of_the_day_on_which_it_was_proposed(known):
    made = laboratory.need("seal", budget=1000)
    result = laboratory.result("seal", price=3000)
    match_id = perform(ID["intake"], starting.start, need_id=made, result_id=result)
    for who, may in (("intake", True), ("liaison", False)):
        app = at("match", who, id=str(match_id))
        assert "Why, as of the day on which it was proposed" in [e.label for e in app.expander]
        assert ("The price of 3,000 yuan lies above the budget" in said(app)) is may, who
        assert ("told once both names are open" in said(app)) is not may, who
        assert len(app.get("image")) == 1


def test_an_enterprise_agrees_and_the_names_are_open(known):
    match_id = begun(known)
    app = at("match", "valves", id=str(match_id), do="agree")
    [*_, agree] = [each for each in app.button if each.label == "Show our name"]
    agree.click().run()
    assert "Both sides have agreed" in said(at("match", "liaison", id=str(match_id)))
    with snapshot() as session:
        rows = session.exec(select(NameSeen.by_id)).all()
    assert set(rows) >= {ID["liaison"]} and ID["valves"] not in rows  # the result names itself


def test_the_board_holds_a_card_in_the_column_of_its_stage(known):
    match_id = begun(known)
    board = drawn(at("matches", "intake"), "match-board")
    [card] = board["cards"]
    assert (card["id"], card["column"]) == (match_id, "proposed")
    assert set(card["allowed"]) == {"contacted", "meeting", "assessment", "contract", "declined"}
    assert "恒泽" not in str(drawn(at("matches", "liaison"), "match-board"))


def test_a_board_without_matches_says_how_they_begin():
    assert "bring the two together" in said(at("matches", "intake"))


def test_what_somebody_else_planned_while_a_window_was_open_is_not_written_over(known):
    match_id = begun(known)
    app = at("match", "intake", id=str(match_id), do="plan")
    plan = {"next_action": "寄送样件", "next_on": clock.now().date() + timedelta(days=3)}
    perform(ID["valves"], pipeline.plan, match_id, **plan)
    app.run()  # as the page does by itself when somebody has changed the match
    app.text_input[0].set_value("打电话")
    app.date_input[0].set_value(plan["next_on"])
    [*_, save] = [each for each in app.button if each.label == "Plan"]
    save.click().run()
    assert any("was changed meanwhile" in each.value for each in app.error)
    with snapshot() as session:
        assert session.get_one(Match, match_id).next_action == "寄送样件"


@pytest.mark.parametrize("verb", ["advance", "sign", "plan", "decline", "note", "step-back"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_window_of_a_match_opens(known, verb, language):
    match_id = begun(known)
    app = opened("research/match", "intake", language=language, id=str(match_id), do=verb)
    assert not app.exception


def test_of_what_the_other_side_did_only_that_somebody_did_it_stands_in_the_story(known):
    result = laboratory.result("seal", confidentiality="name_hidden")
    need = laboratory.need("seal", confidentiality="name_hidden")
    match_id = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    perform(ID["liaison"], pipeline.note, match_id, text="等答复")
    told = said(at("match", "valves", id=str(match_id), language="zh"))
    assert "有人记录了沟通情况" in told and "对方记录" not in told and "等答复" not in told
    assert "Somebody made a note" in said(at("match", "valves", id=str(match_id)))


@pytest.mark.parametrize("page", ["matches", "our_space"])
def test_what_a_column_has_no_room_for_is_reached_as_a_list(known, monkeypatch, page):
    proposed, contacted = {begun(known), begun(known, "pump")}, begun(known, "shoe")
    perform(ID["intake"], pipeline.advance, contacted, to="contacted")
    told = {"kind": "list", "column": "proposed"}  # what the browser says of a click on "1 more"
    monkeypatch.setattr(kanban, "_mount", lambda **given: SimpleNamespace(act=told))
    listed = drawn(at(page, "liaison", section="matches"), "match-list")
    assert {row[0]["href"] for row in listed["rows"]} == {f"/match?id={id}" for id in proposed}


def test_a_match_is_nobody_elses(known):
    match_id = begun(known)
    assert "There is no such record" in said(at("match", "shoes", id=str(match_id)))


def test_outcomes_are_told_and_verified_on_the_page(known):
    match_id = begun(known)
    perform(ID["valves"], starting.agree, match_id)
    perform(
        ID["intake"], pipeline.sign, match_id, value=5, on=clock.now().date() - timedelta(days=190)
    )
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=3)
    app = at("match", "intake", id=str(match_id))
    assert "Verify" in labels(app) and [each.value for each in app.metric] == ["3"]
    app = at("match", "intake", id=str(match_id), do="verify-6")
    [*_, verify] = [each for each in app.button if each.label == "Verify"]
    verify.click().run()
    assert "Verify" not in labels(at("match", "intake", id=str(match_id)))


def test_what_was_recorded_by_mistake_is_put_right_on_the_page(known):
    match_id = begun(known)
    perform(ID["valves"], starting.agree, match_id)
    long_ago = clock.now().date() - timedelta(days=190)
    perform(ID["intake"], pipeline.sign, match_id, value=5, on=long_ago)
    app = at("match", "valves", id=str(match_id), do="correct-agreement")
    app.number_input[0].set_value(50)
    app.text_area[0].set_value("少了一个零")
    [*_, correct] = [each for each in app.button if each.label == "Correct the agreement"]
    correct.click().run()
    told = said(at("match", "liaison", id=str(match_id)))
    assert "corrected the agreement" in told and "5 → 50" in told and "少了一个零" in told
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=3)
    app = at("match", "valves", id=str(match_id), do="correct-outcome-6")
    app.number_input[1].set_value(2)
    app.text_area[0].set_value("多记")
    [*_, correct] = [each for each in app.button if each.label == "Correct the outcome"]
    correct.click().run()
    assert "Jobs 3 → 2" in said(at("match", "liaison", id=str(match_id)))


def test_right_after_the_agreement_it_is_asked_whether_it_is_still_offered(known):
    match_id = begun(known)
    perform(ID["valves"], starting.agree, match_id)
    perform(ID["intake"], pipeline.sign, match_id, value=5, on=clock.now().date())
    app = at("match", "liaison", id=str(match_id))
    assert "Is this still offered?" in said(app)
    button(app, "Pause").click().run()
    assert "Is this still offered?" not in said(at("match", "liaison", id=str(match_id)))
    assert "Offer it again" in labels(at("result", "liaison", id=str(known["seal"])))


def test_a_broker_writes_down_the_agreement_of_a_side_without_an_account(known):
    match_id = begun(known)
    assert "Write down an agreement to show the name" not in labels(
        at("match", "intake", id=str(match_id))
    )
    with transaction() as session:
        session.get_one(User, ID["valves"]).is_active = False
    app = at("match", "intake", id=str(match_id), do="agree-for")
    app.selectbox[1].set_value(AgreementWay.TELEPHONE)
    [*_, write] = [each for each in app.button if each.label == "Write down"]
    write.click().run()
    told = said(at("match", "intake", id=str(match_id)))
    assert "Both sides have agreed" in told
    assert "wrote down that the enterprise agrees to show its name" in told
    assert "by telephone" in told


PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def test_a_match_shows_its_files_to_the_side_that_added_them_and_says_who_sees_them(known):
    match_id = begun(known)
    added = {"name": "恒泽 合同草案.pdf", "content": PDF}
    file_id = perform(ID["valves"], files.attach, match_id, **added)
    own = said(at("match", "valves", id=str(match_id)))
    assert f"/files/match/{file_id})" in own and "the other side sees what is added here" in own
    other = said(at("match", "liaison", id=str(match_id)))
    assert "恒泽" not in other and "No files." in other
    perform(ID["valves"], starting.agree, match_id)
    other = said(at("match", "liaison", id=str(match_id)))
    assert f"/files/match/{file_id})" in other and "Both sides and the platform" in other


def test_a_file_is_taken_back_on_the_page_by_whoever_has_added_it(known):
    match_id = begun(known)
    perform(ID["valves"], files.attach, match_id, name="a.pdf", content=PDF)
    app = at("match", "valves", id=str(match_id))
    button(app, "Take the file back").click().run()
    assert not app.exception
    assert "No files." in said(at("match", "valves", id=str(match_id)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_today_tells_of_a_match_and_leads_to_it(known, language):
    match_id = begun(known)
    perform(ID["valves"], pipeline.advance, match_id, to="contacted")
    app = opened("home/today", "liaison", language=language)
    assert not app.exception
    told = drawn(app, "notices")["rows"]
    links = {line[0]["href"] for line in told}
    assert f"/match?id={match_id}" in links and f"/result?id={known['seal']}" in links
    texts = " ".join(line[0]["text"] for line in told)
    assert {"en": "The enterprise took it on", "zh": "需求企业"}[language] in texts


def test_the_digest_is_switched_off_and_on_again_on_the_page_of_ones_account():
    app = opened("home/account", "liaison")
    app.toggle[0].set_value(False).run()
    assert not app.exception
    app = opened("home/account", "liaison")
    assert app.toggle[0].value is False
    app.toggle[0].set_value(True).run()
    assert opened("home/account", "liaison").toggle[0].value is True
    assert not opened("home/account", "dispatcher").toggle


def test_a_leader_reads_the_board_and_can_carry_no_card(known):
    begun(known)
    [card] = drawn(at("matches", "leader"), "match-board")["cards"]
    assert not card["allowed"]


def test_a_step_that_somebody_took_back_while_a_window_was_open_is_not_taken_back_twice(known):
    match_id = begun(known)
    perform(ID["valves"], starting.agree, match_id)
    for stage in ("contacted", "meeting"):
        perform(ID["intake"], pipeline.advance, match_id, to=stage)
    app = at("match", "intake", id=str(match_id), do="step-back")
    perform(ID["valves"], correcting.step_back, match_id, reason="记错")
    app.run()
    app.text_area[0].set_value("还没有见面")
    [*_, back] = [each for each in app.button if each.label == "Take the last step back"]
    back.click().run()
    assert any("was changed meanwhile" in each.value for each in app.error)
    with snapshot() as session:
        assert session.get_one(Match, match_id).stage == "contacted"
