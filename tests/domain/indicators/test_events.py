"""Whatever moves a figure is an event that its definition names, and every event that it names moves it."""

import pytest

from domain.indicators.definitions import DEFINITIONS
from tests.domain.indicators import stories
from tests.domain.indicators.conftest import drawn_seed
from tests.domain.indicators.histories import History
from tests.domain.indicators.watching import Watch

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def test_every_movement_in_a_random_history_is_by_an_event_that_the_definition_names():
    watch, history = Watch(), History(drawn_seed(), is_rich=True)
    history.live(90, around=watch.around)
    assert watch.unexplained == []
    assert len(watch.moved) > 12


def test_every_event_that_a_definition_names_moves_its_figure():
    story = stories.Story()
    for tell in stories.EVERY:
        tell(story)
    assert story.watch.unexplained == []
    idle = {
        indicator.value: sorted(set(definition.events) - story.watch.moved[indicator])
        for indicator, definition in DEFINITIONS.items()
    }
    assert {name: events for name, events in idle.items() if events} == {}
