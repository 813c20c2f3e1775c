from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event, Match, MatchOutcome
from db.research_vocabulary import Confidentiality, MatchDecline, MatchStage
from domain import clock, results
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.matchmaking import keeping, outcomes, pipeline, starting
from domain.matchmaking.outcomes import NotDueYet, NotTold, OwnOutcome
from domain.matchmaking.pipeline import MatchMovedOn, NotNamedYet
from domain.matchmaking.starting import AgreedAlready, MatchedAlready, NotPublished
from domain.queries import match_keepers, matches
from domain.queries.needs import need as need_page
from domain.queries.results import result as result_page
from domain.records import NothingChanged
from tests import laboratory
from tests.town import ID, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")


def begun(who="intake", **said):
    need_id = laboratory.need("seal", **said)
    result_id = laboratory.result("seal")
    return perform(ID[who], starting.start, need_id=need_id, result_id=result_id)


def named(**said):
    """A match whose two sides know each other."""
    match_id = begun(**said)
    perform(ID["valves"], starting.agree, match_id)
    return match_id


def row(match_id):
    with snapshot() as session:
        return session.get(Match, match_id)


def signed(match_id=None, value=300_000, days_ago=0):
    match_id = match_id or named()
    on = clock.now().date() - timedelta(days=days_ago)
    perform(ID["intake"], pipeline.sign, match_id, value=value, on=on)
    return match_id


def test_a_broker_brings_two_together_and_the_reasons_are_kept_as_they_were():
    match = row(begun())
    assert (match.stage, match.enterprise_id, match.provider_id) == (
        MatchStage.PROPOSED,
        VALVES,
        UNIVERSITY,
    )
    assert match.broker_id == ID["intake"]
    kept = sum(match.why["parts"].values()) + sum(value for _, value, _ in match.why["fields"])
    assert match.score == pytest.approx(kept, abs=1e-6) and "密封" in match.why["words"]


def test_the_side_that_begins_has_agreed_to_be_named_and_an_open_result_names_itself():
    match = row(begun("liaison"))
    assert match.provider_agreed_at and match.enterprise_agreed_at is None
    assert match.liaison_id == ID["liaison"]
    match = row(begun_again("valves"))
    assert match.is_named


def begun_again(who):
    need_id = laboratory.need("pump")
    result_id = laboratory.result("pump")
    return perform(ID[who], starting.start, need_id=need_id, result_id=result_id)


def test_nobody_brings_together_what_they_may_not_see_or_what_is_not_theirs():
    need_id, result_id = laboratory.need("seal"), laboratory.result("seal")
    with pytest.raises(NotFound):
        perform(ID["shoes"], starting.start, need_id=need_id, result_id=result_id)
    with pytest.raises(Forbidden):
        perform(
            ID["lucheng"],
            starting.start,
            need_id=laboratory.need("pump", confidentiality=Confidentiality.OPEN),
            result_id=result_id,
        )
    with pytest.raises(Forbidden):
        perform(ID["tax"], starting.start, need_id=need_id, result_id=result_id)


def test_two_are_brought_together_once_and_only_when_both_are_published():
    match_id = begun()
    match = row(match_id)
    both = {"need_id": match.need_id, "result_id": match.result_id}
    with pytest.raises(MatchedAlready):
        perform(ID["intake"], starting.start, **both)
    perform(ID["liaison"], results.withdraw, match.result_id, reason="已转让")
    with pytest.raises((NotPublished, MatchedAlready)):
        perform(ID["intake"], starting.start, **both)


def test_names_are_shown_to_the_other_side_only_when_both_have_agreed():
    match_id = begun()
    match = row(match_id)

    def as_seen(who):
        with snapshot() as session:
            return need_page(session, person(who), match.need_id).enterprise

    assert as_seen("liaison") == ""
    perform(ID["valves"], starting.agree, match_id)
    assert as_seen("liaison") == "龙湾恒泽阀门有限公司"
    assert as_seen("leader") == ""
    with pytest.raises(AgreedAlready):
        perform(ID["valves"], starting.agree, match_id)


