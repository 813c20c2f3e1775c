"""Somebody's own calendar: their meetings at docking days and what is next at their matches, and nobody's name."""

from datetime import datetime, timedelta

import icalendar
import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Match, NameSeen
from db.research_vocabulary import Confidentiality
from domain import calendar_files, clock, docking_running
from domain.clock import LOCAL
from domain.command import perform
from domain.matchmaking import keeping, pipeline, starting
from domain.queries import own_calendar
from tests import laboratory
from tests.docking_day import arranged, meetings, published
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def told(who, language="zh"):
    with snapshot() as session:
        found = own_calendar.meetings(session, person(who), language, "Table {n}")
        found += own_calendar.next_actions(session, person(who), language)
    return found


def titles(who, language="zh"):
    return [each.title for each in told(who, language)]


def test_nothing_is_told_before_the_timetable_is():
    arranged()
    assert told("valves") == [] == told("intake")


def test_each_side_finds_its_own_meetings_and_nobody_elses():
    day_id, needed, _ = published()
    ours = [met for met in meetings(day_id) if met.need_id in needed[:2]]
    found = told("valves")
    assert len(found) == len(ours) and len(told("liaison")) == len(meetings(day_id))
    assert {each.uid for each in found} < {each.uid for each in told("liaison")}
    assert all(each.place.endswith(tuple("123")) and " × R" in each.title for each in found)
    assert told("intake") == [] == told("leader") == told("finance")


def test_the_times_are_those_of_the_slots():
    day_id, needed, _ = published()
    text = calendar_files.written(told("shoes"), clock.now(), name="x")
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    [met] = [met for met in meetings(day_id) if met.need_id == needed[2]]
    begins = event["DTSTART"].dt
    assert (begins.hour, begins.minute) == (9, 20 * met.slot)
    assert event["DTEND"].dt - begins == timedelta(minutes=20)


def test_what_is_called_off_is_struck_out_under_the_same_name():
    day_id, *_ = published()
    before = {each.uid: each.sequence for each in told("valves")}
    perform(ID["intake"], docking_running.call_off, day_id, reason="停电")
    after = told("valves")
    assert all(each.is_cancelled and each.sequence > before[each.uid] for each in after)
    assert len(after) == len(before)


def test_the_next_action_stands_on_its_day_for_who_looks_after_the_match():
    need, result = laboratory.need("seal"), laboratory.result("seal")
    made = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    on = clock.now().date() + timedelta(days=3)
    perform(ID["intake"], pipeline.plan, made, next_on=on, next_action="到厂看样")
    [due] = told("intake")
    assert due.is_whole_day and due.title.startswith("到厂看样 · M")
    event = icalendar.Calendar.from_ical(calendar_files.written([due], clock.now())).walk("VEVENT")[
        0
    ]
    assert event["DTSTART"].dt == on and event["DTEND"].dt == on + timedelta(days=1)
    assert told("valves") == []
    perform(ID["valves"], keeping.entrust, made, contact_id=ID["valves"])
    [theirs] = titles("valves")
    assert "到厂看样" not in theirs  # the other side typed it, and names are hidden


def test_while_a_name_is_hidden_the_calendar_tells_the_day_of_a_change_and_not_its_hour():
    monday = datetime(2026, 3, 2, 9, tzinfo=LOCAL)
    with clock.stopped(monday):
        need = laboratory.need("seal", confidentiality=Confidentiality.NAME_HIDDEN)
        result = laboratory.result("seal")
        made = perform(ID["intake"], starting.start, need_id=need, result_id=result)
        perform(ID["intake"], keeping.entrust, made, liaison_id=ID["liaison"])
        on = monday.date() + timedelta(days=3)
        perform(ID["liaison"], pipeline.plan, made, next_on=on, next_action="电话")
    for hour, command, said, told_at in (
        (14, pipeline.note, {"text": "内部记录"}, 0),
        (15, starting.agree, {}, 15),  # now both know each other
    ):
        with clock.stopped(monday.replace(hour=hour, minute=37)):
            perform(ID["valves"], command, made, **said)
            [entry] = told("liaison")
        assert entry.changed_at.astimezone(LOCAL).hour == told_at


def test_what_was_planned_long_ago_takes_no_place_from_what_comes(monkeypatch):
    monkeypatch.setattr(own_calendar, "MOST", 1)
    today = clock.now().date()
    plans = (("seal", today - timedelta(days=900)), ("pump", today + timedelta(days=3)))
    for about, on in plans:
        both = {"need_id": laboratory.need(about), "result_id": laboratory.result(about)}
        made = perform(ID["intake"], starting.start, **both)
        perform(ID["intake"], pipeline.plan, made, next_on=today, next_action=about)
        with transaction() as session:
            session.get_one(Match, made).next_on = on
    assert [title.split()[0] for title in titles("intake")] == ["pump"]


def test_what_has_ended_leaves_the_calendar():
    need, result = laboratory.need("seal"), laboratory.result("seal")
    made = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    on = clock.now().date() + timedelta(days=3)
    perform(ID["intake"], pipeline.plan, made, next_on=on, next_action="看样")
    perform(ID["intake"], pipeline.decline, made, reason="price")
    assert told("intake") == []


def test_an_unchanged_calendar_is_the_same_text():
    published()
    first = calendar_files.written(told("valves"), clock.now(), name="x")
    later = calendar_files.written(told("valves"), clock.now() + timedelta(hours=1), name="x")
    assert first == later and "LAST-MODIFIED" in first


def test_a_calendar_that_is_read_shows_nobody_a_name():
    published()
    told("valves")
    told("liaison")
    with snapshot() as session:
        assert session.exec(select(NameSeen)).all() == []
