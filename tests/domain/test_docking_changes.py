"""What changes on a docking day: who comes, who speaks for whom, meetings that are called off, restored, exchanged."""

from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingDay, DockingDelegation, DockingParticipant, Match
from db.research_vocabulary import Answer, Confidentiality, MeetsNobody
from domain import (
    clock,
    docking_answers,
    docking_changes,
    docking_days,
    docking_delegations,
    docking_meetings,
    docking_wishes,
)
from domain.command import perform
from domain.docking_delegations import NotOneSide
from domain.docking_facts import span
from domain.docking_meetings import (
    DoesNotCome,
    IsAway,
    NotPublishedYet,
    PeopleBusy,
    TableTaken,
)
from domain.docking_planning import plan
from domain.docking_sides import NamesHidden, PlannedAlready
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.hidden_names import TellsTheName
from domain.matchmaking.starting import AgreedAlready
from domain.queries import docking
from tests import laboratory
from tests.docking_day import arranged, cancelled, guests, meetings, of_pair, published, where
from tests.town import ID, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")


def test_only_who_has_accepted_is_planned_and_who_declines_says_why():
    day_id, needed, _ = arranged(have_accepted=False)
    assert plan(ID["intake"], day_id).meetings == 0
    ours = guests(day_id, needed[:2])
    with pytest.raises(Forbidden):
        perform(ID["shoes"], docking_answers.answer, day_id, participant_ids=ours, is_coming=True)
    with pytest.raises(Missing):
        perform(ID["valves"], docking_answers.answer, day_id, participant_ids=ours, is_coming=False)
    perform(ID["valves"], docking_answers.answer, day_id, participant_ids=ours, is_coming=True)
    with snapshot() as session:
        houses = [
            each.id
            for each in session.exec(select(DockingParticipant).filter_by(day_id=day_id))
            if each.result_id
        ]
    perform(ID["liaison"], docking_answers.answer, day_id, participant_ids=houses, is_coming=True)
    plan(ID["intake"], day_id)
    assert {met.need_id for met in meetings(day_id)} == set(needed[:2])
    perform(ID["intake"], docking_days.publish, day_id)
    said = {"participant_ids": ours[:1], "is_coming": False, "note": "负责人出差"}
    perform(ID["valves"], docking_answers.answer, day_id, **said)
    assert {met.need_id for met in meetings(day_id)} == {needed[1]}
    assert {each.need_id for each in cancelled(day_id)} == {needed[0]}
    with snapshot() as session:
        gone = session.get(DockingParticipant, ours[0])
    assert (gone.answer, gone.answer_note) == (Answer.DECLINED, "负责人出差")


def test_one_person_is_never_at_two_tables_until_the_delegation_comes_with_more():
    day_id, needed, _ = arranged(slots=1)
    with snapshot() as session:
        [only] = session.exec(select(DockingDelegation)).all()
    assert only.people == 1  # of the valve works, made with the invitation
    plan(ID["intake"], day_id)
    assert len({met.need_id for met in meetings(day_id)} & set(needed[:2])) == 1
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day_id)
    assert [e.meets_nobody for e in shown.needs if e.meets_nobody] == [MeetsNobody.PEOPLE_TAKEN]
    ours, others = guests(day_id, needed[:2]), guests(day_id, needed)
    with pytest.raises(Forbidden):
        perform(ID["valves"], docking_delegations.gather, day_id, participant_ids=others)
    with pytest.raises(NotOneSide):
        perform(ID["intake"], docking_delegations.gather, day_id, participant_ids=others)
    perform(ID["valves"], docking_delegations.gather, day_id, participant_ids=ours, people=2)
    plan(ID["intake"], day_id)
    assert {met.need_id for met in meetings(day_id)} == set(needed)
    with snapshot() as session:
        assert len(session.exec(select(DockingDelegation)).all()) == 1
    perform(ID["intake"], docking_days.publish, day_id)
    with pytest.raises(PlannedAlready):
        perform(ID["valves"], docking_delegations.gather, day_id, participant_ids=ours)


