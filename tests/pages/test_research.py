"""Needs, results and what is proposed, as pages: for those who bring them together, in both languages."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import (
    Match,
    MatchJudgement,
    NameSeen,
    Patent,
    ResearchResult,
    ShownMatch,
    TechnicalNeed,
    User,
)
from db.research_vocabulary import (
    AgreementWay,
    Confidentiality,
    NotThis,
    RecordStage,
    ReturnReason,
    Verdict,
)
from domain import clock, experts, needs, results
from domain.command import perform
from domain.matchmaking import files, judging, outcomes, pipeline, starting
from tests import laboratory
from tests.domain.matching.texts import RESULTS
from tests.pages.visiting import drawn, field, opened, said
from tests.town import ID, LAWYERS, SHOES, TAX, UNIVERSITY, receive


@pytest.fixture(autouse=True)
def known(small_town_on_sqlite):
    return laboratory.all_results()


def at(page, username=None, **asked):
    app = opened(f"research/{page}", username, **asked)
    assert not app.exception
    return app


def button(app, label):
    return next(each for each in app.button if each.label == label)


def labels(app):
    return {each.label for each in app.button}


def test_a_list_of_needs_leads_to_each_and_keeps_hidden_names():
    made = laboratory.need()
    [line] = drawn(at("needs", "liaison"), "research")["rows"]
    assert line[0]["href"] == f"/need?id={made}"
    assert line[1]["text"] == "Name hidden"
    [line] = drawn(at("needs", "valves"), "research")["rows"]
    assert line[1]["text"] == "Hengze Valves"


def test_an_empty_list_says_what_to_do():
    assert "or enter one" in said(at("needs", "valves"))


def test_a_need_shows_what_fits_it_and_why(known):
    made = laboratory.need("seal", least_readiness=5)
    app = at("need", "intake", id=str(made))
    told = said(app)
    assert "What fits it" in [each.value for each in app.header]
    assert "Both say" in told and "密封" in told
    assert "How ready it is, is not known" in told
    assert {"Fits", "Partly"} <= labels(app)


def test_in_chinese_the_page_is_chinese(known):
    made = laboratory.need("seal")
    app = opened("research/need", "intake", language="zh", id=str(made))
    assert not app.exception
    assert "双方都提到" in said(app) and "Both say" not in said(app)


def test_what_is_shown_is_written_down_once_a_day_with_its_place(known):
    made = laboratory.need("seal")
    for _ in range(2):
        at("need", "intake", id=str(made))
    with snapshot() as session:
        rows = session.exec(select(ShownMatch).order_by(ShownMatch.rank)).all()
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0].result_id == known["seal"]


def test_a_judgement_is_one_click_and_a_second_takes_it_back(known):
    made = laboratory.need("seal")
    app = at("need", "intake", id=str(made))
    button(app, "Fits").click().run()
    with snapshot() as session:
        [row] = session.exec(select(MatchJudgement))
    assert row.result_id == known["seal"]
    assert "Heeds what was said of 1 results" in said(app)
    button(app, "Fits").click().run()
    with snapshot() as session:
        assert session.exec(select(MatchJudgement)).all() == []


def test_not_this_because_sets_it_aside_with_its_reason(known):
    made = laboratory.need("seal")
    app = at("need", "intake", id=str(made))
    app.radio[0].set_value(NotThis.OTHER_SUBJECT)
    button(app, "Set aside").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(MatchJudgement))
    assert (row.result_id, row.reason) == (known["seal"], NotThis.OTHER_SUBJECT)
    assert "Take back" in labels(app)


def test_without_a_reason_it_is_not_set_aside(known):
    made = laboratory.need("seal")
    app = at("need", "intake", id=str(made))
    button(app, "Set aside").click().run()
    assert "Please fill in: Reason" in said(app)


def test_a_liaison_officer_asks_first_which_of_ours_fits_and_then_of_all(known):
    made = laboratory.need("seal", confidentiality=Confidentiality.OPEN)
    with transaction() as session:
        session.get_one(ResearchResult, known["seal"]).organisation_id = TAX
    title = RESULTS["seal"][:20]

    def titles(app):
        return str([each.label for each in app.get("page_link")])

    app = at("need", "liaison", id=str(made))
    assert title not in titles(app)
    [whose] = [each for each in app.button_group if each.label == "Whose results"]
    assert whose.value is True
    whose.set_value(False).run()
    assert not app.exception and title in titles(app)
    assert title in titles(at("need", "intake", id=str(made)))
    assert not list(at("need", "valves", id=str(made)).button_group)


def test_a_result_shows_the_needs_it_fits(known):
    laboratory.need("seal")
    app = at("result", "liaison", id=str(known["seal"]))
    assert "Name hidden until both agree" in said(app)
    assert "Needs it fits" in [each.value for each in app.header]


def test_an_enterprise_enters_a_need_and_hands_it_in():
    app = at("needs", "valves", do="new")
    for name, text in (("title", "低温阀门密封"), ("problem", "零下 196 度泄漏超标")):
        field(app, _key(app, name)).set_value(text)
    button(app, "Save as a draft").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(TechnicalNeed))
    assert (row.title, row.stage) == ("低温阀门密封", RecordStage.DRAFT)


def _key(app, name):
    every = [*app.text_input, *app.text_area]
    return next(each.key for each in every if each.key and each.key.endswith(f"-{name}"))


def test_a_sentence_finds_a_result_by_its_subject_and_says_so(known):
    app = at("results", "valves", text="皮革厂废水怎么回收铬")
    [line, *_] = drawn(app, "research")["rows"]
    assert line[0]["href"] == f"/result?id={known['membrane']}"
    assert "Fits by its subject" in str(line[0]) and "they fit by their subject" in said(app)


def test_ours_only_is_offered_to_those_who_have_any(known):
    for page, who, may in (
        ("needs", "valves", True),
        ("needs", "intake", False),
        ("results", "liaison", True),
        ("results", "valves", False),
    ):
        assert bool([e for e in at(page, who).toggle if e.label == "Ours only"]) is may, (page, who)


def test_a_patent_is_entered_with_its_name_and_day(known):
    app = at("results", "liaison", do="new")
    for name, text in (
        *(("title", "密封"), ("abstract", "石墨"), ("patent-0", "ZL2024100.1")),
        ("patent-name-0", "波纹管密封"),
    ):
        field(app, _key(app, name)).set_value(text)
    [filed, *_] = [each for each in app.date_input if each.label == "Filed on"]
    filed.set_value(date(2024, 3, 1))
    button(app, "Save as a draft").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(Patent))
    assert (row.name, row.filed_on) == ("波纹管密封", date(2024, 3, 1))


def test_a_reviewer_publishes_what_somebody_else_handed_in():
    made = laboratory.need(is_published=False)
    perform(ID["valves"], needs.hand_in, made)
    app = at("need", "intake", id=str(made), do="publish")
    [*_, publish] = [each for each in app.button if each.label == "Publish"]
    publish.click().run()
    with snapshot() as session:
        assert session.get(TechnicalNeed, made).stage is RecordStage.PUBLISHED


@pytest.mark.parametrize("asked", ["", "0", "999999", "x", "1' or 1=1"])
def test_a_record_that_is_not_there_is_said_so(asked):
    app = at("need", "intake", id=asked)
    assert "There is no such record" in said(app)


def test_a_visitor_sees_an_open_need_without_proposals():
    hidden = laboratory.need("seal")
    plain = laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    assert "There is no such record" in said(at("need", id=str(hidden)))
    app = at("need", id=str(plain))
    assert "What fits it" not in [each.value for each in app.header]
    assert "find scratches" in said(app)


def begun(known, about="seal"):
    made = laboratory.need(about)
    both = {"need_id": made, "result_id": known[about]}
    return perform(ID["intake"], starting.start, **both)


def test_whoever_is_not_named_is_somebody_and_not_the_platform(known):
    made = laboratory.need("seal", confidentiality=Confidentiality.OPEN)
    fits = {"result_id": known["seal"], "verdict": Verdict.FITS}
    perform(ID["liaison"], judging.judge, made, **fits)
    told = said(at("need", "valves", id=str(made)))
    assert "Somebody else said of" in told and "The platform" not in told


def test_from_a_proposal_the_two_are_brought_together_and_the_match_is_told(known):
    made = laboratory.need("seal")
    app = at("need", "intake", id=str(made))
    button(app, "Bring together").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(Match))
    assert (row.need_id, row.result_id) == (made, known["seal"])
    app = at("match", "intake", id=str(row.id))
    told = said(app)
    assert "Still to agree: the enterprise" in told and "brought the two together" in told


def test_a_match_says_why_as_of_the_day_on_which_it_was_proposed(known):
    made = laboratory.need("seal", budget=1000)
    result = laboratory.result("seal", price=3000)
    match_id = perform(ID["intake"], starting.start, need_id=made, result_id=result)
    for who, may in (("intake", True), ("liaison", False)):
        app = at("match", who, id=str(match_id))
        assert "Why, as of the day on which it was proposed" in [e.label for e in app.expander]
        assert ("The price of 3,000 yuan lies above the budget" in said(app)) is may, who
        assert ("told once both names are open" in said(app)) is not may, who
        assert len(app.get("plotly_chart")) == 1


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


@pytest.mark.parametrize("verb", ["advance", "sign", "plan", "decline", "note", "step-back"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_window_of_a_match_opens(known, verb, language):
    match_id = begun(known)
    app = opened("research/match", "intake", language=language, id=str(match_id), do=verb)
    assert not app.exception


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


def test_a_demand_leads_to_the_need_that_grows_out_of_it():
    demand = receive()
    app = opened("demands/demand", "intake", number=demand.number)
    assert not app.exception
    app = at("needs", "intake", do=f"grow-{demand.demand_id}")
    button(app, "Save as a draft").click().run()
    with snapshot() as session:
        [row] = session.exec(select(TechnicalNeed))
    assert (row.demand_id, row.title) == (demand.demand_id, "出口退税办理缓慢")


@pytest.mark.parametrize("who", ["shoes", "tax", "liaison"])
def test_nobody_makes_a_need_of_a_demand_that_is_not_theirs(who):
    demand = receive()
    app = opened("research/needs", who, do=f"grow-{demand.demand_id}")
    assert "Save as a draft" not in labels(app)


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


def test_what_the_engine_learned_is_shown_to_those_who_bring_together_and_to_leaders():
    for username in ("intake", "leader"):
        page = at("learning", username)
        assert "The weights that were laid down are in use" in said(page)
        assert ("Learn from the decisions so far" in labels(page)) is (username == "intake")


def test_too_little_to_learn_from_is_answered_with_a_sentence():
    page = at("learning", "intake")
    button(page, "Learn from the decisions so far").click().run()
    assert "There is too little to learn from" in said(page)


def test_beside_the_results_teams_experts_and_services_can_be_looked_at():
    app = at("need", "intake", id=str(laboratory.need()))
    assert [each.label for each in app.tabs] == ["Results", "Expert teams", "Experts", "Services"]
    assert "Nobody in the directory fits yet" not in said(app)  # worked out only when opened


@pytest.mark.parametrize(
    ("house", "label"),
    [(UNIVERSITY, "Bring together"), (LAWYERS, "Ask for its help by a demand")],
)
def test_a_team_is_brought_together_or_where_nobody_would_hear_of_it_asked_by_a_demand(
    house, label
):
    words = {"name": "流体密封团队", "topics": "阀门 密封 泄漏"}
    perform(ID["intake"], experts.add_team, house, **words)
    need_id = laboratory.need()
    app = at("need", "valves", id=str(need_id))
    app.session_state[f"fits-{need_id}"] = "Expert teams"
    app.run()
    links = [each.label for each in app.get("page_link")]
    assert not app.exception and "流体密封团队" in str(links)
    assert label in [*(each.label for each in app.button), *links]


def test_a_coded_reason_is_told_in_the_language_of_whoever_reads_it():
    made = laboratory.result("battery", is_published=False)
    perform(ID["liaison"], results.hand_in, made)
    code = ReturnReason.SAYS_TOO_LITTLE.value
    perform(ID["intake"], results.send_back, made, reason=code, code=code)
    for language, words in (("zh", "内容过于简单"), ("en", "Says too little")):
        app = opened("research/result", "liaison", language=language, id=str(made))
        assert not app.exception
        assert said(app).count(words) == 2 and code not in said(app)  # at the head, in the story


def test_many_results_are_reviewed_at_once_and_one_leads_to_the_next(known):
    ids = [laboratory.result(each, is_published=False) for each in ("battery", "shoe")]
    for each in ids:
        perform(ID["liaison"], results.hand_in, each)
    app = at("results", "intake")
    assert "2 results wait for a review" in [each.label for each in app.expander]
    app = at("result", "intake", id=str(ids[0]))
    assert "1 of 2 that wait for a review" in said(app)
    assert "The one after" in [each.label for each in app.get("page_link")]
    assert "results wait for a review" not in str(
        [each.label for each in at("results", "liaison").expander]
    )


def test_needs_that_wait_are_published_many_at_a_time_and_one_leads_to_the_next():
    made = [laboratory.need(about, is_published=False) for about in ("seal", "pump")]
    for each in made:
        perform(ID["valves"], needs.hand_in, each)
    app = at("needs", "intake")
    assert "2 needs wait for a review" in [each.label for each in app.expander]
    assert "1 of 2 that wait" in said(at("need", "intake", id=str(made[0])))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_results_that_end_are_renewed_many_at_a_time(known, language):
    soon = clock.now().date() + timedelta(days=10)
    with transaction() as session:
        for row in session.exec(select(ResearchResult)):
            row.expires_on = soon
    app = opened("research/results", "liaison", language=language)
    next(each for each in app.checkbox if each.key == "renew-many-result-all").check().run()
    next(each for each in app.button if each.key == "renew-many-result-go").click().run()
    assert not app.exception
    with snapshot() as session:
        ends = set(session.exec(select(ResearchResult.expires_on)))
    assert min(ends) > soon


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lists_are_brought_in_where_their_records_are_kept(language):
    def labels_of(page, who):
        app = opened(f"research/{page}", who, language=language)
        assert not app.exception
        return [each.label for each in app.expander]

    words = {"en": "Bring in a list of", "zh": "批量导入"}[language]
    assert any(each.startswith(words) for each in labels_of("needs", "valves"))
    for broker in ("intake", "longwan"):  # who says first whose needs they are
        assert any(each.startswith(words) for each in labels_of("needs", broker))
    for who in ("liaison", "leader", "tax"):
        assert not any(each.startswith(words) for each in labels_of("needs", who))
