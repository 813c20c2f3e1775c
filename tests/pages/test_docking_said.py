"""What was said of a meeting of a docking day, on its page: given again, and read."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import DockingFeedback
from domain import clock, docking_feedback
from domain.command import perform
from tests.docking_day import of_pair, published
from tests.pages.research_page import at
from tests.pages.visiting import button
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
        [said] = session.exec(select(DockingFeedback))
    assert (said.note, said.rating) == ("想看样件", 4)
