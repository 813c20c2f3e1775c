"""The pages of the other side: the public catalogue, a space of one's own, and matches compared."""

import re

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchDecline, MatchStage
from domain import clock
from domain.command import perform
from domain.matchmaking import pipeline, starting
from tests import docking_day, laboratory
from tests.pages.visiting import drawn, field, leading, opened, said
from tests.town import ID, SHOES, UNIVERSITY

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def at(page, username=None, **asked):
    app = opened(page, username, **asked)
    assert not app.exception
    return app


def labels(app):
    return leading(app) + [each.label for each in app.button]


def figures(app):
    return {each.label: each.value for each in app.metric}


def matched(about="seal", **said):
    both = {"need_id": laboratory.need(about), "result_id": laboratory.result(about, **said)}
    return perform(ID["intake"], starting.start, **both)


def test_a_visitor_finds_an_open_result_and_is_told_what_to_do_next():
    laboratory.result("seal")
    laboratory.result("pump", confidentiality=Confidentiality.NAME_HIDDEN)
    app = at("public/catalogue")
    told = said(app) + str(labels(app))
    assert "阀门密封" in told and "水泵叶轮" not in told
    assert any("Ask for help with it" in label for label in labels(app))
    assert "Ouyue University" in told


def test_the_catalogue_keeps_what_is_looked_for_in_the_address():
    laboratory.result("seal", readiness=5)
    laboratory.result("glasses", readiness=8)
    told = str(labels(at("public/catalogue", q="titanium", readiness="ready")))
    assert "titanium" in told and "阀门" not in told
    app = at("public/catalogue", q="没有这样的词")
    assert "Nothing public fits" in said(app)


