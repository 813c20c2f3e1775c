"""What people write in a bulletin, and the template of its Word file."""

import pytest

from db.engine import snapshot
from domain import bulletin_templates, bulletins, file_store, month_targets
from domain.bulletin.filled import NoTemplate
from domain.bulletin.word_file import laid_down
from domain.bulletin_templates import PutAsideAlready
from domain.bulletins import (
    ChangedSinceRead,
    EditedMeanwhile,
    SentAlready,
    TooManyCases,
)
from domain.command import perform
from domain.errors import Forbidden, Missing, TooLong
from domain.queries import bulletins as queries
from domain.records import NothingChanged
from tests.domain.bulletin.bulletins_of_a_month import approve, drawn, edit, publish, red_head, row
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")


def test_words_are_written_into_a_draft_and_stay_when_the_figures_are_taken_anew(lived):
    bulletin_id = drawn(lived)
    said = {
        "title": "十月通报",
        "foreword": "总体平稳。",
        "closing": "下月加强督办。",
        "cases": [{"title": "跨部门联办", "text": "三天办结。"}],
    }
    edit(bulletin_id, **said)
    with pytest.raises(NothingChanged):
        edit(bulletin_id, **said)
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    found = row(bulletin_id)
    assert (found.title, found.foreword, found.cases) == ("十月通报", "总体平稳。", said["cases"])
    for wrong, refusal in (
        ({"title": ""}, Missing),
        ({"cases": [{"title": "x", "text": ""}]}, Missing),
        ({"foreword": "长" * 9000}, TooLong),
        ({"cases": said["cases"] * 11}, TooManyCases),
    ):
        with pytest.raises(refusal):
            edit(bulletin_id, **(said | wrong))


def test_what_sub_platforms_say_after_the_draft_was_drawn_is_counted_and_taken_in(lived):
    month_id = perform(ID["longwan"], month_targets.begin, month=lived)
    note(month_id, LONGWAN, "台风停工三天")
    bulletin_id = drawn(lived)
    assert newer(bulletin_id) == 0
    with pytest.raises(NothingChanged):
        perform(ID["editor"], bulletins.take_notes, bulletin_id)
    note(month_id, LONGWAN, "台风停工四天"), note(month_id, LUCHENG, "人员轮岗", "lucheng")
    assert newer(bulletin_id) == 2 and newer(bulletin_id, "longwan") == 0
    before = row(bulletin_id).facts
    perform(ID["editor"], bulletins.take_notes, bulletin_id)
    after = row(bulletin_id).facts
    assert newer(bulletin_id) == 0
    assert {each["text"] for each in after["notes"]} == {"台风停工四天", "人员轮岗"}
    assert after | {"notes": []} == before | {"notes": []}
    note(month_id, LONGWAN, "")
    assert newer(bulletin_id) == 1
    with pytest.raises(Forbidden):
        perform(ID["longwan"], bulletins.take_notes, bulletin_id)


def test_nothing_is_taken_into_a_bulletin_that_was_sent(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    month_id = perform(ID["longwan"], month_targets.begin, month=lived)
    note(month_id, LONGWAN, "台风停工三天")
    assert newer(bulletin_id) == 0
    with pytest.raises(SentAlready):
        perform(ID["editor"], bulletins.take_notes, bulletin_id)


def note(month_id, area, text, who="longwan"):
    perform(ID[who], month_targets.note, month_id, area_code=area, text=text)


def newer(bulletin_id, who="editor"):
    with snapshot() as session:
        return queries.newer_notes(session, person(who), bulletin_id)


def test_who_writes_over_words_they_have_not_read_is_told_so_and_nothing_is_lost(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    seen, version = bulletins.words(row(bulletin_id)), row(bulletin_id).version
    case = {"title": "续贷", "text": "三天办结"}
    edit(bulletin_id, title="先写的", cases=[case], seen=seen)
    for other in (seen, seen | {"title": "先写的"}):
        with pytest.raises(EditedMeanwhile):
            edit(bulletin_id, "intake", title="后写的", seen=other)
    with pytest.raises(ChangedSinceRead):
        perform(ID["leader"], bulletins.approve, bulletin_id, version=version)
    assert row(bulletin_id).title == "先写的"
    perform(ID["leader"], bulletins.draw_again, bulletin_id)  # which touches no word
    edit(
        bulletin_id, title="再写的", cases=[case], seen=seen | {"title": "先写的", "cases": [case]}
    )
    assert row(bulletin_id).title == "再写的"
    approve(bulletin_id)


def test_a_template_is_tried_before_it_is_kept_and_can_be_put_aside():
    with pytest.raises(NoTemplate):
        perform(ID["editor"], bulletin_templates.take_in, name="坏.docx", content=b"PK")
    first = perform(ID["editor"], bulletin_templates.take_in, name="红头.docx", content=laid_down())
    red = red_head()
    second = perform(ID["intake"], bulletin_templates.take_in, name="新.docx", content=red)
    with snapshot() as session:
        kept = file_store.path_of(bulletin_templates.in_use(session).key)
        assert bulletin_templates.content(session) == kept.read_bytes() == red
        assert queries.template(session, person("leader")).id == second
        assert queries.template(session, person("longwan")) is None
    perform(ID["editor"], bulletin_templates.put_aside, second)
    with snapshot() as session:
        assert bulletin_templates.in_use(session).id == first
    with pytest.raises(PutAsideAlready):
        perform(ID["editor"], bulletin_templates.put_aside, second)
    with pytest.raises(Forbidden):
        perform(ID["longwan"], bulletin_templates.put_aside, first)
