"""Wishes, vetoes and absences of a docking day: what they do to the timetable, and whose word is told to whom."""

import pytest

from db.engine import snapshot
from db.research_vocabulary import (
    Confidentiality,
    Voice,
)
from domain import (
    docking_days,
    docking_offers,
    docking_wishes,
)
from domain.command import perform
from domain.docking_planning import plan
from domain.docking_sides import PlannedAlready
from domain.errors import Forbidden, NotFound, Refused, Unclear
from domain.queries import docking
from tests import laboratory
from tests.docking_day import guest, joined, meetings, prepared, where
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def voices(day_id, who):
    with snapshot() as session:
        shown = docking.day(session, person(who), day_id)
    return sorted((each.voice, each.is_veto) for each in shown.wishes)


def test_a_wish_brings_two_together_and_a_veto_keeps_two_apart():
    day_id, needed, _ = joined(slots=2, tables=1)
    plan(ID["intake"], day_id)
    best = next(iter(where(meetings(day_id))))
    both = {"need_id": best[0], "result_id": best[1]}
    perform(ID["intake"], docking_wishes.wish, day_id, kind="veto", **both)
    plan(ID["intake"], day_id)
    assert best not in where(meetings(day_id))
    perform(ID["intake"], docking_wishes.wish, day_id, kind="none", **both)
    with pytest.raises(Unclear):
        perform(ID["intake"], docking_wishes.wish, day_id, kind="perhaps", **both)
    with pytest.raises(NotFound):
        outsider = laboratory.result("seal")
        perform(
            ID["intake"],
            docking_wishes.wish,
            day_id,
            need_id=needed[0],
            result_id=outsider,
            kind="wish",
        )


def test_whoever_is_away_meets_nobody_then():
    day_id, needed, _ = joined()
    who = guest(day_id, need_id=needed[0])
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[0, 1, 2])
    plan(ID["intake"], day_id)
    assert {met.slot for met in meetings(day_id) if met.need_id == needed[0]} <= {3}
    with pytest.raises(Unclear):
        perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[4])


def test_participants_speak_for_themselves_until_the_timetable_is_published():
    day_id, (seal, shoe, *_), (result_id, *_) = joined()
    own, other = guest(day_id, need_id=seal), guest(day_id, need_id=shoe)
    both = {"need_id": seal, "result_id": result_id}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="wish", **both)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["valves"], docking_wishes.be_present, day_id, participant_id=own, away=[0])
    for who, participant in (("shoes", own), ("liaison", own)):
        with pytest.raises(Forbidden):
            perform(
                ID[who], docking_wishes.be_present, day_id, participant_id=participant, away=[1]
            )
    with pytest.raises(Forbidden):
        perform(ID["shoes"], docking_wishes.wish, day_id, kind="wish", **both)
    assert other
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    with pytest.raises(PlannedAlready):
        perform(ID["valves"], docking_wishes.wish, day_id, kind="none", **both)
    perform(ID["intake"], docking_wishes.wish, day_id, kind="none", **both)


def test_participants_see_their_own_wishes_and_whom_they_may_wish_for():
    day_id, (seal, *_), results_ = joined()
    perform(
        ID["valves"], docking_wishes.wish, day_id, need_id=seal, result_id=results_[0], kind="wish"
    )
    with snapshot() as session:
        mine = docking.day(session, person("valves"), day_id)
        others = docking.day(session, person("shoes"), day_id)
    assert [each.need.record_id for each in mine.wishes] == [seal]
    assert {each.record_id for each in mine.partners} == set(results_)
    assert others is None or not others.wishes


def test_each_side_says_its_own_and_learns_nothing_of_the_other():
    day_id, (seal, *_), results_ = joined()
    both = {"need_id": seal, "result_id": results_[0]}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="wish", **both)
    assert voices(day_id, "valves") == [(Voice.ENTERPRISE, True)]
    assert voices(day_id, "liaison") == [(Voice.PROVIDER, False)]
    assert voices(day_id, "intake") == [(Voice.ENTERPRISE, True), (Voice.PROVIDER, False)]
    plan(ID["intake"], day_id)
    assert (seal, results_[0]) not in {(m.need_id, m.result_id) for m in meetings(day_id)}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="none", **both)
    assert voices(day_id, "intake") == [(Voice.PROVIDER, False)]


def test_the_word_of_those_who_run_the_day_takes_the_place_of_both():
    day_id, (seal, *_), results_ = joined()
    both = {"need_id": seal, "result_id": results_[0]}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["intake"], docking_wishes.wish, day_id, kind="wish", **both)
    assert voices(day_id, "intake") == [(Voice.ORGANISER, False)]
    assert voices(day_id, "valves") == []


def test_what_is_for_the_brokers_alone_is_a_number_to_others():
    hidden = laboratory.need("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    result_id = laboratory.result("seal")
    day_id = prepared()
    perform(
        ID["intake"],
        docking_days.invite,
        day_id,
        need_ids=[hidden],
        result_ids=[result_id],
        have_accepted=True,
    )
    with pytest.raises(NotFound):
        both = {"need_id": hidden, "result_id": result_id}
        perform(ID["liaison"], docking_wishes.wish, day_id, kind="wish", **both)
    with snapshot() as session:
        [broker, other] = (
            docking.day(session, person(name), day_id).needs[0] for name in ("intake", "lucheng")
        )
    assert broker.title != broker.number
    assert other.title == other.number and not other.title_en and not other.owner


def refused(who, day_id, **both):
    with pytest.raises(Refused) as refusal:
        perform(ID[who], docking_wishes.wish, day_id, kind="wish", **both)
    return type(refusal.value)


def test_no_refusal_tells_who_else_takes_part():
    """What takes part and is not for this person's eyes is refused like what does not, and like what is not there."""
    day_id, (seal, *_), results_ = joined()
    brokers_only = laboratory.need("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    perform(ID["intake"], docking_days.invite, day_id, need_ids=[brokers_only], have_accepted=True)
    elsewhere, nowhere = laboratory.need("pump"), 9
    asked = (brokers_only, elsewhere, nowhere)
    assert {refused("liaison", day_id, need_id=each, result_id=results_[0]) for each in asked} == {
        NotFound
    }
    others = (results_[0], laboratory.result("seal"), nowhere)
    assert {refused("shoes", day_id, need_id=seal, result_id=each) for each in others} == {
        Forbidden
    }
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    assert {refused("liaison", day_id, need_id=each, result_id=results_[0]) for each in asked} == {
        PlannedAlready
    }


def test_who_has_only_offered_to_come_does_not_learn_by_wishing_who_else_does():
    day_id, (seal, *_), _ = joined()
    more = laboratory.result("seal")
    perform(ID["liaison"], docking_offers.offer, day_id, result_ids=[more])
    asked = (seal, laboratory.need("pump"))
    assert {refused("liaison", day_id, need_id=each, result_id=more) for each in asked} == {
        NotFound
    }
    which = {"participant_ids": [guest(day_id, result_id=more)]}
    perform(ID["intake"], docking_offers.decide, day_id, **which)
    perform(ID["liaison"], docking_wishes.wish, day_id, need_id=seal, result_id=more, kind="wish")
    assert voices(day_id, "liaison") == [(Voice.PROVIDER, False)]
