"""Work that is shared out among threads, and characters as numbers."""

from threading import Barrier, get_ident

import numpy as np
import pytest

from domain.matching import sharing
from domain.matching.sharing import halves, shared
from domain.matching.signs import Counting, Signs


def test_what_is_made_of_the_parts_comes_back_in_their_order():
    assert shared(lambda part: part * part, range(100)) == [part * part for part in range(100)]


def test_two_threads_work_at_the_same_time(monkeypatch):
    monkeypatch.setattr(sharing, "THREADS", 2)
    monkeypatch.setattr(sharing, "_threads", {})
    both = Barrier(2, timeout=60)

    def wait(_part: int) -> int:
        both.wait()
        return get_ident()

    assert len(set(shared(wait, range(2)))) == 2


def test_what_goes_wrong_with_one_part_is_told():
    with pytest.raises(ZeroDivisionError):
        shared(lambda part: 1 / part, [1, 2, 0])


def test_halves_cover_all_records_once_however_few_there_are():
    for many in (0, 1, 2, 7, 1000):
        ranges = halves(many)
        assert [place for first, end in ranges for place in range(first, end)] == [*range(many)]
    assert halves(5, least=6) == [(0, 5)]


def test_signs_have_the_column_in_which_they_were_counted_and_later_ones_the_one_they_are_given():
    counting = Counting()
    pair = ord("阀") << 21 | ord("门")
    counting.add(np.array([pair, pair, ord("泵")]), np.array([0, 0, 1]), 2)
    counting.add(np.array([ord("鞋"), pair]), np.array([0, 0]), 1)
    signs, counts = counting.counted()
    assert sorted(signs) == ["泵", "阀门", "鞋"] and "水" not in signs
    said = [
        {sign: row[signs[sign]] for sign in signs if row[signs[sign]]} for row in counts.toarray()
    ]
    assert said == [{"阀门": 2}, {"泵": 1}, {"阀门": 1, "鞋": 1}]
    signs["水"] = 17
    assert signs.columns_of(["水", "阀门", "火"]).tolist() == [17, signs["阀门"], -1]
    assert signs.columns_of(Signs(np.array([ord("火"), pair]))).tolist() == [-1, signs["阀门"]]
