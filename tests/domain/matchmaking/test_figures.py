"""What the figures of matchmaking count, and that the list behind each holds exactly what it counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db.engine import snapshot, transaction
from db.models import Match
from db.research_vocabulary import Confidentiality, Grouping, MatchDecline, MatchFigure, MatchStage
from domain import clock
from domain.command import perform
from domain.matchmaking import figures, pipeline, starting
from domain.matchmaking.figures import ALL, HIDDEN, NONE, Figures, Scope
from domain.queries import matches
from tests import laboratory
from tests.town import ID, LONGWAN, LUCHENG, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

DAY = datetime(2026, 3, 2, 3, tzinfo=UTC)
ABOUT = ("seal", "pump", "shoe", "glasses")


def begin(about="seal", *, days=None, sold=None, declined=False, enterprise_id=VALVES, **said):
    """A match begun on DAY; contacted after so many days, then signed for so much, or declined."""
    need_id = laboratory.need(about, enterprise_id=enterprise_id)
    result_id = laboratory.result(about, **said)
    with clock.stopped(DAY):
        made = perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)
    if days is not None:
        with clock.stopped(DAY + timedelta(days=days)):
            perform(ID["intake"], pipeline.advance, made, to=MatchStage.CONTACTED)
    if sold is not None:
        who = "valves" if enterprise_id == VALVES else "shoes"
        with clock.stopped(DAY + timedelta(days=60)):
            perform(ID[who], starting.agree, made)
            day = clock.now().date()
            perform(ID["intake"], pipeline.sign, made, value=sold, on=day)
    if declined:
        perform(ID["intake"], pipeline.decline, made, reason=MatchDecline.PRICE)
    return made


def measured(scope=ALL, who="intake"):
    with snapshot() as session:
        return figures.of(session, person(who), scope)


def groups(by, scope=ALL, who="intake"):
    with snapshot() as session:
        return figures.compared(session, person(who), scope, by)


def listed(figure, scope=ALL, who="intake"):
    with snapshot() as session:
        return {card.id for card in matches.listed(session, person(who), scope, figure).cards}


def test_where_there_is_no_match_rates_and_medians_are_unknown():
    assert measured() == Figures()
    assert measured().acceptance is None and groups(Grouping.AREA) == ()


def test_each_figure_counts_what_its_name_says():
    first = begin("seal", days=1, sold=200_000)
    second = begin("pump", days=4)
    third = begin("shoe", declined=True)
    fourth = begin("glasses")
    found = measured()
    assert (found.proposals, found.answered, found.accepted) == (4, 3, 2)
    assert found.acceptance == pytest.approx(2 / 3)
    assert found.days_to_contact == pytest.approx(2.5)
    assert (found.meetings, found.contracts, found.value) == (1, 1, 200_000)
    assert listed(MatchFigure.PROPOSALS) == {first, second, third, fourth}
    assert listed(MatchFigure.ACCEPTANCE) == listed(MatchFigure.DAYS_TO_CONTACT) == {first, second}
    assert listed(MatchFigure.ANSWERED) == {first, second, third}
    assert listed(MatchFigure.DECLINED_BEFORE) == {third} and found.declined_before == 1
    assert listed(MatchFigure.MEETINGS) == listed(MatchFigure.VALUE) == {first}


@pytest.mark.parametrize(("days", "median"), [((3,), 3), ((1, 9), 5), ((1, 2, 30), 2)])
def test_the_days_to_a_contact_are_their_median(days, median):
    for about, each in zip(ABOUT, days, strict=False):
        begin(about, days=each)
    assert measured().days_to_contact == pytest.approx(median)


def test_a_meeting_counts_though_the_match_was_declined_after_it():
    made = begin("seal", days=1)
    perform(ID["valves"], starting.agree, made)
    perform(ID["intake"], pipeline.advance, made, to=MatchStage.MEETING)
    perform(ID["intake"], pipeline.decline, made, reason=MatchDecline.PRICE)
    assert measured().meetings == 1 and listed(MatchFigure.MEETINGS) == {made}


def test_a_period_takes_in_what_began_in_it_and_contracts_by_the_day_of_signing():
    begin("seal", days=1, sold=100)
    spring = Scope(since=date(2026, 3, 1), until=date(2026, 3, 31))
    later = Scope(since=date(2026, 4, 1))
    assert (measured(spring).proposals, measured(spring).contracts) == (1, 0)
    assert (measured(later).proposals, measured(later).value) == (0, 100)
    assert listed(MatchFigure.PROPOSALS, later) == set()
    assert len(listed(MatchFigure.VALUE, later)) == 1


def test_months_tell_the_same_as_the_whole():
    begin("seal", days=1, sold=100)
    begin("pump")
    starts = tuple(date(2026, month, 1) for month in range(1, 8))
    with snapshot() as session:
        months = figures.by_month(session, person("intake"), ALL, starts)
    assert [each.proposals for each in months] == [0, 0, 2, 0, 0, 0]
    assert [each.value for each in months] == [0, 0, 0, 0, 100, 0]


def test_universities_industries_and_sub_platforms_are_compared():
    begin("seal", days=1)
    begin("shoe", enterprise_id=SHOES)
    [only] = groups(Grouping.PROVIDER)
    assert (only.key, only.figures.proposals) == (str(UNIVERSITY), 2)
    assert only.provider.name_en == "Ouyue University"
    areas = groups(Grouping.AREA)
    assert {each.key: each.figures.accepted for each in areas} == {LONGWAN: 1, LUCHENG: 0}
    [unsaid] = groups(Grouping.INDUSTRY)
    assert (unsaid.key, unsaid.figures.proposals) == ("", 2)


def test_every_group_is_narrowed_to_by_its_key():
    begin("seal", days=1)
    made = begin("shoe", enterprise_id=SHOES)
    assert listed(MatchFigure.PROPOSALS, Scope(area=LUCHENG)) == {made}
    assert len(listed(MatchFigure.PROPOSALS, Scope(industry=NONE))) == 2
    assert listed(MatchFigure.PROPOSALS, Scope(area=NONE)) == set()
    assert len(listed(MatchFigure.PROPOSALS, Scope(provider_id=UNIVERSITY))) == 2
    assert listed(MatchFigure.PROPOSALS, Scope(provider_id=SHOES)) == set()


def test_a_broker_has_a_board_of_their_own():
    made = begin("seal")
    other = begin("pump")
    with transaction() as session:
        session.get_one(Match, other).broker_id = ID["longwan"]
    scope = Scope(broker_id=ID["longwan"])
    assert listed(MatchFigure.PROPOSALS, scope) == {other}
    assert measured(scope).proposals == 1
    assert listed(MatchFigure.PROPOSALS, Scope(keeper_id=ID["intake"])) == {made}
    with snapshot() as session:
        board = matches.board(session, person("intake"), scope)
    assert [card.id for card in board.cards] == [other]


def test_who_must_not_know_the_provider_cannot_ask_for_it_by_name():
    made = begin("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    asked = Scope(provider_id=UNIVERSITY)
    for who in ("valves", "leader", "longwan"):
        assert listed(MatchFigure.PROPOSALS, asked, who) == set()
        assert measured(asked, who) == Figures()
        [group] = groups(Grouping.PROVIDER, who=who)
        assert (group.key, group.provider, group.figures.proposals) == ("", None, 1)
        assert listed(MatchFigure.PROPOSALS, Scope(provider_id=HIDDEN), who) == {made}
    assert listed(MatchFigure.PROPOSALS, asked, "liaison") == {made}
    assert listed(MatchFigure.PROPOSALS, Scope(provider_id=HIDDEN), "intake") == set()


@pytest.mark.parametrize("who", ["shoes", "tax", "lucheng", "editor"])
def test_matches_of_others_are_in_nobodys_figures(who):
    begin("seal", days=1)
    assert measured(who=who) == Figures()
    assert groups(Grouping.AREA, who=who) == ()


def test_a_metric_is_one_figure_of_a_scope():
    begin("seal", days=2)
    with snapshot() as session:
        for scope, told in ((Scope(), 1), (Scope(area=LUCHENG), None)):
            found = figures.of(session, person("intake"), scope)
            assert found.value_of(MatchFigure.ACCEPTANCE) == told