def test_an_open_need_names_no_hidden_one_that_the_same_person_speaks_for():
    day_id, needed, _ = arranged()
    ours = [*needed[:2], laboratory.need("glasses", confidentiality=Confidentiality.OPEN)]
    perform(ID["intake"], docking_days.invite, day_id, need_ids=ours)
    with transaction() as session:
        session.get_one(DockingDay, day_id).area_code = LUCHENG
    together = {"participant_ids": guests(day_id, ours)}
    for who in ("leader", "longwan", "lucheng", "liaison"):
        with snapshot() as session:
            shown = docking.day(session, person(who), day_id)
        assert {(each.delegation_id, each.people) for each in shown.needs} <= {(None, None)}, who
    with pytest.raises(NamesHidden):  # runs the day, and may not know whose the hidden ones are
        perform(ID["lucheng"], docking_delegations.gather, day_id, **together)
    for who in ("intake", "valves"):
        with snapshot() as session:
            shown = docking.day(session, person(who), day_id)
        told = {each.delegation_id for each in shown.needs if each.record_id in ours}
        assert len(told) == 1 and None not in told, who
        perform(ID[who], docking_delegations.gather, day_id, **together)


def test_no_refusal_and_no_reason_tells_a_house_that_one_person_speaks_for_a_hidden_need():
    """A house that runs the day and knows one enterprise would learn which of the hidden needs are its too."""
    hidden = {"confidentiality": Confidentiality.NAME_HIDDEN}
    day_id, needed, achieved = published(slots=2, tables=6, **hidden)
    seal, pump = of_pair(day_id, needed[0], achieved[0]), of_pair(day_id, needed[1], achieved[1])
    for met in meetings(day_id):
        if met.id not in (seal.id, pump.id):
            gone = {"meeting_id": met.id, "reason": "腾出时段"}
            perform(ID["intake"], docking_changes.cancel, day_id, **gone)
    with transaction() as session:
        session.get_one(DockingDay, day_id).area_code = LUCHENG
    free = {"slot": pump.slot, "table": (pump.table_number + 1) % 6}
    gone = {"meeting_id": seal.id, "reason": "改期"}
    both = {"need_id": needed[0], "result_id": achieved[0]}
    for who, refusal in (("lucheng", IsAway), ("intake", PeopleBusy)):
        with pytest.raises(refusal):
            perform(ID[who], docking_meetings.move, day_id, meeting_id=seal.id, **free)
    perform(ID["intake"], docking_changes.cancel, day_id, **gone)
    for who, refusal in (("lucheng", IsAway), ("intake", PeopleBusy)):
        with pytest.raises(refusal):
            perform(ID[who], docking_changes.restore, day_id, **both, **free)


def test_why_somebody_meets_nobody_does_not_tell_who_speaks_for_it():
    day_id, _, _ = arranged(slots=1, confidentiality=Confidentiality.NAME_HIDDEN)
    plan(ID["intake"], day_id)
    with transaction() as session:
        session.get_one(DockingDay, day_id).area_code = LUCHENG

    def why(who):
        with snapshot() as session:
            shown = docking.day(session, person(who), day_id)
        return {each.meets_nobody for each in shown.needs} - {None}

    assert why("intake") == {MeetsNobody.PEOPLE_TAKEN}
    assert why("lucheng") == {MeetsNobody.PARTNERS_TAKEN}


def test_why_a_meeting_is_cancelled_tells_no_name_that_the_other_side_does_not_know():
    day_id, needed, achieved = published(confidentiality=Confidentiality.NAME_HIDDEN)
    one = {"meeting_id": of_pair(day_id, needed[0], achieved[0]).id}
    for why in ("龙湾恒泽阀门有限公司 出差", "恒泽的样品未到", "HENGZE is ill"):
        with pytest.raises(TellsTheName):
            perform(ID["intake"], docking_changes.cancel, day_id, reason=why, **one)
    perform(ID["valves"], docking_meetings.agree, day_id, **one)
    perform(ID["intake"], docking_changes.cancel, day_id, reason="恒泽的样品未到", **one)
    [gone] = cancelled(day_id)
    assert gone.reason == "恒泽的样品未到"


