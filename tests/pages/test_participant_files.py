"""The list of who registered as a file: everybody, with the answers under their questions, for those who hold it."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from components import list_files
from db.engine import snapshot, transaction
from db.models import Activity, Event
from domain import activities, attendance, clock
from domain.activity_plans import Question
from domain.command import perform
from tests.happenings import NOW, STARTS, published, register
from tests.pages.visiting import drawn, opened
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
MEAL = Question("meal", "是否用餐", ("是", "否"))


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def files(monkeypatch):
    """The files that somebody is offered on an activity's page, by their ending."""

    def made(who, activity_id, **asked):
        found = {}
        monkeypatch.setattr(
            list_files.st,
            "download_button",
            lambda label, content, **look: found.update({look["key"].split("-")[-1]: content()}),
        )
        app = opened("activities/activity", who, id=str(activity_id), **asked)
        assert not app.exception
        return found

    return made


def lines(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_everybody_stands_in_it_with_the_answers_under_their_questions(files):
    activity_id = published(questions=(MEAL,))
    for n in range(53):  # more than one page of the list
        register(activity_id, answers={"meal": "否" if n else "是"}, person_name=f"来宾{n}")
    made = files("organiser", activity_id)
    heads, first, *others = lines(made["csv"])
    assert heads[-1] == "是否用餐" and heads[:3] == ["Number", "Person", "Enterprise"]
    assert (first[0], first[1], first[-1], len(others)) == ("1", "来宾0", "是", 52)
    assert {each[-1] for each in others} == {"否"} and first[5:7] == ["Registered", "no"]
    sheet = load_workbook(io.BytesIO(made["xlsx"])).active
    assert (sheet.max_row, sheet.max_column) == (54, len(heads))


def test_an_answer_to_what_is_asked_no_more_stays_under_its_key(files):
    activity_id = published(questions=(MEAL,))
    register(activity_id, answers={"meal": "是"})
    with transaction() as session:
        session.get_one(Activity, activity_id).questions = []
    heads, told = lines(files("organiser", activity_id, language="zh")["csv"])
    assert (heads[1], heads[-1], told[-1]) == ("姓名", "meal", "是")


def test_it_is_for_those_who_hold_it_and_leaves_a_trace(files):
    activity_id = published()
    register(activity_id)
    assert [files(who, activity_id) for who in ("valves", "longwan", "leader", None)] == [{}] * 4
    with snapshot() as session:
        taken = select(Event).where(Event.action == "participants_taken_along")
        assert session.exec(taken).all() == []
    assert set(files("organiser", activity_id)) == {"csv", "xlsx"}
    with snapshot() as session:
        one, _ = session.exec(taken).all()
    assert (one.actor_id, one.subject_id, one.particulars) == (
        ID["organiser"],
        activity_id,
        {"many": 1},
    )


def test_the_list_tells_which_question_was_answered():
    activity_id = published(questions=(MEAL,))
    register(activity_id, answers={"meal": "是"})
    page = opened("activities/activity", "organiser", id=str(activity_id))
    assert "是否用餐: 是" in str(drawn(page, "registrations"))


def test_how_many_came_is_taken_along_as_it_is_counted(files, monkeypatch):
    activity_id = published()
    receipt = register(activity_id, "valves")
    register(activity_id, "shoes")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    said = {"registration_id": receipt.registration_id}
    perform(ID["organiser"], attendance.check_in, activity_id, **said)
    perform(ID["organiser"], activities.hold, activity_id)
    taken = {}
    monkeypatch.setattr(
        list_files.st,
        "download_button",
        lambda label, content, **look: taken.update({look["key"]: content()}),
    )
    opened("activities/activity", "organiser", id=str(activity_id), by="area", language="zh")
    assert lines(taken["take-attendance-csv"]) == [
        ["区域", "有席位或到场", "到场人数", "现场登记"],
        ["龙湾区", "1", "1", "0"],
        ["鹿城区", "1", "0", "0"],
    ]
    with snapshot() as session:
        found = select(Event).where(Event.action == "attendance_taken_along")
        assert session.exec(found).first().particulars == {"by": "area", "many": 2}
