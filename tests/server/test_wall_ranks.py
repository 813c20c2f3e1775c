"""The order that the big screen tells, and what it says of a month before in which there was nothing."""

from types import SimpleNamespace

import pytest

from db.indicator_vocabulary import Indicator
from domain.indicators.figure import Figure
from domain.queries.wall import Place
from server import wall_told
from server.wall_words import Speaker

RATE, NUMBER = Indicator.ON_TIME_CLOSING, Indicator.SERVICES_GIVEN


def place(code, top, n):
    figure = Figure(RATE, top / n, n, top)
    return Place(code, code, code, 0, 0, figure, None, None, False, None, False)


def test_equals_share_a_rank_and_few_records_have_none():
    board = SimpleNamespace(
        places=[place("A", 99, 100), place("B", 20, 20), place("C", 1, 1), place("D", 50, 50)]
        + [place("E", 97, 100)],
        goal=None,
        period=SimpleNamespace(is_unfinished=False),
        whole=SimpleNamespace(is_kept_back=True),
    )
    told = wall_told._ranking(board, board.places[0].figure.definition, Speaker("en"))
    ranks = [(bar["rank"], bar["name"]) for bar in told["bars"]]
    assert ranks == [("1", "B"), ("1", "D"), ("3", "A"), ("4", "E"), ("–", "C")]


@pytest.mark.parametrize(
    ("language", "zero", "missing"),
    [("zh", "上月同期为 0", "上月同期无数据"), ("en", "0 last month", "no data last month")],
)
def test_zero_last_month_is_not_told_as_missing(language, zero, missing):
    speaker, now = Speaker(language), Figure(NUMBER, 3.0, 3, 3)
    assert speaker.change(now, Figure(NUMBER, 0.0, 0, 0))["text"] == zero
    for nothing in (None, Figure(NUMBER)):
        assert speaker.change(now, nothing)["text"] == missing
