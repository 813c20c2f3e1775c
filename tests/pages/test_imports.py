"""The page on which files of organisations are handed in, without a browser."""

import pytest

from domain.command import perform
from domain.imports import batches
from tests.domain.imports.files import as_csv, checked, done, valves
from tests.pages.visiting import drawn, opened, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
PAGE = "directory/imports"


def faulty():
    rows = [list(row) for row in valves(3)]
    rows[1][1] = "123"
    return checked(as_csv(rows))


@pytest.mark.parametrize("username", ["valves", "tax", "leader"])
def test_it_is_not_there_for_others(username):
    assert "This page is for other roles than yours" in said(opened(PAGE, username))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_drawn_at_every_stage_in_both_languages(language):
    given_up = checked(as_csv(valves(1)))
    perform(ID["intake"], batches.abandon, given_up)
    stages = [given_up, faulty(), done(as_csv(valves(2))), checked(as_csv(valves(3, start=5)))]
    for batch_id in stages:
        app = opened(PAGE, "intake", language=language, **{"import": str(batch_id)})
        assert not app.exception
    assert len(drawn(app, "imports")["rows"]) == 4


def test_faults_are_told_in_the_language_of_the_reader():
    batch_id = faulty()
    for language, words in (("en", "This is not a credit code"), ("zh", "信用代码")):
        app = opened(PAGE, "intake", language=language, **{"import": str(batch_id)})
        table = app.dataframe[0].value
        assert words in str(table.iloc[0].tolist())
        assert table.iloc[0].tolist()[0] == 3


def test_a_checked_file_is_written_at_a_click():
    batch_id = checked(as_csv(valves(3)))
    app = opened(PAGE, "intake", **{"import": str(batch_id)})
    next(each for each in app.button if each.label == "Write into the directory").click().run()
    assert not app.exception
    app = opened(PAGE, "intake", **{"import": str(batch_id)})
    assert "0 of 3 are written" in "\n".join(str(each.proto) for each in app.get("progress"))


def test_an_import_of_the_city_is_not_there_for_a_sub_platform():
    batch_id = checked(as_csv(valves(1)))
    app = opened(PAGE, "longwan", **{"import": str(batch_id)})
    assert "No file has been handed in yet." in said(app)
    assert "企业.csv" not in said(app)
