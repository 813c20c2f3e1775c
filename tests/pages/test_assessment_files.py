"""Files of the assessment and of the national title: the numbers of the page, each file read back by a reader."""

import csv
import io
import re
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from components import assessment_files, figure_files
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import AssessedMonth
from domain import assessments, clock
from domain.assessment import freezing, gauges, title_rules
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators.definitions import DEFINITIONS
from tests.pages.visiting import opened, said
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def lived(monkeypatch, lived_town):
    """A random history that has ended in the month before; returns that month."""
    at = lived_town(4, 160)
    later = at + timedelta(days=32)
    monkeypatch.setattr(clock, "now", lambda: later)
    return at.astimezone(LOCAL).date().replace(day=1)


@pytest.fixture
def files(monkeypatch):
    """Every file that somebody is offered, by its name."""

    def made(who="leader", *, what="order", **asked):
        found = {}

        def button(_label, content, *, file_name, **_look):
            found[file_name] = content() if callable(content) else content

        for module in (assessment_files, figure_files):
            monkeypatch.setattr(module.st, "download_button", button)
        app = opened("performance/assessment", who, files=what, **asked)
        assert not app.exception
        return found

    return made


def published(month):
    with clock.stopped(clock.now()):
        month_id = perform(ID["leader"], assessments.begin, month=month)
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    with snapshot() as session:
        row = session.get(AssessedMonth, month_id)
        return freezing.read(row.document), row.digest


def of(month):
    return {"month": f"{month:%Y-%m}"}


def cells(sheet):
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def below(sheet, head):
    """The rows below the head of a sheet's table, each by the names of its columns."""
    lines = cells(sheet)
    at = next(n for n, line in enumerate(lines) if line[0] == head)
    return [dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 :]]


def charts(content):
    archive = ZipFile(io.BytesIO(content))
    names = [each for each in archive.namelist() if re.match(r"xl/charts/chart\d+\.xml", each)]
    return [archive.read(each).decode() for each in names]


def drawn(content):
    return Image.open(io.BytesIO(content))


WORDS = {
    "en": ("Sub-platform", "Points", "Item", "Every sub-platform", "As of", "Points by item"),
    "zh": ("分平台", "得分", "考核项目", "全部分平台", "数据时间", "各项目得分"),
}


