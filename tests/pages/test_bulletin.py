"""The bulletin as a page: nothing yet, a draft in the hands of its writers, sent and read; in both languages."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from sqlmodel import select

from components import bulletin_view
from db.bulletin_vocabulary import BulletinStage
from db.engine import snapshot, transaction
from db.models import Bulletin, Demand
from domain import assessments, bulletins, clock, month_targets
from domain.bulletin import pictures
from domain.clock import LOCAL
from domain.command import perform
from tests.domain.bulletin.bulletins_of_a_month import delight
from tests.pages.visiting import button, drawn, opened, said, so_many
from tests.town import ID, LONGWAN, LUCHENG

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


def test_what_is_approved_is_what_was_read(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    publish(lived)
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    app = at()
    with snapshot() as session:
        seen = bulletins.words(session.get_one(Bulletin, bulletin_id))
    said_so = {"title": "通报", "foreword": "改过的前言", "closing": "", "cases": []}
    perform(ID["editor"], bulletins.edit, bulletin_id, seen=seen, **said_so)
    button(app, "Approve and send out").click().run()
    assert not app.exception
    with snapshot() as session:
        assert session.get_one(Bulletin, bulletin_id).stage is BulletinStage.DRAFT
    assert "read it once more before you approve it" in " ".join(each.value for each in app.warning)
    button(app, "I have read it once more").click().run()
    button(app, "Approve and send out").click().run()
    with snapshot() as session:
        assert session.get_one(Bulletin, bulletin_id).stage is BulletinStage.SENT


def test_who_writes_a_bulletin_approves_it_without_a_warning(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    publish(lived)
    app = at()
    button(app, "Take the figures anew").click().run()
    labels = {each.label for each in app.button}
    assert not labels & {"I have read it once more", "Begin anew with what is kept"}
    [foreword] = [each for each in app.text_area if each.label == "Foreword"]
    foreword.set_value("十月的前言")
    button(app, "Save").click().run()
    with snapshot() as session:
        assert session.get_one(Bulletin, bulletin_id).foreword == "十月的前言"
    button(app, "Approve and send out").click().run()
    with snapshot() as session:
        assert session.get_one(Bulletin, bulletin_id).stage is BulletinStage.SENT


def test_an_editor_is_told_of_newer_notes_and_takes_them_in(lived):
    perform(ID["intake"], bulletins.draw_up, month=lived)
    month_id = perform(ID["longwan"], month_targets.begin, month=lived)
    said_so = {"area_code": LONGWAN, "text": "台风停工三天"}
    perform(ID["longwan"], month_targets.note, month_id, **said_so)
    assert "有 1 个分平台的情况说明晚于本草稿" in said(at("editor", language="zh"))
    app = at("editor")
    assert "台风停工三天" not in said(app)
    button(app, "Take it in").click().run()
    assert not app.exception
    assert "台风停工三天" in said(at("editor"))


def test_whoever_writes_reads_the_orders_that_are_proposed_as_cases(lived):
    delight(lived)
    perform(ID["intake"], bulletins.draw_up, month=lived)
    with snapshot() as session:
        [row] = session.exec(select(Bulletin))
    numbers = [each["number"] for each in row.facts["suggested"]]
    lines = drawn(at("editor"), "bulletin-proposed-orders")["rows"]
    assert [line[0]["sub"] for line in lines] == numbers != []
    assert all(f"number={line[0]['sub']}" in line[0]["href"] for line in lines)
    assert drawn(at("editor"), "bulletin-proposed-matches") is None


def test_its_lines_open_records_sheets_and_orders_for_those_who_may(lived, monkeypatch):
    later = clock.now() + timedelta(days=20)  # so that orders are long overdue
    monkeypatch.setattr(clock, "now", lambda: later)
    publish(lived)
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    perform(ID["leader"], bulletins.approve, bulletin_id, version=1)
    with snapshot() as session:
        named = session.get_one(Bulletin, bulletin_id).facts["overdue"]
    areas = {each["number"]: each["area"] for each in named}
    assert {LONGWAN, LUCHENG} <= set(areas.values())
    city = at()
    period = f"period={lived:%Y-%m}"
    figures = str(drawn(city, "bulletin-totals-")["rows"])
    assert "of=on_time_closing" in figures and period in figures
    assert f"period={lived.replace(month=1, day=1)}.." in figures  # this year so far
    assert "as they stand today" in said(city)
    assert "behind=" in str(drawn(city, "bulletin-gauges-")["rows"])
    assert f"area={LONGWAN}" in str(drawn(city, "bulletin-places")["rows"])
    ways = [each.proto.query_string for each in city.get("page_link")]
    assert any("promised_before=" in each for each in ways)
    ranks = [str(each["rows"]) for each in tables(city, "bulletin-ranking-")]
    assert any(f"area={LONGWAN}" in each and "view=sheet" in each for each in ranks)
    assert opens(city) == set(areas)
    own = at("longwan")
    assert opens(own) >= {number for number, area in areas.items() if area == LONGWAN}
    assert opens(own) < set(areas)
    assert "figure-records" not in str(drawn(own, "bulletin-totals-")["rows"])
    assert f"area={LUCHENG}" not in str(drawn(own, "bulletin-places")["rows"])
    for who in (own, at("tax_head")):
        ways = [each.proto.query_string for each in who.get("page_link")]
        assert not any("promised_before=" in each for each in ways)
    head = at("tax_head")
    assert opens(head) < set(areas) and "view=sheet" not in str(tables(head, "bulletin-ranking-"))


def test_a_topic_opens_the_demands_in_which_it_was_found_for_the_citys_people(lived):
    bulletin_id = perform(ID["intake"], bulletins.draw_up, month=lived)
    with transaction() as session:
        row = session.get_one(Bulletin, bulletin_id)
        orders = list(session.exec(select(Demand.id).order_by(Demand.id).limit(60)))
        topic = {"words": ["贷款"], "before": 1, "is_estimate": False, "field": None, "areas": []}
        told = [topic | {"orders": some, "many": len(some)} for some in (orders, orders[:3])]
        row.facts = dict(row.facts) | {"topics": told}
    lines = drawn(at("editor"), "bulletin-topics-")["rows"]
    assert [f"topic={n + 1}" in line[0]["href"] for n, line in enumerate(lines)] == [True] * len(
        told
    )
    for n, topic in enumerate(told):
        window = at("editor", topic=str(n + 1))
        listed = drawn(window, "topic-demands")["rows"]
        assert len(listed) == min(topic["many"], 50) and so_many(topic["many"], "demands") in said(
            window
        )
    assert drawn(at("editor", topic="99"), "topic-demands") is None
    with transaction() as session:
        session.get_one(Bulletin, bulletin_id).stage = BulletinStage.SENT
    for who in ("longwan", "tax_head"):
        app = at(who, topic="1")
        assert drawn(app, "topic-demands") is None
        assert not any(line[0]["href"] for line in drawn(app, "bulletin-topics-")["rows"])


def tables(app, start):
    """What each table of a part was given to draw."""
    found = [
        json.loads(each.proto.json) for each in app.get("bidi_component") if start in each.proto.id
    ]
    assert found
    return found


def opens(app):
    """The numbers of the overdue orders that lead to their page."""
    lines = drawn(app, "bulletin-overdue-")["rows"]
    return {line[0]["text"] for line in lines if f"number={line[0]['text']}" in line[0]["href"]}


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