def test_a_cancelled_meeting_is_not_planned_again_until_it_is_restored():
    day_id, needed, achieved = published()
    pair = needed[2], achieved[2]
    met = of_pair(day_id, *pair)
    with pytest.raises(Missing):
        perform(ID["intake"], docking_changes.cancel, day_id, meeting_id=met.id, reason=" ")
    perform(ID["intake"], docking_changes.cancel, day_id, meeting_id=met.id, reason="样品未到")
    before = {(m.need_id, m.result_id, m.slot, m.table_number) for m in meetings(day_id)}
    plan(ID["intake"], day_id)
    after = {(m.need_id, m.result_id, m.slot, m.table_number) for m in meetings(day_id)}
    assert before <= after and pair not in {each[:2] for each in after}
    [gone] = cancelled(day_id)
    assert (gone.reason, gone.is_by_hand, gone.sequence) == ("样品未到", True, met.sequence + 1)
    both = {"need_id": pair[0], "result_id": pair[1]}
    perform(ID["intake"], docking_changes.restore, day_id, **both)
    back = of_pair(day_id, *pair)
    assert (back.slot, back.table_number, back.is_confirmed) == (met.slot, met.table_number, True)
    assert back.sequence > gone.sequence and not cancelled(day_id)
    with pytest.raises(NotFound):
        perform(ID["intake"], docking_changes.restore, day_id, **both)


def test_two_meetings_change_places_and_calendars_follow():
    day_id, needed, achieved = published(slots=2, tables=1)  # one meeting at a time
    one, other = sorted(meetings(day_id), key=lambda met: met.slot)
    both = {"meeting_id": one.id, "other_id": other.id}
    with pytest.raises(Unclear):
        perform(ID["intake"], docking_changes.swap, day_id, meeting_id=one.id, other_id=one.id)
    perform(ID["intake"], docking_changes.swap, day_id, **both)
    now, then = (of_pair(day_id, met.need_id, met.result_id) for met in (one, other))
    assert (now.slot, then.slot) == (other.slot, one.slot) == (1, 0)
    assert (now.sequence, then.sequence) == (one.sequence + 1, other.sequence + 1)
    assert now.is_confirmed and then.is_confirmed
    [who] = guests(day_id, {then.need_id})
    late = {"participant_id": who, "away": [1]}
    perform(ID["intake"], docking_wishes.be_present, day_id, **late)
    with pytest.raises(IsAway):
        perform(ID["intake"], docking_changes.swap, day_id, **both)
    assert of_pair(day_id, one.need_id, one.result_id).slot == 1


def test_a_meeting_is_not_moved_where_the_only_person_sits_at_another_table():
    day_id, needed, achieved = published(slots=2, tables=6)
    seal, pump = of_pair(day_id, needed[0], achieved[0]), of_pair(day_id, needed[1], achieved[1])
    assert seal.slot != pump.slot  # one person speaks for both
    for met in meetings(day_id):  # nobody else is in the way
        if met.id not in (seal.id, pump.id):
            gone = {"meeting_id": met.id, "reason": "腾出时段"}
            perform(ID["intake"], docking_changes.cancel, day_id, **gone)
    place = {"meeting_id": seal.id, "slot": pump.slot}
    with pytest.raises(PeopleBusy):
        free = (pump.table_number + 1) % 6
        perform(ID["intake"], docking_meetings.move, day_id, **place, table=free)
    with pytest.raises(TableTaken):
        perform(ID["intake"], docking_meetings.move, day_id, **place, table=pump.table_number)