def test_a_hidden_result_is_named_to_its_partner_only():
    need_id = laboratory.need("seal")
    result_id = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    match_id = perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)

    def as_seen(who):
        with snapshot() as session:
            return result_page(session, person(who), result_id).organisation

    perform(ID["valves"], starting.agree, match_id)
    assert as_seen("valves") == ""
    perform(ID["liaison"], starting.agree, match_id)
    assert as_seen("valves") == "瓯越工业大学"
    assert as_seen("shoes") == ""


def test_brokers_do_not_agree_for_others():
    with pytest.raises(Forbidden):
        perform(ID["intake"], starting.agree, begun())


def test_a_match_goes_forward_step_by_step_and_never_back():
    match_id = named()
    day = clock.now().date() + timedelta(days=7)
    perform(
        ID["liaison"],
        pipeline.advance,
        match_id,
        to=MatchStage.MEETING,
        next_action="寄送样品",
        next_on=day,
    )
    match = row(match_id)
    assert (match.stage, match.next_action, match.next_on) == (MatchStage.MEETING, "寄送样品", day)
    assert match.contacted_at is not None
    with pytest.raises(MatchMovedOn):
        perform(ID["liaison"], pipeline.advance, match_id, to=MatchStage.CONTACTED)
    with pytest.raises(Unclear):
        perform(ID["liaison"], pipeline.advance, match_id, to=MatchStage.CONTRACT)


def test_before_both_have_agreed_there_is_contact_but_no_meeting():
    match_id = begun()
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.CONTACTED)
    with pytest.raises(NotNamedYet):
        perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.MEETING)


def test_an_agreement_has_a_value_and_a_day_and_three_outcomes_to_come():
    match_id = named()
    with pytest.raises(Missing):
        perform(ID["intake"], pipeline.sign, match_id, value=1, on=None)
    with pytest.raises(Missing):
        perform(ID["intake"], pipeline.sign, match_id, value=None, on=clock.now().date())
    with pytest.raises(Unclear):
        perform(ID["intake"], pipeline.sign, match_id, value=-1, on=clock.now().date())
    tomorrow = clock.now().date() + timedelta(days=1)
    with pytest.raises(Unclear):
        perform(ID["intake"], pipeline.sign, match_id, value=1, on=tomorrow)
    signed(match_id)
    with snapshot() as session:
        due = session.exec(select(MatchOutcome.months).order_by(MatchOutcome.months)).all()
    assert due == [6, 12, 24] and row(match_id).agreement_value == 300_000
    perform(ID["valves"], pipeline.transform, match_id)
    assert row(match_id).stage is MatchStage.TRANSFORMED


def test_of_what_is_in_use_nothing_is_to_be_done_next():
    match_id = signed()
    on = clock.now().date() + timedelta(days=3)
    perform(ID["intake"], pipeline.plan, match_id, next_action="验收", next_on=on)
    perform(ID["valves"], pipeline.transform, match_id)
    with snapshot() as session:
        card = matches.match(session, person("intake"), match_id).card
    assert (card.next_action, card.next_on) == ("", None)


def test_an_outcome_is_told_by_one_and_verified_by_another():
    match_id = signed(days_ago=190)
    with pytest.raises(NotTold):
        perform(ID["intake"], outcomes.verify_outcome, match_id, months=6)
    with pytest.raises(Missing):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=6)
    perform(ID["intake"], outcomes.tell_outcome, match_id, months=6, revenue=1_000_000, jobs=4)
    with pytest.raises(OwnOutcome):
        perform(ID["intake"], outcomes.verify_outcome, match_id, months=6)
    perform(ID["longwan"], outcomes.verify_outcome, match_id, months=6)
    with pytest.raises(MatchMovedOn):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=9)
    with pytest.raises(NotFound):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=7, jobs=9)


def test_the_story_of_a_match_is_told_to_its_beginning():
    match_id = named()
    for n in range(30):
        perform(ID["valves"], pipeline.note, match_id, text=f"第 {n} 次沟通")
    with snapshot() as session:
        told = matches.match(session, person("valves"), match_id).happened
    assert told[-1].action == "match_proposed" and len(told) >= 32


