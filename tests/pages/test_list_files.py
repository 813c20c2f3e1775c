"""Lists of needs, results and matches as files: what the page tells its reader, all of it, and no hidden name."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from components import list_files, record_words
from components.session import speaking
from db.engine import snapshot
from db.models import Event, NameSeen
from db.research_vocabulary import Confidentiality
from domain import taking_along
from domain.command import perform
from domain.errors import Forbidden
from domain.matchmaking import starting
from tests import laboratory
from tests.pages.visiting import opened, said
from tests.town import CITY, ID, LONGWAN, SHOES, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def files(monkeypatch):
    """The files of a list that somebody opens, by their ending."""

    def made(page, who, *, language="en", **asked):
        found = {}

        def fetch(label, content, **look):
            if look["key"].startswith("take-"):
                found[look["key"].split("-")[-1]] = content()

        monkeypatch.setattr(list_files.st, "download_button", fetch)
        app = opened(f"research/{page}", who, language=language, **asked)
        assert not app.exception
        return found

    return made


def told(content):
    heads, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return [dict(zip(heads, line, strict=True)) for line in lines]


def taken():
    with snapshot() as session:
        found = session.exec(select(Event).where(col(Event.action) == "records_taken")).all()
    return [(each.subject_id, each.particulars) for each in found]


def test_the_needs_as_the_reader_may_know_them(files):
    laboratory.need("seal", budget=300000)
    laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    made = files("needs", "liaison")
    open_one, hidden = told(made["csv"])
    assert (open_one["Enterprise"], hidden["Enterprise"]) == ("Xinbu Shoes", "Name hidden")
    assert (hidden["Stage"], hidden["Budget in yuan"]) == ("Published", "300000")
    sheet = load_workbook(io.BytesIO(made["xlsx"])).active
    assert sheet.max_row == 3 and sheet["A1"].value == "Number"


def test_the_results_narrowed_as_the_list_is(files):
    laboratory.all_results()
    whole = told(files("results", "valves")["csv"])
    some = told(files("results", "valves", text="密封")["csv"])
    assert 0 < len(some) < len(whole)
    assert {each["Number"] for each in some} < {each["Number"] for each in whole}


def test_the_matches_name_nobody_who_has_not_agreed(files):
    need, result = laboratory.need("seal"), laboratory.result("seal")
    perform(ID["intake"], starting.start, need_id=need, result_id=result)
    [ours] = told(files("matches", "liaison", view="list")["csv"])
    assert (ours["Enterprise"], ours["Stage"]) == ("Name hidden", "Proposed")
    [brokers] = told(files("matches", "intake", view="list")["csv"])
    assert brokers["Enterprise"] == "Hengze Valves"


def test_a_house_takes_its_own_space_along(files):
    laboratory.result("seal")
    [line] = told(files("our_space", "liaison", section="results")["csv"])
    assert (line["Stage"], line["Needs proposed"]) == ("Published", "0")


def test_in_chinese_the_file_is_chinese(files):
    laboratory.need("seal")
    [line] = told(files("needs", "valves", language="zh")["csv"])
    assert (line["状态"], line["企业名称"]) == ("已发布", "龙湾恒泽阀门有限公司")


def test_who_took_what_is_kept_and_so_is_whose_name_it_told(files):
    laboratory.need("seal")
    files("needs", "intake", area=LONGWAN)
    assert taken() == [(CITY, {"what": "needs", "narrowed": f"area={LONGWAN}", "many": 1})] * 2
    with snapshot() as session:
        assert session.exec(select(NameSeen.by_id)).first() == ID["intake"]
    _, said_of = taken()[0]
    with speaking("zh"):
        assert "导出了列表（技术需求：1 项）" in record_words.sentence(
            "records_taken", said_of, "林晓"
        )


def test_a_long_list_is_cut_and_says_so(files, monkeypatch):
    laboratory.all_results()
    monkeypatch.setattr(taking_along, "MOST", 2)
    monkeypatch.setattr(list_files, "MOST", 2)
    assert len(told(files("results", "valves")["csv"])) == 2
    assert "The first 2 are in it" in said(opened("research/results", "valves"))


def test_nothing_is_offered_where_nothing_is(files):
    assert files("needs", "liaison") == {}


@pytest.mark.parametrize("house", [UNIVERSITY, VALVES])
def test_nobody_takes_a_list_for_another_house(house):
    with pytest.raises(Forbidden):
        perform(ID["intake"], taking_along.take, house, what="needs", narrowed="", many=1)


def test_matches_are_searched_and_narrowed_to_those_that_are_overdue(files):
    need, result = laboratory.need("seal"), laboratory.result("seal")
    perform(ID["intake"], starting.start, need_id=need, result_id=result)
    assert len(told(files("matches", "intake", view="list", q="密封")["csv"])) == 1
    assert files("matches", "intake", view="list", q="燃气轮机") == {}
    assert files("matches", "intake", view="list", overdue="true") == {}
