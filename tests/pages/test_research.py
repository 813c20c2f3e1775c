"""Needs and results as pages: found, entered, reviewed, renewed and brought in, in both languages."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from components.happened import NEWEST
from db.engine import snapshot, transaction
from db.models import (
    Patent,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import (
    Confidentiality,
    RecordStage,
    ReturnReason,
)
from domain import clock, experts, needs, results
from domain.command import perform
from domain.queries.happened import story as story_of
from tests import laboratory
from tests.pages.research_page import at
from tests.pages.visiting import button, drawn, field, labels, opened, said
from tests.town import ID, SHOES, UNIVERSITY, receive


@pytest.fixture(autouse=True)
def known(small_town_on_sqlite):
    return laboratory.all_results()


def test_a_list_of_needs_leads_to_each_and_keeps_hidden_names():
    made = laboratory.need()
    [line] = drawn(at("needs", "liaison"), "research")["rows"]
    assert line[0]["href"] == f"/need?id={made}"
    assert line[1]["text"] == "Name hidden"
    [line] = drawn(at("needs", "valves"), "research")["rows"]
    assert line[1]["text"] == "Hengze Valves"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_that_is_there_in_one_language_only_stands_in_both(language):
    """So an English abstract out of a bibliographic file, and a Chinese one that nobody has translated."""
    english, chinese = "A bellows seal that stays tight.", "常温下不泄漏的密封。"
    texts = {"abstract": "", "abstract_en": english}, {"abstract": chinese}
    made = [laboratory.result(confidentiality=Confidentiality.OPEN, **each) for each in texts]
    for result, text in zip(made, (english, chinese), strict=True):
        page = at("result", "valves", id=str(result), language=language)
        assert text in [each.value for each in page.text]
    cards = opened("public/catalogue", language=language)
    assert {english, chinese} <= {each.value for each in cards.text}


def test_an_empty_list_says_what_to_do():
    assert "or enter one" in said(at("needs", "valves"))


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


def test_a_result_keeps_its_team_when_something_else_of_it_is_changed_after_the_team_has_gone():
    team = perform(ID["liaison"], experts.add_team, UNIVERSITY, name="密封团队")
    made = laboratory.result("seal", team_id=team)
    perform(ID["liaison"], experts.retire_team, UNIVERSITY, team_id=team, reason="解散")
    app = at("result", "liaison", id=str(made), do="edit")
    next(each for each in app.number_input if each.label == "Year").set_value(2024)
    button(app, "Save").click().run()
    assert not app.exception
    with snapshot() as session:
        row = session.get_one(ResearchResult, made)
    assert (row.team_id, row.year) == (team, 2024)


def test_a_form_drawn_before_somebody_elses_change_does_not_write_over_it():
    made = laboratory.need(is_published=False)
    app = at("need", "valves", id=str(made), do="edit")
    with snapshot() as session:
        now = session.get(TechnicalNeed, made)
    told = {"title": "同事的新标题", "problem": now.problem}
    perform(ID["valves"], needs.change, made, **told)
    [tried] = [each for each in app.text_area if each.label == "What was tried"]
    tried.set_value("换过两种填料")
    button(app, "Save").click().run()
    assert not app.exception and "was changed meanwhile" in said(app)
    with snapshot() as session:
        kept = session.get(TechnicalNeed, made)
    assert (kept.title, kept.tried) == ("同事的新标题", "")
    app = at("need", "valves", id=str(made), do="edit")
    [tried] = [each for each in app.text_area if each.label == "What was tried"]
    tried.set_value("换过两种填料")
    button(app, "Save").click().run()
    with snapshot() as session:
        kept = session.get(TechnicalNeed, made)
    assert (kept.title, kept.tried) == ("同事的新标题", "换过两种填料")


@pytest.mark.parametrize("turns", [9, 12])
def test_a_long_story_is_told_with_its_older_part_folded(turns):
    made = laboratory.result("pump")
    for _ in range(turns):
        perform(ID["liaison"], results.pause, made)
        perform(ID["liaison"], results.resume, made)
    with snapshot() as session:
        many = len(story_of(session, session.get_one(ResearchResult, made)))
    found = at("result", "liaison", id=str(made)).expander
    told = {each.label: len(each.caption) for each in found}
    assert told["What happened"] == min(many, NEWEST)
    earlier = {label: n for label, n in told.items() if label.startswith("Earlier")}
    assert earlier == ({f"Earlier ({many - NEWEST})": many - NEWEST} if many > NEWEST else {})


@pytest.mark.parametrize(("figures", "is_told"), [("90%以上", True), ("回收率 90%以上", False)])
def test_a_figure_without_a_name_is_shown_and_said_not_to_be_compared(figures, is_told):
    made = laboratory.need(figures=figures)
    text = said(at("need", "valves", id=str(made)))
    assert "≥ 90 %" in text
    assert ("is not compared" in text) is is_told
