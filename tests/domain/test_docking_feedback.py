"""What both sides say after a docking day, who is told of what, and by which mail."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import DockingFeedback, DockingParticipant, Match, MatchJudgement
from db.research_vocabulary import (
    Confidentiality,
    MatchDecline,
    MatchStage,
    MeetingOutcome,
    MeetingStage,
    NotThis,
    Voice,
)
from db.vocabulary import MessageKind
from domain import (
    clock,
    docking_answers,
    docking_changes,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_wishes,
)
from domain.command import perform
from domain.docking_meetings import NotYet
from domain.docking_planning import plan
from domain.errors import Forbidden, Missing
from domain.jobs import remind_of_docking_days
from domain.matchmaking import figures, starting
from domain.queries import docking
from domain.queries.notices import notices
from server.letters import OutOfDate, letter
from tests import laboratory
from tests.docking_day import (
    addresses,
    arranged,
    calendar_in,
    guests,
    mails,
    meetings,
    of_pair,
    published,
    told,
)
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def say(day_id, who, met, outcome, **more):
    said = {"meeting_id": met.id, "outcome": outcome, **more}
    perform(ID[who], docking_feedback.say, day_id, **said)


def match():
    with snapshot() as session:
        return session.exec(select(Match)).one_or_none()


def test_when_both_sides_go_on_the_match_is_made_with_what_comes_next():
    day_id, needed, achieved = published()
    met = of_pair(day_id, needed[0], achieved[0])
    with pytest.raises(NotYet):
        say(day_id, "valves", met, "goes_on")
    with clock.stopped(clock.now() + timedelta(days=9)):
        for stranger in ("shoes", "intake"):
            with pytest.raises(Forbidden):
                say(day_id, stranger, met, "goes_on")
        say(day_id, "valves", met, "goes_on", rating=5, note="想看样件")
        assert match() is None  # one alone is not two
        assert of_pair(day_id, needed[0], achieved[0]).stage is MeetingStage.HELD
        on = (clock.now() + timedelta(days=7)).date()
        say(day_id, "liaison", met, "goes_on", next_action="寄送样件", next_on=on)
    for who, hears in (("intake", True), ("leader", False), ("lucheng", False), ("longwan", False)):
        with snapshot() as session:
            shown = docking.day(session, person(who), day_id)
        assert shown.sees_all and shown.hears_all is hears, who
        assert ("想看样件" in repr(shown), "寄送样件" in repr(shown)) == (hears, hears), who
    made = match()
    assert (made.stage, made.next_action, made.next_on) == (MatchStage.MEETING, "寄送样件", on)
    assert (made.contact_id, made.liaison_id) == (ID["valves"], ID["liaison"])
    with snapshot() as session:
        mine = docking.day(session, person("valves"), day_id)
        all_ = docking.day(session, person("intake"), day_id)
    [own] = [m for m in mine.meetings if m.id == met.id]
    [both] = [m for m in all_.meetings if m.id == met.id]
    assert [each.voice for each in own.said] == [Voice.ENTERPRISE]  # the other's is not theirs
    assert {each.voice for each in both.said} == {Voice.ENTERPRISE, Voice.PROVIDER}


def test_who_does_not_go_on_says_why_the_match_ends_and_the_engine_learns():
    day_id, needed, achieved = published()
    met = of_pair(day_id, needed[0], achieved[0])
    pair = {"need_id": met.need_id, "result_id": met.result_id}
    perform(ID["intake"], starting.start, **pair)
    with clock.stopped(clock.now() + timedelta(days=9)):
        with pytest.raises(Missing):
            say(day_id, "valves", met, "no")
        say(day_id, "valves", met, "no", reason="too_expensive", note="报价太高")
        ended = match()
        assert (ended.stage, ended.declined_as) == (MatchStage.DECLINED, MatchDecline.PRICE)
        with snapshot() as session:
            [learnt] = session.exec(select(MatchJudgement)).all()
        assert (learnt.reason, learnt.by_id) == (NotThis.TOO_EXPENSIVE, ID["valves"])
        say(day_id, "valves", met, "goes_on")  # they have thought better of it
        say(day_id, "liaison", met, "goes_on")
    with snapshot() as session:
        assert session.exec(select(MatchJudgement)).all() == []
        said = session.exec(select(DockingFeedback)).all()
    assert match().stage is MatchStage.MEETING
    assert {each.outcome for each in said} == {MeetingOutcome.GOES_ON}


def test_a_meeting_that_neither_side_saw_is_missed_and_the_organiser_may_turn_one_down():
    day_id, needed, achieved = published()
    missed, other = (of_pair(day_id, needed[n], achieved[n]) for n in (0, 1))
    with clock.stopped(clock.now() + timedelta(days=9)):
        say(day_id, "valves", missed, "not_met")
        turned = {"meeting_id": other.id, "stage": "held", "reason": "not_ready"}
        perform(ID["intake"], docking_meetings.tell, day_id, **turned)
    assert of_pair(day_id, needed[0], achieved[0]).stage is MeetingStage.MISSED
    with snapshot() as session:
        [learnt] = session.exec(select(MatchJudgement)).all()
    assert (learnt.need_id, learnt.reason) == (needed[1], NotThis.NOT_READY)


def test_only_those_concerned_are_told_of_a_change_and_nobody_before_it_is_published():
    addresses("valves", "shoes", "liaison")
    day_id, needed, achieved = arranged(have_accepted=False)
    assert {each.kind for each in mails(day_id)} == {MessageKind.DOCKING_INVITATION}
    assert told("valves", "docking_invited") == told("shoes", "docking_invited") == 1
    with snapshot() as session:
        waiting = notices(session, person("shoes"))
    assert waiting.told[0].action == "docking_invited" and waiting.told[0].actor == ""

    everybody = guests(day_id, {*needed})
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day_id)
    everybody += [each.id for each in shown.results]
    yes = {"participant_ids": everybody, "is_coming": True}
    perform(ID["intake"], docking_answers.answer, day_id, **yes)
    plan(ID["intake"], day_id)
    plan(ID["intake"], day_id)
    assert told("valves", "docking_planned") == 0
    perform(ID["intake"], docking_days.publish, day_id)
    assert told("liaison", "docking_published") == 1
    met = of_pair(day_id, needed[2], achieved[2])
    gone = {"meeting_id": met.id, "reason": "设备检修"}
    perform(ID["intake"], docking_changes.cancel, day_id, **gone)
    both = {"need_id": met.need_id, "result_id": met.result_id}
    perform(ID["intake"], docking_changes.restore, day_id, **both)
    assert told("shoes", "docking_cancelled") == told("liaison", "docking_cancelled") == 1
    assert told("valves", "docking_cancelled") == 0
    changes = [each for each in mails(day_id) if each.kind is MessageKind.DOCKING_CHANGE]
    assert {each.user_id for each in changes} == {ID["shoes"], ID["liaison"]}
    assert len(changes) == 2  # what waits says what is so: one mail for both changes
    [who] = guests(day_id, {needed[2]})
    late = {"participant_id": who, "away": [met.slot]}
    perform(ID["shoes"], docking_wishes.be_present, day_id, **late)
    assert told("intake", "docking_presence") == 1


def test_a_mail_tells_the_readers_own_meetings_and_those_called_off():
    addresses("valves", "shoes")
    day_id, needed, achieved = published()
    timetable = next(
        each
        for each in mails(day_id)
        if (each.kind, each.user_id) == (MessageKind.DOCKING_TIMETABLE, ID["valves"])
    )
    body = letter(timetable).get_body(("plain",)).get_content()
    own = [met for met in meetings(day_id) if met.need_id in needed[:2]]
    assert body.count("号桌") == len(own)
    assert "N" in body and f"/docking-day?id={day_id}" in body and "欣步" not in body
    calendar = calendar_in(letter(timetable))
    assert "欣步" not in calendar.get_content()
    assert calendar.get_content().count("STATUS:CONFIRMED") == len(own)
    met = own[0]
    perform(ID["intake"], docking_changes.cancel, day_id, meeting_id=met.id, reason="改期")
    [change] = [
        each
        for each in mails(day_id)
        if (each.kind, each.user_id) == (MessageKind.DOCKING_CHANGE, ID["valves"])
    ]
    assert "已取消" in letter(change).get_body(("plain",)).get_content()
    perform(ID["intake"], docking_days.end, day_id)
    with pytest.raises(OutOfDate):
        letter(change)


def test_everybody_who_meets_somebody_is_reminded_on_the_eve_and_once():
    addresses("valves")
    day_id, *_ = published()
    assert remind_of_docking_days() == 0
    eve = (clock.now() + timedelta(days=8)).replace(hour=9)
    with clock.stopped(eve.replace(hour=7)):
        assert remind_of_docking_days() == 0
    with clock.stopped(eve):
        assert remind_of_docking_days() == 1
        assert remind_of_docking_days() == 0
    assert told("valves", "docking_tomorrow") == 1
    assert MessageKind.DOCKING_TOMORROW in {each.kind for each in mails(day_id)}


def test_those_who_are_silent_are_asked_once_some_days_later():
    addresses("valves", "shoes")
    day_id, needed, achieved = published()
    spoken = of_pair(day_id, needed[2], achieved[2])
    held_on = clock.now() + timedelta(days=9)
    with clock.stopped(held_on):
        say(day_id, "shoes", spoken, "perhaps")
        for met in meetings(day_id):
            if met.need_id == needed[2] and met.id != spoken.id:
                say(day_id, "shoes", met, "not_met")
    with clock.stopped((held_on + timedelta(days=2)).replace(hour=9)):
        assert remind_of_docking_days() == 0
    with clock.stopped((held_on + timedelta(days=4)).replace(hour=9)):
        assert remind_of_docking_days() == 1
        assert remind_of_docking_days() == 0
        assert told("valves", "docking_untold") == told("intake", "docking_untold") == 1
        assert told("shoes", "docking_untold") == 0
        mail = [each for each in mails(day_id) if each.kind is MessageKind.DOCKING_CHANGE][-1]
        assert mail.user_id == ID["valves"] and "反馈" in letter(mail)["Subject"]


def test_a_meeting_that_was_held_counts_among_the_meetings_of_its_match():
    day_id, needed, achieved = published()
    met = of_pair(day_id, needed[0], achieved[0])
    perform(ID["intake"], starting.start, need_id=met.need_id, result_id=met.result_id)

    def counted():
        with snapshot() as session:
            return figures.of(session, person("intake")).meetings

    assert counted() == 0
    with clock.stopped(clock.now() + timedelta(days=9)):
        say(day_id, "valves", met, "perhaps")
        assert match().stage is MatchStage.PROPOSED and counted() == 1
        say(day_id, "valves", met, "no", reason="too_far")
        assert match().stage is MatchStage.DECLINED and counted() == 1


def test_a_sub_platform_on_its_own_day_reads_no_text_of_a_name_it_may_not_know():
    hidden = {"confidentiality": Confidentiality.NAME_HIDDEN}
    needed, achieved = laboratory.need("seal"), laboratory.result("seal", **hidden)
    absent = laboratory.result("pump", **hidden)
    of = {"name": "片区对接会", "held_on": clock.now().date(), "slots": 2, "tables": 1}
    day_id = perform(ID["longwan"], docking_days.prepare, **of)
    sides = {"need_ids": [needed], "result_ids": [achieved, absent], "have_accepted": True}
    perform(ID["longwan"], docking_days.invite, day_id, **sides)
    with snapshot() as session:
        of_result = select(DockingParticipant.id)
        [away], [here] = (
            session.exec(of_result.filter_by(result_id=each)).all() for each in (absent, achieved)
        )
    no = {"participant_ids": [away], "is_coming": False, "note": "另有安排"}
    yes = {"participant_ids": [here], "is_coming": True}
    for answer in (no, yes):
        perform(ID["liaison"], docking_answers.answer, day_id, **answer)
    plan(ID["longwan"], day_id)
    perform(ID["longwan"], docking_days.publish, day_id)
    met = of_pair(day_id, needed, achieved)
    texts = {"valves": "想看样件", "liaison": "愿意试制"}
    for who, note in texts.items():
        say(day_id, who, met, "perhaps", note=note, next_action=f"{note}。", rating=4)

    def read(who):
        with snapshot() as session:
            return docking.day(session, person(who), day_id)

    near = read("longwan")
    [shown] = near.meetings
    assert [(each.outcome, each.rating) for each in shown.said] == [(MeetingOutcome.PERHAPS, 4)] * 2
    assert not any(text in repr(near) for text in (*texts.values(), "另有安排"))
    assert all(text in repr(read("intake")) for text in (*texts.values(), "另有安排"))
    assert texts["valves"] in repr(read("valves"))
    for who in texts:
        say(day_id, who, met, "goes_on", note=texts[who])
    near = repr(read("longwan"))  # both know each other now, and the match is of its area
    assert all(text in near for text in texts.values()) and "另有安排" not in near
