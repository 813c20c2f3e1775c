"""A docking day that changes as a whole, and one that is called off: what stays, what goes, and who is told."""

from datetime import timedelta

import pytest

from components import docking_papers
from db.engine import snapshot
from db.models import DockingDay, DockingParticipant
from db.research_vocabulary import DockingStage, MeetingStage
from db.vocabulary import MessageKind
from domain import (
    clock,
    docking_answers,
    docking_days,
    docking_meetings,
    docking_running,
    docking_wishes,
)
from domain.command import perform
from domain.docking_planning import plan
from domain.docking_running import HasBegun, NothingChanged, SettledBeyond
from domain.docking_sides import DayIsCalledOff
from domain.errors import Forbidden, Missing, Unclear
from domain.queries import docking
from server import letters
from tests.docking_day import (
    addresses,
    arranged,
    calendar_in,
    cancelled,
    guests,
    mails,
    meetings,
    published,
    told,
)
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def row(day_id):
    with snapshot() as session:
        return session.get_one(DockingDay, day_id)


def change(day_id, who="intake", **said):
    day = row(day_id)
    keys = ("name", "held_on", "place", "begins_at", "slot_minutes", "slots", "tables")
    known = {key: getattr(day, key) for key in keys}
    return perform(ID[who], docking_running.change, day_id, **(known | said))


def call_off(day_id, who="intake", reason="场馆停电"):
    perform(ID[who], docking_running.call_off, day_id, reason=reason)


def mail_of(day_id, who, kind=MessageKind.DOCKING_CHANGE):
    [mail] = [each for each in mails(day_id) if (each.kind, each.user_id) == (kind, ID[who])]
    return mail


def calendar(who, day_id):
    with snapshot() as session:
        shown = docking.day(session, person(who), day_id)
    [mine, *_] = (*shown.needs, *shown.results)
    return docking_papers.papers(shown).calendar(docking_papers.record(mine))


def test_a_day_is_moved_and_all_who_are_invited_are_told_even_before_it_is_planned():
    addresses("valves")
    day_id, *_ = arranged(have_accepted=False)
    later = row(day_id).held_on + timedelta(days=7)
    change(day_id, held_on=later, place="会展中心")
    day = row(day_id)
    assert (day.held_on, day.place, day.sequence) == (later, "会展中心", 1)
    assert told("valves", "docking_changed") == told("liaison", "docking_changed") == 1
    assert "会展中心" in letters.letter(mail_of(day_id, "valves")).get_content()


def test_who_has_declined_hears_no_more_of_it():
    day_id, needed, _ = arranged(have_accepted=False)
    no = {"participant_ids": guests(day_id, needed[2:]), "is_coming": False, "note": "不参加"}
    perform(ID["shoes"], docking_answers.answer, day_id, **no)
    change(day_id, place="会展中心")
    call_off(day_id)
    assert told("shoes", "docking_changed") == told("shoes", "docking_called_off") == 0
    assert told("valves", "docking_called_off") == 1


def test_calendars_follow_when_a_day_is_moved():
    day_id, *_ = published()
    before = calendar("valves", day_id)
    later = row(day_id).held_on + timedelta(days=1)
    change(day_id, held_on=later)
    after = calendar("valves", day_id)
    assert "SEQUENCE:0" in before and "SEQUENCE:0" not in after and "SEQUENCE:1" in after
    assert f"{later:%Y%m%d}" in after and f"{later:%Y%m%d}" not in before


def test_nothing_settled_breaks_when_a_day_becomes_smaller():
    day_id, *_ = published(slots=3, tables=3)
    last = max(meetings(day_id), key=lambda met: met.table_number)
    assert last.table_number > 0
    one = {"meeting_id": last.id}
    perform(ID["intake"], docking_meetings.confirm, day_id, **one)
    with pytest.raises(SettledBeyond):
        change(day_id, tables=last.table_number)
    perform(ID["intake"], docking_meetings.confirm, day_id, is_confirmed=False, **one)
    gone = change(day_id, tables=last.table_number)
    assert gone >= 1 and len(cancelled(day_id)) == gone
    assert row(day_id).is_proved is False
    plan(ID["intake"], day_id)
    assert all(met.table_number < last.table_number for met in meetings(day_id))