def test_only_what_was_looked_at_is_verified():
    match_id = signed(days_ago=190)

    def told_at():
        with snapshot() as session:
            return matches.match(session, person("longwan"), match_id).outcomes[0].told_at

    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=4)
    looked_at = {"months": 6, "told_at": told_at()}
    with clock.stopped(clock.now() + timedelta(minutes=5)):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=400)
        with pytest.raises(MatchMovedOn):
            perform(ID["longwan"], outcomes.verify_outcome, match_id, **looked_at)
        now = {"months": 6, "told_at": told_at()}
        perform(ID["longwan"], outcomes.verify_outcome, match_id, **now)


def test_an_outcome_is_told_neither_before_its_months_are_over_nor_without_an_agreement():
    match_id = named()
    with pytest.raises(MatchMovedOn):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=1)
    signed(match_id, days_ago=190)
    with pytest.raises(NotDueYet):
        perform(ID["valves"], outcomes.tell_outcome, match_id, months=12, jobs=1)
    with snapshot() as session:
        shown = matches.match(session, person("valves"), match_id).outcomes
    assert [each.may_be_told for each in shown] == [True, False, False]
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=1)
    perform(ID["valves"], pipeline.decline, match_id, reason=MatchDecline.TARGETS_MISSED)
    with pytest.raises(MatchMovedOn):
        perform(ID["intake"], outcomes.verify_outcome, match_id, months=6)
    with snapshot() as session:
        shown = matches.match(session, person("intake"), match_id).outcomes
    assert not any(each.may_be_told for each in shown)


def test_the_reason_why_a_match_ends_goes_with_its_stage():
    match_id = named()
    with pytest.raises(Unclear):
        perform(ID["valves"], pipeline.decline, match_id, reason=MatchDecline.CONDITIONS)
    signed(match_id)
    with pytest.raises(Unclear):
        perform(ID["valves"], pipeline.decline, match_id, reason=MatchDecline.NO_ANSWER)
    assert set(pipeline.REASONS) == set(pipeline.ORDER[:-1])


def test_a_match_is_declined_with_a_reason_and_taken_up_again_where_it_stood():
    match_id = named()
    perform(ID["valves"], pipeline.advance, match_id, to=MatchStage.MEETING)
    with pytest.raises(Missing):
        perform(ID["valves"], pipeline.decline, match_id, reason="")
    perform(ID["valves"], pipeline.decline, match_id, reason=MatchDecline.PRICE)
    assert (row(match_id).stage, row(match_id).declined_as) == (
        MatchStage.DECLINED,
        MatchDecline.PRICE,
    )
    perform(ID["valves"], pipeline.take_up_again, match_id)
    assert (row(match_id).stage, row(match_id).declined_as) == (MatchStage.MEETING, None)


def test_what_comes_next_has_a_day():
    match_id = begun()
    day = clock.now().date()
    with pytest.raises(Missing):
        perform(ID["intake"], pipeline.plan, match_id, next_action="打电话", next_on=None)
    perform(ID["intake"], pipeline.plan, match_id, next_action="打电话", next_on=day)
    assert (row(match_id).next_action, row(match_id).next_on) == ("打电话", day)


def test_a_step_that_says_nothing_of_what_comes_next_leaves_what_is_planned():
    match_id, day = named(), clock.now().date() + timedelta(days=3)
    plan = {"next_action": "签保密协议", "next_on": day}
    perform(ID["liaison"], pipeline.plan, match_id, **plan)
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.MEETING)
    match = row(match_id)
    assert (match.next_action, match.next_on) == ("签保密协议", day)
    assert match.next_by_id == ID["liaison"]


def test_whoever_reads_the_board_without_a_part_in_it_may_carry_no_card():
    begun()
    for who, may in (("intake", True), ("valves", True), ("liaison", True), ("leader", False)):
        with snapshot() as session:
            [card] = matches.board(session, person(who)).cards
        assert card.may_move is may


def test_every_step_is_an_event_of_the_match():
    match_id = signed()
    perform(ID["valves"], pipeline.note, match_id, text="对方可提供样件")
    with snapshot() as session:
        told = session.exec(
            select(Event.action)
            .where(Event.subject_kind == "match", Event.subject_id == match_id)
            .order_by(Event.position)
        ).all()
    assert told == ["match_proposed", "match_agreed", "match_signed", "match_noted"]


