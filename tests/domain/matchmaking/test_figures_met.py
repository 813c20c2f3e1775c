"""Figures that are ranges, that name nothing, and that are called otherwise in the other language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import snapshot, transaction
from db.models import GlossaryTerm, MatchText
from db.research_vocabulary import MatchKind
from domain import targets
from domain.matchmaking import also_called, figures_met
from domain.matchmaking.figures_met import compared


def read(text):
    return targets.stored(targets.read(text))


def is_met(wanted, reached, also=None):
    """As one word: of each pair of figures that say something."""
    return [each.is_met for each in compared(read(wanted), read(reached), also or {})]


@pytest.mark.parametrize(
    ("wanted", "reached", "met"),
    [
        ("厚度 10-20 mm", "厚度 12-18 mm", [True]),
        ("厚度 10-20 mm", "厚度 1-2 cm", [True]),
        ("温度 -40~85 ℃", "温度 -50~100 ℃", [True]),  # it works at all of them
        ("厚度 10-20 mm", "厚度 15-25 mm", []),  # at some of them
        ("厚度 10-20 mm", "厚度 21-25 mm", [False]),
        ("厚度 10-20 mm", "厚度 = 15 mm", [True]),
        ("厚度 10-20 mm", "厚度 = 25 mm", [False]),
        ("厚度 10-20 mm", "厚度 ≥ 12 mm", []),
        ("厚度 10-20 mm", "厚度 ≥ 30 mm", [False]),
        ("厚度 ≥ 5 mm", "厚度 10-20 mm", [True]),
        ("厚度 ≥ 15 mm", "厚度 10-20 mm", []),
        ("厚度 ≥ 25 mm", "厚度 10-20 mm", [False]),
        ("厚度 = 15 mm", "厚度 10-20 mm", [True]),
        ("厚度 > 20 mm", "厚度 10-20 mm", [False]),
        ("厚度 ≥ 20 mm", "厚度 10-20 mm", []),
        ("10 < 厚度 < 20", "厚度 = 20", [False]),
        ("10 < 厚度 < 20", "厚度 10-20", [True]),
        ("厚度 10-20 mm", "厚度 10-20 h", []),
    ],
)
def test_a_range_is_met_by_what_lies_within_it_or_holds_all_of_it(wanted, reached, met):
    assert is_met(wanted, reached) == met


ENDS = st.tuples(st.integers(-9, 9), st.integers(1, 9)).map(lambda ends: (ends[0], sum(ends)))


@given(ENDS, ENDS)
def test_a_range_is_missed_where_no_number_is_in_both(wanted, reached):
    (least, most), (low, high) = wanted, reached
    found = is_met(f"厚度 {least}~{most} mm", f"厚度 {low}~{high} mm")
    both = [n for n in range(-10, 20) if least <= n <= most and low <= n <= high]
    is_nested = len(both) in (most - least + 1, high - low + 1)
    assert found == ([True] if is_nested else [] if both else [False])


def test_a_range_is_told_as_it_is_written():
    [found] = compared(read("厚度 10-20 mm"), read("厚度 12 mm-3 cm，厚度 ≥ 1 m"), {})
    assert (found.figure, found.wanted, found.reached) == ("厚度", "10–20 mm", "≥ 1 m")
    [found] = compared(read("10 < 厚度 < 20"), read("厚度 = 12"), {})
    assert (found.wanted, found.reached) == ("> 10, < 20", "12")


def test_what_names_nothing_is_compared_with_nothing():
    assert is_met("90%以上", "95%以上") == []


def test_names_are_one_by_the_glossary_in_either_direction(sqlite):
    with transaction() as session:
        session.add(GlossaryTerm(chinese="耐压", english="withstand voltage"))
        session.add(GlossaryTerm(chinese="耐压", english="Pressure Resistance"))
        session.add(GlossaryTerm(chinese="寿命", english="service life", is_active=False))
        for n, figures in enumerate(
            ("耐压 ≥ 10 kV\n寿命 ≥ 5 h", "Withstand  voltage = 12 kV\nservice life = 9 h", "≥ 3 %")
        ):
            session.add(
                MatchText(
                    kind=MatchKind.NEED, record_id=n, position=0, text="", targets=read(figures)
                )
            )
    with snapshot() as session:
        ours, its, nameless = (session.get_one(MatchText, (MatchKind.NEED, n)) for n in range(3))
        for asked in ([ours], [its], [ours, its]):
            found = compared(ours.targets, its.targets, also_called.names(session, asked))
            assert [(each.figure, each.is_met) for each in found] == [("耐压", True)]
        assert also_called.names(session, [nameless]) == {}
        assert also_called.names(session, [ours])["耐压"] == {
            "withstandvoltage",
            "pressureresistance",
        }


def test_of_very_many_names_the_whole_glossary_is_read(sqlite, monkeypatch):
    monkeypatch.setattr(also_called, "FEW", 0)
    with transaction() as session:
        session.add(GlossaryTerm(chinese="耐压", english="withstand voltage"))
    asked = MatchText(
        kind=MatchKind.NEED, record_id=1, position=0, text="", targets=read("耐压 ≥ 1 kV")
    )
    with snapshot() as session:
        assert "withstandvoltage" in also_called.names(session, [asked])["耐压"]


def test_another_unit_is_another_thing_also_by_the_glossary():
    also = {"耐压": frozenset({"withstandvoltage"})}
    assert is_met("耐压 ≥ 10 MPa", "withstand voltage = 12 kV", also) == []
    assert is_met("耐压 ≥ 10 kV", "withstand voltage = 12000 V", also) == [True]
    assert figures_met.levelled(" Withstand voltage") == "withstandvoltage"
