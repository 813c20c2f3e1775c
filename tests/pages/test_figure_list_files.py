"""The list behind a figure as a file: it counts what the page counts, with its filters, as far as one may read."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from components import figure_list_files, kpi_filters, list_files
from db.engine import snapshot
from db.indicator_vocabulary import Half, Indicator
from db.models import Demand, Event
from domain import clock
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.queries import figure_list
from domain.queries import indicator_records as records
from tests.pages.visiting import opened
from tests.town import LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
LISTED = [each for each in Indicator if not DEFINITIONS[each].match_figure]


@pytest.fixture
def year(monkeypatch, lived_town):
    at = lived_town(4, 160)
    monkeypatch.setattr(clock, "now", lambda: at)
    period = kpi_filters.period_of("year")
    return Scope(period.first, period.last)


@pytest.fixture
def files(year, monkeypatch):
    """The files of a list that somebody opens, by their ending."""

    def made(who="leader", **asked):
        found = {}
        monkeypatch.setattr(
            list_files.st,
            "download_button",
            lambda label, content, **look: found.update({look["key"].split("-")[-1]: content()}),
        )
        app = opened("performance/records", who, period="year", **asked)
        assert not app.exception
        return found

    return made


def lines(content):
    """What stands above, and the table by its heads."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    gap = next(n for n, row in enumerate(rows) if not any(row))
    above = {row[0]: row[1] for row in rows[:gap]}
    heads, *told = rows[gap + 1 :]
    return above, [dict(zip(heads, row, strict=False)) for row in told]


def test_the_file_counts_what_the_figure_counts(files, year):
    for indicator in LISTED:
        with snapshot() as session:
            many = records.count(session, person("leader"), indicator, year, Half.ALL)
        made = files(of=indicator.value)
        if not many:
            assert not made
            continue
        above, told = lines(made["csv"])
        assert len(told) == many and above["Records"] == f"{many:,}", indicator
        assert DEFINITIONS[indicator].formula in above["Definition"]
        sheet = load_workbook(io.BytesIO(made["xlsx"])).active
        assert sheet.max_row == len(above) + 2 + many


def test_its_filters_its_half_and_its_part_stand_above(files):
    above, told = lines(files(of="on_time_closing", half="rest", area=LONGWAN)["csv"])
    assert (above["Area"], above["Which"]) == ("Longwan", "Did not meet it")
    assert above["As of"] and {each["Met it"] for each in told} == {"no"}
    above, _ = lines(files(of="received", reached="sent", language="zh")["csv"])
    assert above["细分条件"] == "已派单" and above["指标"] == "收到诉求"


def test_it_tells_nobodys_name_or_number(files):
    content = files(of="received")["csv"].decode()
    with snapshot() as session:
        asked = session.exec(select(Demand.contact_name, Demand.contact_phone)).all()
    for each in {text for pair in asked for text in pair if text}:
        assert each not in content


def test_what_was_taken_is_kept_with_the_takers_organisation(files):
    files(of="received", area=LONGWAN)
    with snapshot() as session:
        found = session.exec(select(Event).where(col(Event.action) == "list_exported")).all()
    assert len(found) == 2  # both files
    assert found[0].particulars["indicator"] == "received"
    assert f"area={LONGWAN}" in found[0].particulars["narrowed"] and found[0].particulars["many"]


def test_what_is_not_open_to_somebody_cannot_be_taken(files):
    assert files("longwan", of="received", area=LUCHENG) == {}
    assert files("longwan", of="received", area=LONGWAN)
    assert files("longwan", of="satisfaction_rate", area=LONGWAN) == {}  # kept back
    above, told = lines(files("finance_head", of="on_time_acceptance")["csv"])
    assert told and above["Unit"] != "Every unit"


def test_a_long_list_is_cut_and_says_so(files, monkeypatch):
    monkeypatch.setattr(figure_list, "MOST", 3)
    monkeypatch.setattr(figure_list, "STEP", 2)
    monkeypatch.setattr(figure_list_files, "MOST", 3)
    above, told = lines(files(of="received")["csv"])
    assert len(told) == 3
    [said] = [each for each in above if each.startswith("The first 3 of ")]
    assert "narrow the list down" in said
