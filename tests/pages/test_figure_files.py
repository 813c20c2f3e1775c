"""Files of the key figures: the numbers of the page, with filters, time and definitions, each file read back."""

import csv
import io
import re
import warnings
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from components import figure_files, reading
from components.kpi_cards import EVERY
from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator, KpiView
from domain import month_targets
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_files import drawing, pictures, telling
from domain.indicators import aims, metric, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.kpi_views import table, views
from domain.kpi_views.views import ON_PAGE
from domain.permissions import ENGINE
from server import words
from server.figure_pictures import spoken
from tests.pages.visiting import opened
from tests.town import ID, LONGWAN, LUCHENG, person

FEW = 10  # records
HOLLOW = {"few": "D", "month not over": "o"}

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


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


def test_files_say_what_their_colours_mean_and_where_a_figure_is_not_counted(
    files, lived, monkeypatch
):
    indicator, rule = Indicator.SERVICES_GIVEN, aims.COLOURS[2]
    without = sheets(files(figure=indicator.value)["xlsx"])
    assert rule not in str([cell.value for row in without["Summary"].iter_rows() for cell in row])
    month_id = perform(ID["leader"], month_targets.begin, month=lived.date())
    aimed = {"": 1_000_000, LONGWAN: 1_000_000, LUCHENG: 1_000_000}
    perform(ID["leader"], month_targets.put, month_id, indicator=indicator, values=aimed)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # no sign is missing in the pictures
        told = files(figure=indicator.value)
    assert rule in str(
        [cell.value for row in sheets(told["xlsx"])["Summary"].iter_rows() for cell in row]
    )
    assert any(rule in each.text for each in Document(io.BytesIO(told["docx"])).paragraphs)
    counted = replace(DEFINITIONS[indicator], areas=frozenset({LONGWAN}))
    monkeypatch.setitem(DEFINITIONS, indicator, counted)
    reading.forget()
    book = sheets(files(figure=indicator.value)["xlsx"])
    for name in ("Sub-platforms", "By sub-platform"):
        rows = {row[0].value: [cell.value for cell in row] for row in book[name].iter_rows()}
        assert any("not counted here" in str(cell).lower() for cell in rows["Lucheng"])
        assert not any("not counted here" in str(cell).lower() for cell in rows["Longwan"])


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


BEFORES = {  # what the periods are called that each kind of period is compared with
    "{now:%Y-%m}": (["上月", "上年同月"], ["The month before", "The same month a year before"]),
    "{year}Q3": (
        ["上季度", "上年同季度"],
        ["The quarter before", "The same quarter a year before"],
    ),
    "{year}H1": (
        ["前一个半年", "上年同期"],
        ["The half-year before", "The same time a year before"],
    ),
    "{year}": (["上年"], ["The year before"]),
    "year": (["前 12 个月"], ["The 12 months before"]),
    "quarter": (["前 3 个月", "上年同期"], ["The 3 months before", "The same time a year before"]),
    "{since:%Y-%m-%d}..{until:%Y-%m-%d}": (
        ["此前同样工作日数", "上年同期"],
        ["As many working days before", "The same time a year before"],
    ),
}


@pytest.mark.parametrize(("period", "called"), BEFORES.items())
def test_what_a_period_is_compared_with_is_called_by_its_kind(files, lived, period, called):
    days = {"since": lived - timedelta(days=40), "until": lived - timedelta(days=20)}
    asked = {"period": period.format(now=lived, year=lived.year - 1, **days), "figure": "received"}
    for language, names in zip(("zh", "en"), called, strict=True):
        book = sheets(files(language=language, **asked)["xlsx"])
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = next(row for row in rows if len([*filter(None, row)]) > 3)
        without_today = {
            "用于比较（不含今日）",
            "As it is compared, without today",
        }  # in office hours
        assert [each for each in heads if each and each not in without_today][3:-1] == names
        said = {row[0]: row[1] for row in rows}
        days = said["对比期间" if language == "zh" else "Compared with"]
        assert len(days.split(";")) == len(names) and days.startswith("20")
        places = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
        assert any(names[0] in row for row in places)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_word_file_and_the_picture_can_be_opened(files, language):
    found = files(period="year", language=language)
    paper = Document(io.BytesIO(found["docx"]))
    assert len(paper.tables) >= 4 and len(paper.inline_shapes) == 1
    assert found["png"].startswith(b"\x89PNG") and len(found["png"]) > 5000