@pytest.mark.parametrize("kind", ["result", "need"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_catalogue_says_whom_to_ask(kind, language):
    app = opened("public/catalogue", language=language, kind=kind)
    assert not app.exception
    words = {"en": "Nothing is published here yet", "zh": "这里还没有公开内容"}
    assert words[language] in said(app)


def test_a_need_in_the_catalogue_is_answered_by_signing_in():
    laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    assert any(
        "Sign in to answer it" in each for each in labels(at("public/catalogue", kind="need"))
    )
    app = at("public/catalogue", "liaison", kind="need")
    assert not any("Sign in" in each for each in labels(app))


def test_asking_for_help_with_a_result_names_it_in_the_subject():
    with snapshot() as session:
        made = session.get_one(ResearchResult, laboratory.result("seal"))
    assert field(at("public/ask", about=made.number), "ask_title").value.startswith(made.number)


def test_what_is_not_public_does_not_come_into_a_subject_by_its_number():
    hidden = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    with snapshot() as session:
        number = session.get_one(ResearchResult, hidden).number
    assert field(at("public/ask", about=number), "ask_title").value == ""


def test_a_universitys_space_shows_what_it_has_and_what_is_new_for_it():
    laboratory.all_results()
    need = laboratory.need("seal")
    app = at("research/our_space", "liaison")
    assert figures(app)["Results published"] == "8"
    assert any("低温阀门" in each for each in labels(app))
    assert "Both say" in said(app) and "恒泽" not in said(app) + str(labels(app))
    next(each for each in app.button if each.label == "Bring together").click().run()
    assert not app.exception
    with snapshot() as session:
        [made] = session.exec(select(Match))
    assert made.need_id == need and made.liaison_id == ID["liaison"]


def test_the_first_page_of_a_liaison_officer_names_the_needs_that_fit_best():
    laboratory.result("seal", readiness=3, price=10_000)
    laboratory.result("pump")
    given = {"least_readiness": 5, "budget": 20_000, "confidentiality": Confidentiality.OPEN}
    laboratory.need("seal", **given)
    hidden = laboratory.need("pump")
    app = at("home/today", "liaison")
    assert "Needs that fit our results best" in said(app)
    assert any("低温阀门" in each for each in labels(app))
    told = [re.sub("[\\\\\u2060]", "", each.value) for each in app.caption]
    [why] = [each for each in told if "Fits the result" in each and "阀" in each]
    whose, _, words, for_it, against = why.split("  \n")
    assert re.match(r"N\d{4}-\d{8} · .*Hengze.* · ", whose)
    assert "Both say: " in words and "密封" in words.partition("Both say: ")[2]
    assert for_it.startswith(":green") and "The price of 10,000 yuan lies" in for_it
    assert against.startswith(":red") and "Readiness 3 stays below the 5" in against
    [other] = [each for each in told if "Fits the result" in each and each is not why]
    assert "Name hidden until both agree" in other.split("  \n")[0]
    with snapshot() as session:
        assert session.get_one(TechnicalNeed, hidden).number in other
    assert "Needs that fit" not in said(at("home/today", "valves"))


def test_the_first_page_tells_both_sides_what_waits_in_their_space():
    idle = "Nothing waits for you"
    assert idle in said(at("home/today", "liaison")) and idle in said(at("home/today", "valves"))
    docking_day.arranged(have_accepted=False)
    for who in ("liaison", "valves"):
        app = at("home/today", who)
        assert any("Answer the invitation" in each for each in labels(app)), who
        assert idle not in said(app), who
    assert idle in said(at("home/today", "tax"))


@pytest.mark.parametrize(
    "section", ["best", "fresh", "matches", "results", "figures", "people", "days", "nothing"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_section_of_a_universitys_space_opens_empty(section, language):
    app = opened("research/our_space", "liaison", language=language, section=section)
    assert not app.exception and app.tabs


@pytest.mark.parametrize("section", ["fresh", "needs", "matches", "figures", "days"])
@pytest.mark.parametrize("who", ["valves", "shoes"])
def test_every_section_of_an_enterprises_space_opens(section, who):
    matched("seal")
    assert at("research/our_space", who, section=section).tabs


def test_an_enterprise_is_asked_to_agree_and_sees_its_needs_with_their_matches():
    matched("seal")
    app = at("research/our_space", "valves", section="needs")
    assert any("Agree to show our name" in each for each in labels(app))
    [line] = drawn(app, "space-records")["rows"]
    assert line[4]["text"] == "1"


def test_a_result_that_ends_soon_is_renewed_with_one_click():
    made = laboratory.result("seal")
    with transaction() as session:
        session.get_one(ResearchResult, made).expires_on = clock.now().date()
    app = at("research/our_space", "liaison")
    next(each for each in app.button if each.label == "Renew for a year").click().run()
    assert not app.exception
    with snapshot() as session:
        assert session.get_one(ResearchResult, made).expires_on > clock.now().date()


def test_a_broker_chooses_a_university_and_sees_its_space():
    laboratory.result("seal")
    assert "Choose a university" in said(at("research/our_space", "intake"))
    app = at("research/our_space", "intake", org=str(UNIVERSITY))
    assert "Ouyue University" in said(app)
    assert "Renew for a year" not in labels(app)


@pytest.mark.parametrize("who", ["valves", "shoes", "liaison"])
@pytest.mark.parametrize("org", ["6", "7", "8", "999", "x"])
def test_nobody_opens_the_space_of_others_by_its_number(who, org):
    laboratory.need("seal")
    own = {"valves": "7", "shoes": "8", "liaison": "6"}[who]
    if org in (own, "x"):
        assert at("research/our_space", who, org=org).tabs
    else:
        assert "There is no such record" in said(at("research/our_space", who, org=org))


def test_matches_are_told_in_figures_and_compared():
    made = matched("seal")
    perform(ID["intake"], pipeline.advance, made, to=MatchStage.CONTACTED)
    app = at("research/matches", "intake")
    assert figures(app)["Proposals"] == "1" and figures(app)["Acceptance"] == "100 %"
    [line] = drawn(app, "match-groups")["rows"]
    assert line[0]["text"] == "Ouyue University"
    assert line[1]["href"] == f"/matches?view=list&provider={UNIVERSITY}"
    assert line[2]["href"] == f"/matches?view=list&figure=answered&provider={UNIVERSITY}"


@pytest.mark.parametrize("by", ["provider", "industry", "area"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_comparison_is_drawn(by, language):
    matched("seal")
    app = opened("research/matches", "intake", language=language, by=by, measure="value")
    assert not app.exception and drawn(app, "match-groups")["rows"]


def test_a_figure_leads_to_exactly_its_matches():
    signed, other = matched("seal"), matched("pump")
    perform(ID["valves"], starting.agree, signed)
    perform(ID["intake"], pipeline.sign, signed, value=5, on=clock.now().date())
    perform(ID["intake"], pipeline.decline, other, reason=MatchDecline.PRICE)
    listed = drawn(at("research/matches", "intake", view="list", figure="contracts"), "match-list")
    assert [row[0]["href"] for row in listed["rows"]] == [f"/match?id={signed}"]
    every = drawn(at("research/matches", "intake", view="list"), "match-list")["rows"]
    assert len(every) == 2
    app = at("research/matches", "intake", provider="7")
    assert "Name hidden" not in said(app)


def test_a_hidden_university_cannot_be_asked_for_by_its_number():
    matched("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    app = at("research/matches", "valves", view="list", provider=str(UNIVERSITY))
    assert "Ouyue" not in said(app) + str(drawn(app, "match-groups"))
    hidden = drawn(at("research/matches", "valves", view="list", provider="none"), "match-list")
    assert len(hidden["rows"]) == 1


def test_a_broker_that_nobody_offers_narrows_nothing():
    matched("seal")
    app = at("research/matches", "valves", view="list", broker=str(ID["longwan"]))
    assert len(drawn(app, "match-list")["rows"]) == 1
    app = at("research/matches", "intake", view="list", broker=str(ID["intake"]))
    assert len(drawn(app, "match-list")["rows"]) == 1


def test_where_a_filter_leaves_nothing_it_says_so():
    matched("seal")
    app = at("research/matches", "intake", figure="contracts")
    assert "Take a filter away" in said(app)
