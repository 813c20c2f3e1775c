"""Files on the pages: looked at as soon as they are chosen, listed letter by letter, fetched by the checked route."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Attachment, Demand
from domain import attachments
from domain.command import perform
from tests import town
from tests.pages.visiting import fill, opened, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def at(demand_id, username):
    with snapshot() as session:
        number = session.get_one(Demand, demand_id).number
    app = opened("demands/demand", username, language="zh", number=number)
    assert not app.exception
    return app


def chosen(app, *files):
    app.file_uploader[0].set_value([(name, content, "") for name, content in files]).run()
    assert not app.exception
    return app


def add(app):
    next(each for each in app.button if each.label == "添加").click().run()
    assert not app.exception
    return app


def kept():
    with snapshot() as session:
        return [(row.name, row.for_enterprise) for row in session.exec(select(Attachment)).all()]


def attach(demand_id, name="合同.pdf", **more):
    return perform(ID["intake"], attachments.attach, demand_id, name=name, content=PDF, **more)


def test_a_file_is_added_and_listed_with_who_added_it():
    app = add(chosen(at(town.ask().demand_id, "intake"), ("合同.pdf", PDF)))
    assert kept() == [("合同.pdf", False)]
    assert "/files/1)" in said(app) and "1 KB" in said(app) and "intake" in said(app)


def test_a_file_that_is_not_what_it_says_is_refused_as_soon_as_it_is_chosen():
    app = chosen(at(town.ask().demand_id, "intake"), ("合同.pdf", PDF), ("bad.pdf", b"MZ\x90\0"))
    assert [each.value.replace("\\", "") for each in app.error] == [
        "bad.pdf 的内容与其扩展名不符。"
    ]
    assert next(each for each in app.button if each.label == "添加").disabled
    assert kept() == []


def test_without_a_file_nothing_is_added():
    app = add(at(town.ask().demand_id, "intake"))
    assert "请先选择文件。" in said(app)


def test_the_same_file_again_is_refused_in_words():
    demand_id = town.ask().demand_id
    attach(demand_id)
    app = add(chosen(at(demand_id, "intake"), ("again.pdf", PDF)))
    assert "已有相同的附件" in said(app)
    assert len(kept()) == 1


def test_a_name_is_never_read_as_markup():
    demand_id = town.ask().demand_id
    attach(demand_id, "__bold__ [x](http_evil).pdf")
    assert r"\_\_bold\_\_ \[x\]\(http\_evil\)\.pdf" in said(at(demand_id, "intake"))


def test_whoever_may_not_add_files_is_not_offered_to():
    assert not at(town.ask().demand_id, "leader").file_uploader


def test_the_follow_page_links_with_a_key_what_is_meant_for_the_enterprise():
    receipt = town.ask()
    attach(receipt.demand_id, for_enterprise=True)
    perform(
        ID["intake"], attachments.attach, receipt.demand_id, name="x.pdf", content=PDF + b"%%EOF"
    )
    app = opened("public/follow")
    fill(app, follow_number=receipt.number, follow_secret=receipt.secret)
    next(each for each in app.button if each.label == "Show").click().run()
    assert not app.exception
    assert f"/files/1?key={receipt.demand_id}-" in said(app)
    assert "/files/2" not in said(app)
