"""The administrator's pages of rules and messages, without a browser."""

import json
from datetime import date

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Message, TimeLimit
from db.vocabulary import MessageKind
from domain import clock, messages, office_days
from domain.command import perform
from tests.pages.visiting import drawn, opened, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
PAGES = ["administration/limits", "administration/office_days", "administration/outbox"]


def at(where, **asked):
    app = opened(f"administration/{where}", "admin", **asked)
    assert not app.exception
    return app


def press(app, label):
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception


def cells(app, key):
    return [[cell["text"] for cell in row] for row in drawn(app, key)["rows"]]


def lost_message():
    with transaction() as session:
        row = Message(
            kind=MessageKind.SURVEY,
            recipient="lin@hengze.cn",
            created_at=clock.now(),
            due_at=clock.now(),
        )
        session.add(row)
        session.flush()
        messages.note_attempt(
            session, row, now=clock.now(), succeeded=False, answer="550 no", is_final=True
        )
        return row.id


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("username", ["leader", "intake", "valves"])
def test_they_are_not_there_for_others(page, username):
    app = opened(page, username)
    assert "This page is for other roles than yours: Administrator." in said(app)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_they_are_drawn_in_both_languages(page, language):
    lost_message()
    app = opened(page, "admin", language=language)
    assert not app.exception
    assert not app.error


def test_limits_are_told_in_words():
    ordinary = cells(at("limits"), "time-limits")[2]
    assert ordinary == [
        "Ordinary",
        "half a working day",
        "1 office hour",
        "3 working days",
        "5 working days",
        "test",
    ]
    assert cells(at("limits"), "time-limits")[0][1] == "30 min, round the clock"


def test_a_limit_is_changed_in_its_window_and_the_change_is_listed():
    with snapshot() as session:
        wanted = select(TimeLimit).where(TimeLimit.amount == 5)
        limit = session.exec(wanted).one()
    app = at("limits", limit=str(limit.id))
    next(each for each in app.number_input if each.label == "Amount").set_value(6.0)
    next(each for each in app.text_area if each.label == "Reason").set_value("人手不足")
    next(each for each in app.button if each.label == "Change the limit").click().run()
    assert not app.exception
    [[which, before, after, reason, who, _]] = cells(at("limits"), "limit-changes")
    assert (which, before, after) == ("Ordinary · Close", "5 working days", "6 working days")
    assert (reason, who) == ("人手不足", "admin")


def test_a_refused_limit_is_said_in_its_window():
    with snapshot() as session:
        limit = session.exec(select(TimeLimit).where(TimeLimit.amount == 5)).one()
    app = at("limits", limit=str(limit.id))
    next(each for each in app.number_input if each.label == "Amount").set_value(6.0)
    next(each for each in app.button if each.label == "Change the limit").click().run()
    assert "Please fill in: Reason." in said(app)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999999999999"])
def test_a_bad_address_opens_nothing(asked):
    assert not at("limits", limit=asked).number_input
    assert not [each for each in at("outbox", message=asked).button if each.label == "Send again"]
    assert at("office_days", year=asked).selectbox


def test_an_unknown_year_is_said_to_be_provisional():
    year = clock.now().year + 2
    app = at("office_days", year=str(year))
    assert "Provisional" in said(app)
    assert drawn(app, f"office-year-{year}")["provisional"]


def test_a_pasted_notice_is_shown_before_it_is_entered_and_then_entered():
    year = clock.now().year + 2
    app = at("office_days", year=str(year))
    text = f"{year}-05-01..{year}-05-03 rest 劳动节"
    app.text_area[0].set_value(text).run()
    assert "Understood: 3 days of rest" in said(app)
    assert drawn(app, f"office-year-{year}-draft")
    field = next(each for each in app.text_input if each.label == "Notice cited as")
    field.set_value("国办发明电").run()
    next(each for each in app.button if each.label == "Enter the year").click().run()
    assert "By the notice: 国办发明电" in said(at("office_days", year=str(year)))


def test_a_notice_that_gives_up_published_days_names_them_and_asks_whether_it_is_meant():
    app = at("office_days", year="2026")
    app.text_area[0].set_value("2026-05-01..2026-05-02 rest 劳动节").run()
    assert "Days of rest by the notice: 33 now, 2 afterwards." in said(app)
    assert "Working days at weekends: 6 now, 0 afterwards." in said(app)
    assert "10\\-01–10\\-07 rest" in app.warning[-1].value
    assert "05\\-01" not in app.warning[-1].value
    press(app, "Enter the year")
    assert app.error[0].value.startswith("Please confirm that the days named above")
    field = next(each for each in app.text_input if each.label == "Notice cited as")
    field.set_value("国办发明电").run()
    next(each for each in app.checkbox if "follow the week" in each.label).check().run()
    press(app, "Enter the year")
    assert "By the notice: 国办发明电" in said(at("office_days", year="2026"))


def test_what_cannot_be_read_is_said_and_nothing_can_be_entered():
    app = at("office_days", year=str(clock.now().year + 2))
    app.text_area[0].set_value("2月30日放假").run()
    assert "There is no such day" in said(app)
    assert "Enter the year" not in [each.label for each in app.button]


def test_the_last_change_of_a_year_is_taken_back():
    year = clock.now().year
    perform(
        ID["admin"],
        office_days.enter_day,
        day=date(year, 3, 1),
        is_working=date(year, 3, 1).weekday() >= 5,
        reason="台风",
    )
    app = at("office_days")
    reason = next(each for each in app.text_input if each.label == "Reason")
    reason.set_value("录错了").run()
    next(each for each in app.button if each.label == "Take back").click().run()
    assert not app.exception
    changes = cells(at("office_days"), f"calendar-changes-{year}")
    assert [line[0] for line in changes] == ["Change taken back", "Day entered (taken back later)"]


def test_the_outbox_shows_masked_addresses_and_the_last_answer():
    lost_message()
    [line] = cells(at("outbox"), "outbox")
    assert line[:3] == ["Survey", "Given up", "l***@hengze.cn"]
    assert line[4] == "550 no"
    assert "hengze" in json.dumps(drawn(at("outbox"), "outbox"))
    assert "lin@" not in json.dumps(drawn(at("outbox"), "outbox"))


def test_the_outbox_is_narrowed_by_its_address():
    lost_message()
    assert drawn(at("outbox", state="sent"), "outbox") is None
    assert len(cells(at("outbox", state="given_up", kind="survey"), "outbox")) == 1
    assert len(cells(at("outbox", state="nonsense", page="77"), "outbox")) == 1


def test_a_message_is_sent_again_from_its_window():
    number = lost_message()
    app = at("outbox", message=str(number))
    next(each for each in app.button if each.label == "Show the address").click().run()
    assert "lin@hengze.cn" in said(app)
    next(each for each in app.button if each.label == "Send again").click().run()
    assert not app.exception
    with snapshot() as session:
        assert session.get_one(Message, number).given_up_at is None
