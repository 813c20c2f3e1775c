"""What happened with a match, while names are hidden: everybody reads what they did themselves, and what the platform
did; of the other side only that somebody did it."""

import pytest

from domain.command import perform
from domain.matchmaking import pipeline, starting
from tests.domain.matchmaking.test_correcting import story
from tests.domain.matchmaking.test_pipeline import begun
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def named(match_id, who):
    return [(each.action, each.who) for each in story(match_id, who)]


def test_while_names_are_hidden_ones_own_people_and_the_platforms_are_named():
    match_id = begun("intake", confidentiality="name_hidden")
    perform(ID["valves"], pipeline.note, match_id, text="已联系")
    perform(ID["liaison"], pipeline.note, match_id, text="等答复")
    ours, platform = person("valves").name, person("intake").name
    assert named(match_id, "valves") == [
        ("match_noted", ""),
        ("match_noted", ours),
        ("match_proposed", platform),
    ]
    perform(ID["valves"], starting.agree, match_id)
    theirs = person("liaison").name
    assert {who for _, who in named(match_id, "valves")} == {ours, platform, theirs}