def test_names_that_are_hidden_are_shown_when_both_who_meet_agree():
    day_id, needed, achieved = arranged(confidentiality=Confidentiality.NAME_HIDDEN)
    plan(ID["intake"], day_id)
    met = of_pair(day_id, needed[0], achieved[0])
    with pytest.raises(NotPublishedYet):
        perform(ID["valves"], docking_meetings.agree, day_id, meeting_id=met.id)
    perform(ID["intake"], docking_days.publish, day_id)

    def owner():
        with snapshot() as session:
            shown = docking.day(session, person("liaison"), day_id)
        return next(m.need.owner for m in shown.meetings if m.id == met.id)

    for stranger in ("shoes", "intake"):
        with pytest.raises(Forbidden):
            perform(ID[stranger], docking_meetings.agree, day_id, meeting_id=met.id)
    perform(ID["liaison"], docking_meetings.agree, day_id, meeting_id=met.id)
    assert owner() == ""
    perform(ID["valves"], docking_meetings.agree, day_id, meeting_id=met.id)
    assert owner() != ""
    with snapshot() as session:
        [match] = session.exec(select(Match)).all()
    assert match.is_named
    with pytest.raises(AgreedAlready):
        perform(ID["valves"], docking_meetings.agree, day_id, meeting_id=met.id)
    assert of_pair(day_id, needed[0], achieved[0]).match_id == match.id


def test_whoever_comes_late_says_so_and_all_else_stays():
    day_id, needed, achieved = published(slots=4)
    met = of_pair(day_id, needed[2], achieved[2])
    before = {(m.need_id, m.result_id): (m.slot, m.table_number) for m in meetings(day_id)}
    [who] = guests(day_id, needed[2:])
    said = {"participant_id": who, "away": [met.slot]}
    perform(ID["shoes"], docking_wishes.be_present, day_id, **said)
    plan(ID["intake"], day_id)
    after = {(m.need_id, m.result_id): (m.slot, m.table_number) for m in meetings(day_id)}
    stays = {pair: at for pair, at in before.items() if at[0] != met.slot or needed[2] not in pair}
    assert stays.items() <= after.items()
    moved = after.get((needed[2], achieved[2]))
    assert moved is None or moved[0] != met.slot
    if moved:
        assert of_pair(day_id, needed[2], achieved[2]).sequence == met.sequence + 1
    out = {"participant_ids": [who], "is_coming": False, "note": "临时有事"}
    perform(ID["shoes"], docking_answers.answer, day_id, **out)
    assert needed[2] not in {m.need_id for m in meetings(day_id)}
    both = {"need_id": needed[2], "result_id": achieved[2]}
    with pytest.raises(DoesNotCome):
        perform(ID["intake"], docking_changes.restore, day_id, **both)


def test_on_the_day_itself_nobody_is_given_a_meeting_in_a_slot_that_has_begun():
    day_id, needed, achieved = published(slots=8)
    before = where(meetings(day_id))
    late = of_pair(day_id, needed[2], achieved[2])
    with snapshot() as session:
        begins = span(session.get_one(DockingDay, day_id)).begins
    with clock.stopped(begins + timedelta(minutes=45)):  # the third slot is under way
        for need_id, result_id in product(needed, achieved):
            both = {"need_id": need_id, "result_id": result_id}
            perform(ID["intake"], docking_wishes.wish, day_id, kind="wish", **both)
        [who] = guests(day_id, needed[2:])
        said = {"participant_id": who, "away": [late.slot]}
        perform(ID["intake"], docking_wishes.be_present, day_id, **said)
        plan(ID["intake"], day_id)
    after = where(meetings(day_id))
    stays = {pair: at for pair, at in before.items() if needed[2] not in pair}
    assert stays.items() <= after.items()
    new = {pair: slot for pair, (slot, _) in after.items() if before.get(pair, (None,))[0] != slot}
    assert len(new) >= 3 and min(new.values()) >= 3
    assert (needed[2], achieved[2]) in new


def test_a_meeting_is_not_held_after_all_for_whoever_was_taken_out():
    day_id, needed, achieved = published()
    met = of_pair(day_id, needed[0], achieved[0])
    perform(ID["intake"], docking_changes.cancel, day_id, meeting_id=met.id, reason="设备检修")
    [who] = guests(day_id, needed[:1])
    perform(ID["intake"], docking_days.leave_out, day_id, participant_id=who)
    both = {"need_id": needed[0], "result_id": achieved[0]}
    with pytest.raises(DoesNotCome):
        perform(ID["intake"], docking_changes.restore, day_id, **both)
    assert needed[0] not in {each.need_id for each in meetings(day_id)}