def test_points_of_few_records_and_of_a_month_that_is_not_over_are_hollow(files, lived):
    """In the picture as on the page, and in the native chart."""
    period = periods.months(lived.astimezone(LOCAL).date(), 12, today=lived.date())
    speak, seen = spoken("en"), set()
    for indicator in (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING, Indicator.TRANSFER_RATE):
        asked = table.Asked(KpiView.TREND, indicator, period, Scope(period.first, period.last))
        with snapshot() as session:
            view = views.view(session, person("leader"), asked)
        grid = telling.grids(view, indicator, speak)[0]
        now, *then = drawing._curves(grid, speak)
        for row, mark in zip(view.tables[0].rows, now.marks, strict=True):
            figure = row.cells[0]
            wanted = "few" if figure.is_few else "month not over" if row.is_open else ""
            assert mark == ("" if figure.value is None else wanted)
        assert not any("month not over" in each.marks for each in then)
        seen |= set(now.marks)
        look = {"title": "", "note": "", "is_share": bool(DEFINITIONS[indicator].bottom)}
        plain, marked = (
            pictures.curves(["1"] * 12, [replace(now, marks=marks)], {}, hollow=HOLLOW, **look)
            for marks in ((), now.marks)
        )
        assert plain != marked
    assert seen == {"", "few", "month not over"}
    book = ZipFile(io.BytesIO(files(period="year", figure="received", language="en")["xlsx"]))
    charts = [book.read(each).decode() for each in book.namelist() if "charts/chart" in each]
    assert any("<c:dPt>" in each for each in charts)


def test_what_is_kept_back_from_a_sub_platform_stands_in_no_file(files):
    """Answers of the running month: a word in their place, on every sheet and line."""
    found = files("longwan", language="en")
    book = sheets(found["xlsx"])
    told = [[cell.value for cell in row] for row in book["Summary"].iter_rows()]
    satisfaction = next(row for row in told if row[0] == "Satisfaction rate")
    assert satisfaction[1] == "once published" and satisfaction[2] in (0, None)
    by_area = [[cell.value for cell in row] for row in book["By sub-platform"].iter_rows()]
    heads = next(row for row in by_area if row[0] == "Sub-platform")
    column = heads.index("Satisfaction rate")
    shown = {row[column] for row in by_area[by_area.index(heads) + 1 :]}
    assert shown <= {"once published", None}


FILTERS = {
    "en": [
        "Picture",
        "Period",
        "Area",
        "Unit",
        "Field",
        "Channel",
        "Industry",
        "Compared with",
        "As of",
    ],
    "zh": [
        "图形",
        "期间",
        "所在区域",
        "承办单位",
        "诉求领域",
        "渠道",
        "所属行业",
        "对比期间",
        "数据时间",
    ],
}
CHARTS = {  # of the view itself, beside those by sub-platform and by month
    KpiView.PLACES: 1,
    KpiView.MONTH: 1,
    KpiView.TREND: 1,
    KpiView.LOOP: 3,  # the funnel and both halves of the flow: no programme draws a flow by itself
    KpiView.LOAD: 1,
    KpiView.ARRIVALS: 1,
    KpiView.TIMES: 2,
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_can_be_taken_along_and_tells_what_its_page_shows(files, lived, language):
    """In every form; the numbers on its sheets are those of the one declaration that the page draws."""
    period = periods.months(lived.astimezone(LOCAL).date(), 12, today=lived.date())
    for view in ON_PAGE:
        made = files(period="year", view=view.value, figure="received", language=language)
        names = ZipFile(io.BytesIO(made["xlsx"])).namelist()
        assert len([each for each in names if "charts/chart" in each]) == CHARTS[view] + 2
        assert len(Document(io.BytesIO(made["docx"])).inline_shapes) >= 1
        picture = Image.open(io.BytesIO(made["png"]))
        assert picture.width >= 1000 and picture.height >= 300
        heads = csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig"))).fieldnames
        assert heads[7:] == FILTERS[language]
        book = sheets(made["xlsx"])
        assert language == "en" or not re.search("[a-z]{3}", " ".join(book.sheetnames))
        asked = table.Asked(view, Indicator.RECEIVED, period, Scope(period.first, period.last))
        with snapshot() as session:
            found = views.view(session, person("leader"), asked)
        assert found.tables
        for each in found.tables:
            assert numbers_of(book, each, language) == [
                pytest.approx([table.number(cell) for cell in row.cells if is_number(cell)])
                for row in each.rows
            ]


def numbers_of(book, told, language):
    """The numbers of a table on its sheet, row by row."""
    name, corner = (words.term(each, language) for each in (told.name, told.corner))
    head = telling.worded(told.heads[0].name, spoken(language))
    sheet = next(each for each in book if each.title in name)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(n for n, row in enumerate(rows) if row[:2] == [corner, head]) + 1
    shown = rows[first : first + len(told.rows)]
    return [[value for value in row[1:] if isinstance(value, (int, float))] for row in shown]


def is_number(cell):
    value = cell.value if isinstance(cell, Figure) else cell
    return isinstance(value, (int, float))
