"""Files of the key figures: the numbers of the page, with filters, time and definitions, each file read back."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from components import figure_files
from components.kpi_cards import EVERY
from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator, KpiView
from domain import clock
from domain.clock import LOCAL
from domain.indicators import metric, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.kpi_views import table, views
from domain.permissions import ENGINE
from server import words
from tests.pages.visiting import opened
from tests.town import LONGWAN, person

FEW = 10  # records

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def lived(monkeypatch, lived_town):
    """A history whose end is now."""
    at = lived_town(4, 160)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


@pytest.fixture
def files(lived, monkeypatch):
    """Every file of a view that somebody opens, by its ending."""

    def made(who="leader", **asked):
        found = {}
        monkeypatch.setattr(
            figure_files.st,
            "download_button",
            lambda label, content, **look: found.update({look["key"].split("-")[-1]: content()}),
        )
        app = opened("performance/kpi", who, files="view", **asked)
        assert not app.exception
        return found

    return made


def sheets(content):
    return load_workbook(io.BytesIO(content), data_only=True)


def test_the_workbook_holds_the_figures_as_numbers_and_charts_of_its_own(files, lived):
    content = files(period="year", figure="on_time_closing", language="en")["xlsx"]
    book = sheets(content)
    assert book.sheetnames == [
        "Summary",
        "Sub-platforms",
        "By sub-platform",
        "By month",
        "Definitions",
    ]
    charts = [each for each in ZipFile(io.BytesIO(content)).namelist() if "charts/chart" in each]
    assert len(charts) == 3
    table = [[cell.value for cell in row] for row in book["By sub-platform"].iter_rows()]
    heads = next(row for row in table if row[0] == "Sub-platform")
    column = heads.index("On time closing")
    period = periods.months(lived.astimezone(LOCAL).date(), 12, today=lived.date())
    with snapshot() as session:
        scope = Scope(period.first, period.last)
        found = metric.table(session, ENGINE, EVERY, scope, By.AREA)
    closing = Indicator.ON_TIME_CLOSING
    values = [each[closing].value for each in found.values() if closing in each]
    told_rows = table[table.index(heads) + 1 :]
    shown = list(book["By sub-platform"].iter_rows())[table.index(heads) + 1 :]
    told = [row[column] for row in told_rows]
    assert sorted(filter(None, told)) == pytest.approx(sorted(filter(None, values)))
    assert any(told)
    numbers, notes = (
        heads.index("On time closing: of how many"),
        heads.index("On time closing: note"),
    )
    by_code = [each[closing] for each in found.values() if closing in each]
    assert sorted(row[numbers] for row in told_rows) == sorted(each.n for each in by_code)
    for row, line in zip(told_rows, shown, strict=True):
        is_few = row[numbers] < FEW
        assert (row[notes] == "few") == is_few == bool(line[column].font.italic)


def test_every_sheet_says_what_it_is_narrowed_to_and_as_of_when(files):
    book = sheets(files(area=LONGWAN, channel="web", language="zh")["xlsx"])
    # One sub-platform is not compared; its units are.
    assert book.sheetnames == ["汇总", "单位", "按月", "指标定义"]
    for sheet in book.worksheets:
        texts = {cell.value for row in sheet.iter_rows(max_row=9, max_col=2) for cell in row}
        assert {"龙湾区", "数据时间"} & texts and any("网" in str(text) for text in texts)


def test_the_definitions_name_every_figure_with_its_formula(files):
    book = sheets(files(language="en")["xlsx"])
    told = {row[0].value: row[2].value for row in book["Definitions"].iter_rows()}
    for indicator in EVERY:
        assert DEFINITIONS[indicator].formula in told.values(), indicator


def test_the_text_table_is_a_line_for_each_value_with_its_filters_and_formula(files):
    content = files(period="year", language="en")["csv"]
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    tables = {"Summary", "Sub-platforms", "By sub-platform", "By month"}
    assert {line["Table"] for line in lines} == tables
    assert {line["Field"] for line in lines} == {"Every field"}
    closing = [
        line
        for line in lines
        if line["Table"] == "By month" and line["Figure"] == "On time closing"
    ]
    assert len(closing) == 12 and all(line["Formula"] for line in closing)
    assert any(0 < float(line["Value"]) <= 1 for line in closing if line["Value"])
    for line in closing:
        if line["Value"]:
            assert ("few" in line["Remark"]) == (float(line["Of how many"]) < FEW)
    assert "month not over" in closing[-1]["Remark"] and "over" not in closing[0]["Remark"]
    assert not any(line["Figure"].endswith(("of how many", "note")) for line in lines)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_word_file_and_the_picture_can_be_opened(files, language):
    found = files(period="year", language=language)
    paper = Document(io.BytesIO(found["docx"]))
    assert len(paper.tables) >= 4 and len(paper.inline_shapes) == 1
    assert found["png"].startswith(b"\x89PNG") and len(found["png"]) > 5000


def test_what_is_kept_back_from_a_sub_platform_stands_in_no_file(files):
    """Answers of the running month: a word in their place, on every sheet and line."""
    found = files("longwan", language="en")
    book = sheets(found["xlsx"])
    told = [[cell.value for cell in row] for row in book["Summary"].iter_rows()]
    satisfaction = next(row for row in told if row[0] == "Satisfaction rate")
    assert satisfaction[1] == "after the month" and satisfaction[2] in (0, None)
    by_area = [[cell.value for cell in row] for row in book["By sub-platform"].iter_rows()]
    heads = next(row for row in by_area if row[0] == "Sub-platform")
    column = heads.index("Satisfaction rate")
    shown = {row[column] for row in by_area[by_area.index(heads) + 1 :]}
    assert shown <= {"after the month", None}


CHARTS = {  # of the view itself, beside those by sub-platform and by month
    KpiView.PLACES: 1,
    KpiView.MONTH: 1,
    KpiView.TREND: 1,
    KpiView.LOOP: 3,  # the funnel and both halves of the flow: no programme draws a flow by itself
    KpiView.LOAD: 1,
    KpiView.ARRIVALS: 1,
    KpiView.TIMES: 2,
}


@pytest.mark.parametrize("view", list(KpiView))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_can_be_taken_along_in_every_form(files, view, language):
    made = files(period="year", view=view.value, figure="received", language=language)
    charts = [
        each for each in ZipFile(io.BytesIO(made["xlsx"])).namelist() if "charts/chart" in each
    ]
    assert len(charts) == CHARTS[view] + 2
    assert len(Document(io.BytesIO(made["docx"])).inline_shapes) >= 1
    picture = Image.open(io.BytesIO(made["png"]))
    assert picture.width >= 1000 and picture.height >= 400
    heads = csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig"))).fieldnames
    assert heads[7:] == (
        ["Picture", "Period", "Area", "Unit", "Field", "Channel", "As of"]
        if language == "en"
        else ["图形", "期间", "所在区域", "承办单位", "诉求领域", "渠道", "数据时间"]
    )
    if language == "zh":
        book = sheets(made["xlsx"])
        assert not [name for name in book.sheetnames if re.search("[a-z]{3}", name)]


@pytest.mark.parametrize("view", list(KpiView))
def test_the_files_of_a_view_tell_what_its_page_shows(files, lived, view):
    """The numbers on the sheets of a view are those of the one declaration that the page draws."""
    made = files(period="year", view=view.value, figure="received", language="en")
    period = periods.months(lived.astimezone(LOCAL).date(), 12, today=lived.date())
    scope = Scope(period.first, period.last)
    asked = table.Asked(view, Indicator.RECEIVED, period, scope)
    with snapshot() as session:
        found = views.view(session, person("leader"), asked)
    assert found.tables
    book = sheets(made["xlsx"])
    for each in found.tables:
        name = next(s for s in book.sheetnames if s in term_of(each.name))
        told = [[cell.value for cell in row] for row in book[name].iter_rows()]
        told = told[next(n for n, row in enumerate(told) if row[0] == term_of(each.corner)) + 1 :]
        numbers = [[value for value in row[1:] if isinstance(value, (int, float))] for row in told]
        expected = [
            [table.number(cell) for cell in row.cells if is_number(cell)] for row in each.rows
        ]
        assert numbers[: len(expected)] == [pytest.approx(row) for row in expected]


def term_of(word):
    return words.term(word, "en")


def is_number(cell):
    value = cell.value if isinstance(cell, Figure) else cell
    return isinstance(value, (int, float))
