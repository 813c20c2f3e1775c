"""What fits a need or a result, on its page: why, what was said of it, and who else could help."""

from datetime import date

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import (
    Match,
    MatchJudgement,
    MonthTrial,
    ResearchResult,
    ShownMatch,
    TechnicalNeed,
)
from db.research_vocabulary import (
    Confidentiality,
    NotThis,
    Verdict,
)
from domain import clock, experts
from domain.command import perform
from domain.matching.judging.rivals import RIVALS
from domain.matchmaking import judging, weights
from tests import laboratory
from tests.domain.matching.texts import RESULTS
from tests.pages.research_page import at
from tests.pages.visiting import button, drawn, labels, leading, opened, said
from tests.town import ID, LAWYERS, TAX, UNIVERSITY


@pytest.fixture(autouse=True)
def known(small_town_on_sqlite):
    return laboratory.all_results()


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
    assert "Heeds what was said and what came of 1 result" in said(app)
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
    # A link of Streamlit's own would be cut on a telephone.
    whole = drawn(app, f"title-aside-{row.result_id}")
    assert whole["text"] == RESULTS["seal"][:60]


def test_what_both_sides_set_aside_stands_once_on_every_page(known):
    made = laboratory.need("seal", confidentiality=Confidentiality.OPEN)
    for who in ("valves", "liaison"):
        aside = {"verdict": Verdict.NOT_THIS, "reason": NotThis.NOT_READY}
        perform(ID[who], judging.judge, made, result_id=known["seal"], **aside)
    with snapshot() as session:
        its = session.get_one(TechnicalNeed, made).number
        number = session.get_one(ResearchResult, known["seal"]).number
    for app, told in (
        (at("need", "valves", id=str(made)), number),
        (at("result", "liaison", id=str(known["seal"])), its),
    ):
        assert not app.exception
        assert "Set aside (1)" in [each.label for each in app.expander]
        [aside] = [each for each in app.expander if each.label == "Set aside (1)"]
        which = " ".join(each.value for each in aside.caption).replace("\\", "")
        assert told in which and " · " in which  # tells it apart from others of its title


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
        return str(leading(app))

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


def test_what_the_engine_learned_is_shown_to_those_who_bring_together_and_to_leaders():
    for username in ("intake", "leader"):
        page = at("learning", username)
        assert "The weights that were laid down are in use" in said(page)
        assert ("Learn from the decisions so far" in labels(page)) is (username == "intake")


def test_too_little_to_learn_from_is_answered_with_a_sentence():
    page = at("learning", "intake")
    button(page, "Learn from the decisions so far").click().run()
    assert "There is too little to learn from" in said(page)


def test_decisions_that_prefer_nothing_are_not_said_to_be_enough(known, monkeypatch):
    monkeypatch.setattr(weights, "FEWEST", 1)
    fits = {"result_id": known["seal"], "verdict": Verdict.FITS}
    perform(ID["intake"], judging.judge, laboratory.need("seal"), **fits)
    told = said(at("learning", "intake"))
    assert "Of 0 needs one result was found better" in told and "can be learnt from" not in told


def test_a_month_is_told_by_every_measure_that_the_command_prints_for_engine_and_rivals():
    rivals = {
        name: {"ndcg@10": 0.1 * n, "recall@100": 0.11 * n, "map": 0.12 * n, "auc": 0.13 * n}
        for n, name in enumerate(RIVALS, 1)
    }
    figures = {"ndcg@10": 0.91, "recall@100": 0.92, "map": 0.93, "auc": 0.94, "rivals": rivals}
    many = {"decided": "", "decisions": 9, "needs": 4, "worked_out_at": clock.now()}
    with transaction() as session:
        session.add(MonthTrial(month=date(2026, 8, 1), results=0, **many))
        session.add(MonthTrial(month=date(2026, 9, 1), results=30, figures=figures, **many))
    newest, by_month = (each.value for each in at("learning", "leader").dataframe)
    assert list(newest) == ["Method", "nDCG@10", "Recall@100", "MAP", "AUC"]
    assert newest.values.tolist()[0] == ["The engine", "0.91", "0.92", "0.93", "0.94"]
    assert newest.values.tolist()[1] == ["BM25, words", "0.10", "0.11", "0.12", "0.13"]
    assert len(newest) == 1 + len(RIVALS)
    shares = ["0.91", "0.10", "0.20", "0.30", "0.40", "0.50"]
    assert by_month.values.tolist()[0] == ["2026-09", 9, 4, "30", *shares]
    assert by_month.values.tolist()[1][4:] == ["—"] * 6
    _, by_auc = (each.value for each in at("learning", "leader", measure="auc").dataframe)
    shares = ["0.94", "0.13", "0.26", "0.39", "0.52", "0.65"]
    assert by_auc.values.tolist()[0][4:] == shares


def test_beside_the_results_teams_experts_and_services_can_be_looked_at():
    app = at("need", "intake", id=str(laboratory.need()))
    beside = ["Expert teams", "Experts", "Services", "Equipment", "Research centres"]
    assert [each.label for each in app.tabs] == ["Results", *beside]
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
    links = leading(app)
    assert not app.exception and "流体密封团队" in str(links)
    assert label in [*(each.label for each in app.button), *links]
