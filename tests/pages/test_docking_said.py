"""What was said of a meeting of a docking day, on its page: given again, and read."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import DockingFeedback
from domain import clock, docking_feedback, docking_meetings
from domain.command import perform
from tests.docking_day import of_pair, published
from tests.pages.research_page import at
from tests.pages.visiting import button, drawn, said
from tests.town import ID


@pytest.fixture
def met(small_town_on_sqlite, monkeypatch):
    """A day that is over, and its first meeting."""
    day_id, needed, achieved = published()
    after = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: after)  # on the page's thread too
    return day_id, of_pair(day_id, needed[0], achieved[0])


def test_whoever_changes_their_word_keeps_the_stars(met):
    day_id, meeting = met
    of = {"meeting_id": meeting.id, "outcome": "perhaps", "rating": 4}
    perform(ID["valves"], docking_feedback.say, day_id, **of)
    app = at("docking_day", "valves", id=str(day_id), do=f"say-{meeting.id}")
    next(e for e in app.text_area if e.key.endswith("-note")).set_value("想看样件")
    button(app, "Save").click().run()
    assert not app.exception
    with snapshot() as session:
        [word] = session.exec(select(DockingFeedback))
    assert (word.note, word.rating) == ("想看样件", 4)


def test_stars_and_notes_are_read_by_the_organisers_and_a_sides_own_by_itself(met):
    day_id, meeting = met
    of = {"meeting_id": meeting.id, "outcome": "perhaps"}
    perform(ID["valves"], docking_feedback.say, day_id, **of, rating=4, note="想看样件")
    perform(ID["liaison"], docking_feedback.say, day_id, **of, rating=2, note="愿意试制")
    told = {"meeting_id": meeting.id, "stage": "held", "rating": 3, "note": "谈得来"}
    perform(ID["intake"], docking_meetings.tell, day_id, **told)
    app = at("docking_day", "intake", id=str(day_id), part="after")
    lines = str(drawn(app, "docking-said")["rows"])
    words = ("★ 4/5", "★ 2/5", "★ 3/5", "想看样件", "愿意试制", "谈得来")
    assert all(each in lines for each in words)
    assert "★ 3.0/5 on average; stars given: 3" in said(app)
    ours = said(at("docking_day", "valves", id=str(day_id)))
    assert "★ 4/5" in ours and "想看样件" in ours
    assert not any(each in ours for each in ("★ 2/5", "★ 3/5", "愿意试制", "谈得来"))
    house = at("docking_day", "longwan", id=str(day_id), part="after")
    assert drawn(house, "docking-said") is None
    assert not any(each in said(house) for each in words)


def test_a_telling_that_was_mistaken_is_taken_back_in_the_form(met):
    day_id, _ = met
    app = at("docking_day", "intake", id=str(day_id), do="tell")
    stage = next(e for e in app.selectbox if e.key.endswith("-stage"))
    assert stage.options == ["Planned", "Held", "Missed"]
