"""Docking days as pages: prepared, joined, planned, told; participants see their own meetings only."""

from datetime import timedelta

import pytest
from sqlmodel import select

from components import docking_papers
from db.engine import snapshot, transaction
from db.models import Activity, DockingDay, DockingMeeting, DockingParticipant, TechnicalNeed
from db.research_vocabulary import Answer, MeetingOutcome
from domain import clock, docking_announcing, docking_days, docking_running, docking_wishes
from domain.command import perform
from domain.docking_planning import plan
from domain.queries import docking
from tests import laboratory
from tests.docking_day import published
from tests.pages.research_page import at
from tests.pages.visiting import button, drawn, said
from tests.town import ID, SHOES, VALVES, person


@pytest.fixture
def day(small_town_on_sqlite):
    day_id = perform(
        ID["intake"],
        docking_days.prepare,
        name="产学研**对接会**",
        held_on=clock.now().date() + timedelta(days=9),
        slots=3,
        tables=2,
    )
    needed = [laboratory.need("seal"), laboratory.need("shoe", enterprise_id=SHOES)]
    achieved = [laboratory.result("seal"), laboratory.result("shoe")]
    perform(
        ID["intake"],
        docking_days.invite,
        day_id,
        need_ids=needed,
        result_ids=achieved,
        have_accepted=True,
    )
    return day_id


def meetings():
    with snapshot() as session:
        return session.exec(select(DockingMeeting)).all()


def of_valves() -> int:
    """The need of the valve maker."""
    with snapshot() as session:
        theirs = select(TechnicalNeed.id).where(TechnicalNeed.enterprise_id == VALVES)
        return session.exec(theirs).one()


def test_the_list_leads_to_each_day(day):
    [line] = drawn(at("docking_days", "intake"), "docking-days")["rows"]
    assert line[0]["href"] == f"/docking-day?id={day}"


@pytest.mark.parametrize(
    ("before", "after", "is_warned"),
    [(0, 0, False), (60, 60, False), (-10, 0, True), (0, -10, True), (60 * 24 * 2, -900, True)],
)
def test_another_time_in_the_calendar_is_warned_of_where_the_day_does_not_lie_within(
    day, before, after, is_warned
):
    """`before` and `after`: minutes by which the activity begins earlier and ends later."""
    made = perform(ID["admin"], docking_announcing.announce, day)
    with transaction() as session:
        activity = session.get_one(Activity, made)
        activity.starts_at -= timedelta(minutes=before)
        activity.ends_at += timedelta(minutes=after)
    app = at("docking_day", "intake", id=str(day))
    assert ("The calendar says another time" in said(app)) is is_warned


def test_a_day_is_planned_by_one_click_and_said_to_be_proved(day):
    app = at("docking_day", "intake", id=str(day))
    button(app, "Plan the day").click().run()
    assert not app.exception
    assert "Proved: no timetable is worth more." in said(app)
    assert len(meetings()) >= 2
    assert [each.value for each in app.metric][:2] == ["4", str(len(meetings()))]