@pytest.mark.parametrize("who", ["shoes", "lucheng", "tax"])
def test_outsiders_have_no_hand_in_a_match(who):
    match_id = named()
    with pytest.raises(Forbidden):
        perform(ID[who], pipeline.note, match_id, text="?")


def keepers(match_id):
    found = row(match_id)
    return found.broker_id, found.contact_id, found.liaison_id


def test_each_side_names_its_own_and_a_broker_anybody_of_the_right_house():
    match_id = begun()
    perform(ID["valves"], keeping.entrust, match_id, contact_id=ID["valves"])
    perform(ID["liaison"], keeping.entrust, match_id, liaison_id=ID["liaison"])
    perform(ID["intake"], keeping.entrust, match_id, broker_id=ID["longwan"])
    assert keepers(match_id) == (ID["longwan"], ID["valves"], ID["liaison"])
    for who, wrong in (
        ("valves", "liaison_id"),
        ("liaison", "contact_id"),
        ("valves", "broker_id"),
    ):
        with pytest.raises(Forbidden):
            perform(ID[who], keeping.entrust, match_id, **{wrong: ID["intake"]})
    for column, wrong in (
        ("contact_id", "shoes"),
        ("liaison_id", "valves"),
        ("broker_id", "tax"),
        ("broker_id", "leader"),
    ):
        with pytest.raises(Unclear):
            perform(ID["intake"], keeping.entrust, match_id, **{column: ID[wrong]})
    with pytest.raises(NothingChanged):
        perform(ID["intake"], keeping.entrust, match_id, liaison_id=ID["liaison"])


def test_a_broker_learns_no_hidden_house_by_trying_whom_it_might_entrust():
    need_id = laboratory.need("seal")
    result_id = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    both = {"need_id": need_id, "result_id": result_id}
    match_id = perform(ID["intake"], starting.start, **both)
    for guess in ("liaison", "lucheng", "valves"):  # right or wrong, the answer is the same
        with pytest.raises(Forbidden):
            perform(ID["longwan"], keeping.entrust, match_id, liaison_id=ID[guess])
    perform(ID["longwan"], keeping.entrust, match_id, contact_id=ID["valves"])
    perform(ID["intake"], keeping.entrust, match_id, liaison_id=ID["liaison"])
    assert keepers(match_id) == (ID["intake"], ID["valves"], ID["liaison"])


def test_whoever_begins_a_match_or_agrees_to_it_looks_after_it_for_their_side():
    both = {"need_id": laboratory.need("seal"), "result_id": laboratory.result("seal")}
    first = perform(ID["valves"], starting.start, **both)
    assert keepers(first)[1:] == (ID["valves"], None)
    second = begun_again("intake")
    assert keepers(second)[1] is None
    perform(ID["valves"], starting.agree, second)
    assert keepers(second)[1] == ID["valves"]


def test_one_may_choose_among_those_one_may_name():
    match_id = begun()
    with snapshot() as session:
        found = {
            who: match_keepers.may_keep(session, person(who), match_id)
            for who in ("intake", "valves", "liaison", "leader", "shoes")
        }
    assert set(found["intake"]) == {"broker_id", "contact_id", "liaison_id"}
    assert set(found["valves"]) == {"contact_id"} and set(found["liaison"]) == {"liaison_id"}
    assert found["leader"] == found["shoes"] == {}
    assert [each.id for each in found["liaison"]["liaison_id"]] == [ID["liaison"]]
    assert ID["longwan"] in {each.id for each in found["intake"]["broker_id"]}
    assert ID["lucheng"] not in {each.id for each in found["intake"]["broker_id"]}


def test_who_looks_after_it_over_there_is_not_named_while_names_are_hidden():
    match_id = begun()
    perform(ID["valves"], keeping.entrust, match_id, contact_id=ID["valves"])
    with snapshot() as session:
        assert matches.match(session, person("liaison"), match_id).contact is None
        assert matches.match(session, person("valves"), match_id).contact.id == ID["valves"]
