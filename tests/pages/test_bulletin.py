"""The bulletin as a page: nothing yet, a draft in the hands of its writers, sent and read; in both languages."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from components import bulletin_view
from db.engine import snapshot, transaction
from db.models import Bulletin
from domain import assessments, bulletins, clock
from domain.bulletin import pictures
from domain.clock import LOCAL
from domain.command import perform
from tests.pages.visiting import button, drawn, opened, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


TOLD = {
    "zh": ("样本数", "样本少", "企业诉求", "覆盖率"),
    "en": ("Of how many", "few", "Demands", "coverage"),
}


@pytest.fixture
def lived(monkeypatch, lived_town):
    """A random history that ended in the month before; returns that month."""
    ended = lived_town(4, 160)
    later = ended + timedelta(days=32)
    monkeypatch.setattr(clock, "now", lambda: later)
    return ended.astimezone(LOCAL).date().replace(day=1)


def at(who="leader", **asked):
    app = opened("performance/bulletin", who, **asked)
    assert not app.exception
    return app


def test_before_there_is_one_it_is_said_when_it_comes(lived):
    assert "drawn up by itself" in said(at("longwan"))
    assert "每月第一个工作日" in said(at("longwan", language="zh"))


def test_the_citys_people_draw_it_up_and_read_it_in_both_languages(lived):
    app = at("intake")
    [draw] = [each for each in app.button if each.label.startswith("Draw up the bulletin of")]
    draw.click().run()
    assert not app.exception
    english, chinese = said(at()), said(at(language="zh"))
    for text in ("The month as a whole", "What enterprises asked about", "Overdue orders"):
        assert text in english
    for text in ("一、总体情况", "分平台考核排名", "超期工单"):
        assert text in chinese


def publish(month):
    month_id = perform(ID["leader"], assessments.begin, month=month)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)


def test_a_leader_approves_it_and_sees_who_has_read_it(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    assert button(at(), "Approve and send out").disabled
    assert "考核公布并重新取数后方可签发" in said(at(language="zh"))
    publish(lived)
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    app = at()
    button(app, "Approve and send out").click().run()
    assert not app.exception
    assert "Approved" in said(at("longwan")) or "approved" in said(at("longwan"))
    assert not [each for each in at("longwan").button if each.label == "Approve and send out"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_file_can_be_taken_away_and_read(lived, language, monkeypatch):
    publish(lived)
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    made = {}
    monkeypatch.setattr(
        bulletin_view.st,
        "download_button",
        lambda label, data, **look: made.update({look["key"]: data() if callable(data) else data}),
    )
    curve, few_ones = pictures.curve, []
    monkeypatch.setattr(
        pictures,
        "curve",
        lambda *args, **look: few_ones.append(look["few"]) or curve(*args, **look),
    )
    at(language=language)
    with snapshot() as session:
        months = session.get_one(Bulletin, bulletin_id).facts["curve"]
    assert few_ones[0] == [0 < each["n"]["on_time_closing"] < 10 for each in months]
    assert any(few_ones[0])
    # Nobody publishes or honours what nobody has approved.
    assert "bulletin-html" not in made and not [each for each in made if "certificate" in each]
    perform(ID["leader"], bulletins.approve, bulletin_id, version=1)
    at(language=language)
    assert made["bulletin-pdf"].startswith(b"%PDF-")
    paper = Document(BytesIO(made["bulletin-docx"]))
    assert len(paper.inline_shapes) == 2 and len(paper.tables) >= 2
    assert paper.paragraphs[0].text == f"中小企业服务工作月度通报（{lived.year}年{lived.month}月）"
    text = made["bulletin-html"].decode()
    of_how_many, few, many, coverage = TOLD[language]
    heads = [[cell.text for cell in table.rows[0].cells] for table in paper.tables]
    assert of_how_many in heads[0] and many in heads[1]
    cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    assert any(few in cell for cell in cells) and any(coverage in cell for cell in cells)
    assert of_how_many in text and few in text
    assert (
        "data:image/png" in text
        and ("超期工单" if language == "zh" else "Overdue orders") not in text
        and ("国家示范平台" if language == "zh" else "national title") not in text
    )
    assert made["bulletin-template"][:2] == b"PK"


def test_a_bulletin_that_was_drawn_before_these_were_kept_still_opens(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    with transaction() as session:
        row = session.get_one(Bulletin, bulletin_id)
        older = json.loads(json.dumps(row.facts))
        for each in older["totals"]:
            for name in ("coverage", "n_before", "n_year_before", "so_far", "n_so_far"):
                del each[name]
        for each in older["by_area"] + older["curve"]:
            del each["n"]
        row.facts = older
    assert "The month as a whole" in said(at())


def test_notices_tell_of_months_and_bulletins_and_lead_to_them(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    month_id = perform(ID["admin"], assessments.begin, month=lived)
    perform(ID["admin"], assessments.freeze, month_id, even_unmarked=True)
    appeal = {"item": "on_time_closing", "text": "系统故障"}
    perform(ID["longwan"], assessments.appeal, month_id, **appeal)
    english = told("leader")
    assert "waits for approval" in english and "Longwan appeals" in english
    chinese = told("leader", language="zh")
    assert "待签发" in chinese and "提出申诉" in chinese and f"id={bulletin_id}" in chinese
    assert "考核已公布" in told("longwan", language="zh")


def told(who, **asked):
    app = opened("home/today", who, **asked)
    assert not app.exception
    return str(drawn(app, "notices")["rows"])


def test_an_address_of_nothing_shows_the_newest_one(lived):
    perform(ID["intake"], bulletins.draw_up, month=lived)
    assert "The month as a whole" in said(at(id="999999"))
    assert "The month as a whole" in said(at(id="x"))