@pytest.mark.parametrize(
    "verb",
    [
        "invite",
        "answer",
        "delegation",
        "wish",
        "presence",
        "move",
        "change",
        "tell",
        "publish",
        "end",
        "facts",
        "off",
        "calendar",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_window_opens_in_either_language(day, verb, language):
    plan(ID["intake"], day)
    assert at("docking_day", "intake", language=language, id=str(day), do=verb).button


def test_needs_are_invited_with_the_results_that_fit_them(day):
    more = laboratory.need("pump")
    fitting = laboratory.result("pump")
    app = at("docking_day", "intake", id=str(day), do="invite")
    [*_, invite] = [each for each in app.button if each.label == "Invite"]
    invite.click().run()
    assert not app.exception
    with snapshot() as session:
        coming = session.exec(select(DockingParticipant)).all()
    assert more in {each.need_id for each in coming}
    assert fitting in {each.result_id for each in coming}


def test_participants_see_their_own_meetings_once_they_are_published(day):
    plan(ID["intake"], day)
    label = "Idle slots between meetings"
    assert label in {each.label for each in at("docking_day", "intake", id=str(day)).metric}
    before = at("docking_day", "valves", id=str(day))
    assert [each.value for each in before.metric][1] == "0"
    perform(ID["intake"], docking_days.publish, day)
    app = at("docking_day", "valves", id=str(day))
    own = [met for met in meetings() if met.need_id == of_valves()]
    assert [each.value for each in app.metric][1] == str(len(own))
    assert label not in {each.label for each in app.metric}  # it is counted over the whole day
    slots = [met.slot for met in own]
    lines = drawn(app, "docking-timetable")["rows"]
    assert len(lines) == max(slots) - min(slots) + 1
    assert "Plan again" not in {each.label for each in app.button}
    everything = said(app) + str(lines)
    assert "欣步" not in everything and "scratches" not in everything


def test_a_new_day_is_prepared_on_the_page(day):
    app = at("docking_days", "intake", do="new")
    name = next(each for each in app.text_input if each.key.endswith("-name"))
    name.set_value("春季对接会")
    next(each for each in app.date_input if each.key.endswith("-day")).set_value(
        clock.now().date() + timedelta(days=30)
    )
    button(app, "Save").click().run()
    assert not app.exception
    with snapshot() as session:
        names = session.exec(select(DockingDay.name)).all()
    assert "春季对接会" in names


def test_participants_say_whom_they_wish_to_meet_until_the_timetable_is_published(day):
    app = at("docking_day", "valves", id=str(day))
    assert {"Wish or veto", "Presence"} <= {each.label for each in app.button}
    assert "Invite" not in {each.label for each in app.button}
    assert at("docking_day", "valves", id=str(day), do="wish").button
    assert len(at("docking_day", "valves", id=str(day), do="tell").text_area) == 0
    plan(ID["intake"], day)
    perform(ID["intake"], docking_days.publish, day)
    app = at("docking_day", "valves", id=str(day))
    assert "Wish or veto" not in {each.label for each in app.button}


def test_sheets_are_printed_by_those_who_run_the_day_and_name_nobody(day):
    plan(ID["intake"], day)
    app = at("docking_day", "intake", id=str(day))
    labels = {each.proto.label for each in app.get("download_button")}
    assert {"Sheets for the tables", "Sheets for the participants"} <= labels
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day)
        numbers = session.exec(select(TechnicalNeed.number)).all()
    made = docking_papers.papers(shown)
    for text in (
        made.sheets_of_tables(),
        made.sheets_of(docking_papers.records(shown)),
        made.sheets_of(docking_papers.speakers(shown)),
        made.sheet_of_the_day(),
    ):
        assert any(each in text for each in numbers)
        assert "恒泽" not in text and "瓯越" not in text


def test_a_part_that_is_not_open_is_not_drawn(day):
    plan(ID["intake"], day)
    app = at("docking_day", "intake", id=str(day))
    assert drawn(app, "docking-timetable") and not app.selectbox
    app = at("docking_day", "intake", id=str(day), part="personal")
    [who] = app.selectbox
    assert any(each.startswith("Table ") for each in who.options)
    who.select(who.options[-1]).run()
    assert not app.exception
    heads = [each["label"] for each in drawn(app, "docking-of-table")["columns"]]
    assert heads == ["Time", "Technical need", "Result or team"]
    assert drawn(
        at("docking_day", "intake", id=str(day), part="participants"), "docking-Technical needs"
    )


def test_one_who_speaks_for_several_records_has_one_sheet_and_one_calendar(small_town_on_sqlite):
    day_id, needed, _ = published()
    with snapshot() as session:
        shown = docking.day(session, person("valves"), day_id)
    [both] = [each for each in docking_papers.speakers(shown) if len(each.members) > 1]
    assert {each.record_id for each in both.members} == set(needed[:2])
    made = docking_papers.papers(shown)
    calendar = made.calendar(both)
    assert calendar.count("BEGIN:VEVENT") == len(shown.meetings) > 1
    app = at("docking_day", "valves", id=str(day_id), part="personal")
    [choice] = [each for each in app.selectbox if each.label == "Whose meetings?"]
    numbers = " · ".join(each.number for each in both.members)
    assert f"One person of Hengze Valves: {numbers}" in choice.options
    page = made.sheets_of([both])
    assert page.count("<section>") == 1 and "恒泽" not in page and "瓯越" not in page


def test_a_house_prepares_and_runs_a_day_on_its_pages(small_town_on_sqlite):
    need_id, result_id = laboratory.need("seal"), laboratory.result("seal")
    app = at("docking_days", "liaison", do="new")
    next(each for each in app.text_input if each.key.endswith("-name")).set_value("成果对接会")
    held_on = clock.now().date() + timedelta(days=30)
    next(each for each in app.date_input if each.key.endswith("-day")).set_value(held_on)
    button(app, "Save").click().run()
    assert not app.exception
    with snapshot() as session:
        [day_id] = session.exec(select(DockingDay.id)).all()
    app = at("docking_day", "liaison", id=str(day_id), do="invite")
    [*_, invite] = [each for each in app.button if each.label == "Invite"]
    invite.click().run()
    assert not app.exception
    with snapshot() as session:
        coming = session.exec(select(DockingParticipant)).all()
    assert [each.answer for each in coming if each.result_id == result_id] == [Answer.ACCEPTED]
    assert [each.answer for each in coming if each.need_id == need_id] == [Answer.INVITED]
    app = at("docking_day", "liaison", id=str(day_id))
    labels = {each.label for each in app.button}
    assert {"Plan the day", "Change the day", "Call the day off", "Who comes"} <= labels
    assert "恒泽" not in said(at("docking_day", "liaison", id=str(day_id), part="participants"))
    assert not at("docking_day", "liaison", id=str(day_id), do="tell").checkbox
    assert not {"Invite", "Plan the day"} & {
        each.label for each in at("docking_day", "valves", id=str(day_id)).button
    }


def test_a_day_that_is_called_off_says_so_and_offers_nothing_more(day):
    plan(ID["intake"], day)
    perform(ID["intake"], docking_running.call_off, day, reason="场馆停电")
    app = at("docking_day", "valves", language="zh", id=str(day))
    assert any("场馆停电" in each.value for each in app.error)
    assert not {"申请增加", "到场时段"} & {each.label for each in app.button}


def test_more_is_offered_and_agreed_to_on_the_page(day):
    laboratory.need("pump")
    app = at("docking_day", "valves", id=str(day), do="offer")
    needs = next(each for each in app.multiselect if each.key.endswith("-needs"))
    needs.select(needs.options[0])
    button(app, "Offer").click().run()
    assert not app.exception
    app = at("docking_day", "intake", id=str(day), do="offers")
    [*_, save] = [each for each in app.button if each.label == "Save"]
    save.click().run()
    assert not app.exception
    with snapshot() as session:
        answers = session.exec(select(DockingParticipant.answer)).all()
    assert set(answers) == {Answer.ACCEPTED} and len(answers) == 5


def test_on_the_day_itself_now_and_next_stand_at_the_top(day, monkeypatch):
    plan(ID["intake"], day)
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day)
    assert "**Now**" not in said(at("docking_day", "intake", id=str(day)))
    within = shown.begins(0) + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: within)
    text = said(at("docking_day", "intake", id=str(day)))
    text = text.replace("\\", "").replace("\u2060", "")  # what keeps Markdown away
    assert "**Now** 09:00–09:20" in text and "**Next** 09:20–09:40" in text