def test_the_text_of_a_month_is_taken_along_byte_for_byte_as_its_digest_says(lived, files):
    name, ways = f"assessment-{lived:%Y-%m}", ("xlsx", "csv", "docx", "png")
    assert set(files(**of(lived))) == {f"{name}.{each}" for each in ways}
    assert files("longwan", **of(lived)) == {}
    published(lived)
    for who in ("leader", "longwan"):
        text = files(who, **of(lived))[f"{name}.json"]
        assert sha256(text).hexdigest() in said(opened("performance/assessment", who, **of(lived)))
        assert freezing.reproduce(text.decode()).encode() == text
    assert files("tax_head", **of(lived)) == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_of_a_month_holds_order_and_sheets_as_numbers_with_charts(
    lived, files, language
):
    found, digest = published(lived)
    place, points, item, everywhere, as_of, by_item = WORDS[language]
    content = files("longwan", language=language, **of(lived))[f"assessment-{lived:%Y-%m}.xlsx"]
    book = load_workbook(io.BytesIO(content), data_only=True)
    order, made_of, sheets, items = book.worksheets
    assert made_of.title == by_item
    totals = [float(each.total) for each in found.assessed if each.total is not None]
    told = [line[points] for line in below(order, place) if line[points] is not None]
    assert sorted(told) == sorted(totals)
    earned = [float(one.points) for each in found.assessed for one in each.items if one.points]
    lines = below(sheets, place)
    assert len(lines) == sum(len(each.items) for each in found.assessed)
    assert sum(line[points] or 0 for line in lines) == pytest.approx(sum(earned))
    split = [value for line in below(made_of, place) for value in list(line.values())[1:] if value]
    assert sorted(split) == sorted(earned)
    assert len(below(items, item)) == len(found.scheme.items) + 2
    for sheet in book.worksheets:
        texts = {value for line in cells(sheet)[:9] for value in line[:2]}
        assert {everywhere, as_of, digest} <= texts
    one, stacked = charts(content)
    assert one.count("<c:ser>") == 1 and "stacked" in stacked
    assert stacked.count("<c:ser>") in (len(found.scheme.items), len(found.assessed))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_month_is_told_alike_in_text_word_file_and_picture(lived, files, language):
    found, digest = published(lived)
    place, points, item, everywhere, as_of, _ = WORDS[language]
    made = files("longwan", language=language, **of(lived))
    name = f"assessment-{lived:%Y-%m}"
    lines = list(csv.reader(io.StringIO(made[f"{name}.csv"].decode("utf-8-sig"))))
    heads, lines = lines[0], lines[1:]
    order = [line for line in lines if line[0] == lines[0][0] and line[2] == points]
    totals = sorted(float(each.total) for each in found.assessed if each.total is not None)
    assert sorted(float(line[3]) for line in order if line[3]) == totals
    assert all(everywhere in line and digest in line for line in lines) and as_of in heads
    closing = [line for line in lines if line[1].count(" · ") == 1 and line[6]]
    assert {line[1].split(" · ")[0] for line in closing} == {line[1] for line in order}
    paper = Document(io.BytesIO(made[f"{name}.docx"]))
    texts = [each.text for each in paper.paragraphs]
    assert any(each.startswith(f"{as_of}: ") for each in texts)
    assert f"SHA-256: {digest}" in texts
    words = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {f"{each:.2f}" for each in totals} <= words and item in words
    if language == "en":
        assert DEFINITIONS[Indicator.ON_TIME_CLOSING].formula in words
    assert len(paper.inline_shapes) == 2
    picture = drawn(made[f"{name}.png"])
    assert picture.format == "PNG" and min(picture.size) > 300


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_title_is_taken_along_as_its_page_tells_it(lived, files, language):
    asked = {"view": "title", "year": str(lived.year), "language": language}
    app = opened("performance/assessment", "leader", **asked)
    page, bars = said(app), str([each.proto.text for each in app.get("progress")])
    made = files(what="title", **asked)
    assert set(made) == {f"title-{lived.year}.{each}" for each in ("xlsx", "csv", "docx", "png")}
    assert files("tax_head", what="title", **asked) == {}
    with snapshot() as session:
        measured = gauges.measured(session, person("leader"), lived.year)
    book = load_workbook(io.BytesIO(made[f"title-{lived.year}.xlsx"]), data_only=True)
    conditions, definitions = book.worksheets
    head = {"zh": "条件", "en": "Condition"}[language]
    rows = below(conditions, head)
    assert len(rows) == len(below(definitions, head)) == len(measured.reached) == 6
    for row, each in zip(rows, measured.reached, strict=True):
        name, part, value, wanted, standing, many, _ = row.values()
        assert name in page and wanted in bars and standing in page
        assert (value in page) or value == "–"
        assert part == (
            None if each.value is None else pytest.approx(each.value / each.wanted.least)
        )
        assert many == (each.n or None)
    [chart] = charts(made[f"title-{lived.year}.xlsx"])
    assert chart.count("<c:ser>") == 1
    rules = {"zh": measured.rules.name_zh, "en": measured.rules.name}[language]
    for sheet in book.worksheets:
        assert rules in str(cells(sheet)[:6]) and str(lived.year) in str(cells(sheet)[:6])
    lines = list(csv.DictReader(io.StringIO(made[f"title-{lived.year}.csv"].decode("utf-8-sig"))))
    shares = [line for line in lines if list(line.values())[2] == list(rows[0])[1]]
    formula = {"zh": "计算公式", "en": "Formula"}[language]
    assert [line[formula] for line in shares] == [row[formula] for row in below(definitions, head)]
    told = [list(line.values())[3] for line in shares]
    assert [float(each) if each else None for each in told] == [
        None if each.value is None else pytest.approx(each.value / each.wanted.least)
        for each in measured.reached
    ]
    paper = Document(io.BytesIO(made[f"title-{lived.year}.docx"]))
    words = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert len(paper.inline_shapes) == 1
    if language == "en":
        assert set(title_rules.COUNTED.values()) <= set(words)
    assert drawn(made[f"title-{lived.year}.png"]).format == "PNG"