def test_what_was_said_of_slots_that_are_no_more_is_forgotten():
    day_id, needed, _ = arranged(slots=4)
    [who] = guests(day_id, needed[:1])
    said = {"participant_id": who, "away": [0, 3], "most": 4}
    perform(ID["valves"], docking_wishes.be_present, day_id, **said)
    change(day_id, slots=2)
    with snapshot() as session:
        left = session.get_one(DockingParticipant, who)
    assert (left.away, left.most) == ([0], 2)


@pytest.mark.parametrize(
    ("moved", "away"),
    [
        ({"begins_at": "13:00"}, []),
        ({"begins_at": "08:30"}, [1, 2]),  # 08:50 to 09:30, of which a part is before nine
        ({"slot_minutes": 10}, [0, 1]),
        ({"slot_minutes": 30}, [0]),
        ({"held_on": 1}, []),  # of another day nobody has said anything
        ({"place": "会展中心"}, [0]),
    ],
)
def test_who_is_away_stays_so_at_the_hours_that_were_said(moved, away):
    day_id, needed, _ = arranged(slots=4)  # from nine on, twenty minutes each
    [who] = guests(day_id, needed[:1])
    perform(ID["valves"], docking_wishes.be_present, day_id, participant_id=who, away=[0])
    if "held_on" in moved:
        moved = {"held_on": row(day_id).held_on + timedelta(days=moved["held_on"])}
    change(day_id, **moved)
    with snapshot() as session:
        assert session.get_one(DockingParticipant, who).away == away


def test_a_change_is_checked_like_a_new_day_and_must_change_something():
    day_id, *_ = arranged()
    for said, refusal in (
        ({}, NothingChanged),
        ({"held_on": None}, Missing),
        ({"slots": 99}, Unclear),
        ({"begins_at": "9 Uhr"}, Unclear),
    ):
        with pytest.raises(refusal):
            change(day_id, **said)
    with pytest.raises(Forbidden):
        change(day_id, "valves", place="别处")


def test_a_day_that_is_called_off_strikes_its_meetings_out_everywhere():
    addresses("valves")
    day_id, needed, _ = published()
    many = len(meetings(day_id))
    ours = sum(met.need_id in needed[:2] for met in meetings(day_id))
    with pytest.raises(Missing):
        call_off(day_id, reason="")
    call_off(day_id)
    day = row(day_id)
    assert (day.stage, day.called_off_because) == (DockingStage.CALLED_OFF, "场馆停电")
    assert meetings(day_id) == [] and len(cancelled(day_id)) == many
    text = calendar("valves", day_id)
    assert "STATUS:CANCELLED" in text and "STATUS:CONFIRMED" not in text
    mail = letters.letter(mail_of(day_id, "valves"))
    assert "场馆停电" in mail.get_body(("plain",)).get_content()
    assert calendar_in(mail).get_content().count("STATUS:CANCELLED") == ours
    with pytest.raises(letters.OutOfDate):
        letters.letter(mail_of(day_id, "valves", MessageKind.DOCKING_TIMETABLE))
    for again in (
        lambda: call_off(day_id),
        lambda: change(day_id, place="别处"),
        lambda: plan(ID["intake"], day_id),
        lambda: perform(ID["intake"], docking_days.publish, day_id),
    ):
        with pytest.raises(DayIsCalledOff):
            again()


def test_a_day_on_which_somebody_has_met_is_ended_not_called_off_or_moved():
    day_id, *_ = published()
    held = {"meeting_id": meetings(day_id)[0].id, "stage": MeetingStage.HELD}
    with clock.stopped(clock.now() + timedelta(days=9)):
        perform(ID["intake"], docking_meetings.tell, day_id, **held)
    with pytest.raises(HasBegun):
        call_off(day_id)
    with pytest.raises(HasBegun):
        change(day_id, held_on=row(day_id).held_on + timedelta(days=1))
    change(day_id, place="二楼")