def test_an_enterprise_sees_its_own_day_and_says_how_a_meeting_went(day, monkeypatch):
    plan(ID["intake"], day)
    perform(ID["intake"], docking_days.publish, day)
    with snapshot() as session:
        shown = docking.day(session, person("valves"), day)
    met, *_ = shown.meetings
    within = shown.begins(met.slot) + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: within)
    app = at("docking_day", "valves", id=str(day))
    text = said(app)
    assert "Our meetings" in [each.value for each in app.subheader]
    assert "Now" in text and met.result.number in text.replace("\\", "").replace("\u2060", "")
    assert "欣步" not in text
    app = at("docking_day", "valves", language="zh", id=str(day), do=f"say-{met.id}")
    next(e for e in app.selectbox if e.key.endswith("-outcome")).select("继续对接")
    next(e for e in app.text_input if e.key.endswith("-next")).set_value("寄送样件")
    button(app, "保存").click().run()
    assert not app.exception
    with snapshot() as session:
        told = docking.day(session, person("intake"), day)
    [word] = [each for each in told.meetings if each.id == met.id][0].said
    assert (word.outcome, word.next_action) == (MeetingOutcome.GOES_ON, "寄送样件")
    after = at("docking_day", "intake", id=str(day), part="after")
    assert "What both sides say" in said(after)


def test_an_invitation_is_answered_on_the_page(small_town_on_sqlite):
    day_id = perform(
        ID["intake"],
        docking_days.prepare,
        name="对接会",
        held_on=clock.now().date() + timedelta(days=9),
    )
    perform(ID["intake"], docking_days.invite, day_id, need_ids=[laboratory.need("seal")])
    app = at("docking_day", "valves", language="zh", id=str(day_id))
    assert any("尚未回复" in each.value for each in app.warning)
    app = at("docking_day", "valves", id=str(day_id), do="answer")
    [*_, save] = [each for each in app.button if each.label == "Save"]
    save.click().run()
    assert not app.exception
    with snapshot() as session:
        [coming] = session.exec(select(DockingParticipant)).all()
    assert coming.answer is Answer.ACCEPTED


def test_whoever_runs_the_day_reads_that_somebody_is_away_until_it_is_planned_again(day):
    plan(ID["intake"], day)
    perform(ID["intake"], docking_days.publish, day)
    met = next(each for each in meetings() if each.need_id == of_valves())
    with snapshot() as session:
        theirs = DockingParticipant.need_id == met.need_id
        [who] = session.exec(select(DockingParticipant).where(theirs))
    late = {"participant_id": who.id, "away": [met.slot]}
    perform(ID["valves"], docking_wishes.be_present, day, **late)
    warnings = [each.value for each in at("docking_day", "intake", id=str(day)).warning]
    assert any("cannot be held" in each for each in warnings)
    plan(ID["intake"], day)
    warnings = [each.value for each in at("docking_day", "intake", id=str(day)).warning]
    assert not any("cannot be held" in each for each in warnings)
