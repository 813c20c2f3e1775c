"""Bringing in results as a page: an officer for their own house, a broker for the one that they name."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import ResearchResult
from db.research_vocabulary import RecordStage
from tests.domain.research_files import files
from tests.pages.visiting import opened, said
from tests.town import ID, UNIVERSITY

PAGE = "research/bring_in"


def at(username, **asked):
    app = opened(PAGE, username, **asked)
    assert not app.exception
    return app


def press(app, label):
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception


@pytest.mark.parametrize(
    ("username", "asked"), [("intake", {"org": str(UNIVERSITY)}), ("liaison", {})]
)
def test_a_file_becomes_drafts_of_the_house(small_town_on_sqlite, username, asked):
    app = at(username, **asked)
    content = files.patent_export(2)
    app.file_uploader[0].set_value([("专利.csv", content, "text/csv")]).run()
    press(app, "Bring in 2 results as drafts")
    assert "0 of 2 drafts are complete" in {each.proto.text for each in app.get("progress")}
    with snapshot() as session:
        made = session.exec(select(ResearchResult)).all()
    assert {(each.organisation_id, each.by_id, each.stage) for each in made} == {
        (UNIVERSITY, ID[username], RecordStage.DRAFT)
    }


def test_a_broker_names_the_house_first(small_town_on_sqlite):
    app = at("lucheng")
    assert not app.file_uploader and "Choose a university" in said(app)
    app.selectbox[0].select_index(0).run()
    assert not app.exception and app.file_uploader
    assert "Its liaison officers see the drafts" in said(app)


def test_a_house_elsewhere_is_not_in_the_list(small_town_on_sqlite):
    app = at("longwan", org=str(UNIVERSITY))
    assert not app.file_uploader and "is in the directory yet" in said(app)
