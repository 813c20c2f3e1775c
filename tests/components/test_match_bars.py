"""A score as a bar and in figures: the pieces add up, and all that stands left of zero speaks against it."""

import re
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import charts, match_bars
from domain.matchmaking.fields import FieldPart, Why
from domain.matchmaking.proposals import SAID, Proposed, Sureness

VALUES = st.floats(-0.3, 1.5).filter(bool)
PIECES = st.dictionaries(st.sampled_from("abcdefgh"), VALUES, min_size=1)
WHY = Proposed(
    1,
    0.437,
    (("words", 0.25), ("pairs", 0.106), ("glosses", 0.05), ("topics", 0.05), (SAID, -0.02)),
    (
        FieldPart(Why.SAME_AREA, 0.02, {"area": "330303"}),
        FieldPart(Why.TEAM_FULL, -0.019, {"n": 1}),
    ),
    (),
    Sureness.SURE,
    (),
)


@pytest.fixture(autouse=True)
def light(monkeypatch):
    monkeypatch.setattr(charts, "_scheme", lambda: "light")


@given(PIECES)
def test_the_figures_that_are_told_add_up_to_the_score_that_is_told(pieces):
    told = match_bars.in_hundredths(pieces)
    assert sum(told.values()) == round(100 * fsum(pieces.values()))
    assert all(abs(told[name] - 100 * value) <= 1 for name, value in pieces.items())


def test_a_score_is_told_with_its_pieces_each_behind_the_mark_of_its_colour():
    told = match_bars.in_figures(match_bars.bars(WHY)).replace(match_bars.CLOSE, " ")
    assert told.startswith("得分 0.44 · ")
    assert ":blue[■] 共同词语 0.36" in told and ":violet[■] 跨语言对照 0.05" in told
    assert ":red[■] 相似对象的评判 \u22120.02" in told
    figures = [
        float(each.replace("\u2212", "-")) for each in re.findall("[\u2212]?\\d\\.\\d\\d", told)
    ]
    assert round(100 * sum(figures[1:])) == round(100 * figures[0])


def test_the_bar_begins_at_zero_and_what_speaks_against_it_lies_left_of_that():
    drawn = match_bars.picture({"words": 0.6, "area-for": 0.2, "money-against": -0.2})
    rects = re.findall('x="([\\d.]+)" width="([\\d.]+)" height="\\d+" fill="(#\\w+)"', drawn)
    [against] = [each for each in rects if each[2] == charts.named("red")]
    [words] = [each for each in rects if each[2] == charts.named("blue")]
    [field] = [each for each in rects if each[2] == charts.named("green")]
    assert float(against[0]) == 0 and float(words[0]) == 200 and float(field[0]) == 800
    assert float(words[1]) == pytest.approx(3 * float(field[1]), rel=0.02)


def test_all_bars_of_a_list_are_drawn_to_one_scale():
    alone = match_bars.picture({"words": 0.5})
    beside = match_bars.picture({"words": 0.5}, [{"words": 1.0}])
    width = re.compile('width="([\\d.]+)" height="\\d+" fill="' + charts.named("blue"))
    wide, narrow = (float(width.search(each).group(1)) for each in (alone, beside))
    assert wide == pytest.approx(2 * narrow, rel=0.02)
