"""A published month can be counted anew from what it says itself, byte for byte."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.assessment_vocabulary import MarkGrade
from domain.assessment import freezing
from domain.assessment.scheme import LAID_DOWN
from domain.assessment.scoring import assess
from tests.domain.assessment.months import closed, place, satisfied
from tests.domain.assessment.test_scoring import months

MONTH = date(2026, 10, 1)


@given(st.lists(months(), max_size=6))
def test_a_month_is_reproduced_byte_for_byte_and_reads_as_it_was(places):
    text = freezing.write(MONTH, 3, LAID_DOWN, places)
    assert freezing.reproduce(text) == text
    found = freezing.read(text)
    assert (found.month, found.number, found.scheme) == (MONTH, 3, LAID_DOWN)
    assert found.assessed == assess(LAID_DOWN, found.places)


def test_whoever_changes_a_number_in_it_is_found_out():
    text = freezing.write(MONTH, 1, LAID_DOWN, [place(**closed(90), **satisfied(80))])
    changed = text.replace('"total":"', '"total":"9')
    assert changed != text and freezing.reproduce(changed) != changed


FIRST_EDITION = replace(LAID_DOWN, edition=1)


@pytest.mark.parametrize(
    ("scheme", "digest"),
    [
        (FIRST_EDITION, "f43063ae5211cbf66d0c1a6d1c6494fc8b19906b4d8c0feccd2255a3886ff6da"),
        (LAID_DOWN, "86c0ae9cf361d14e8e636155d8a365afb748cf726cb7393514e6bfc8d904ffad"),
    ],
)
def test_the_same_month_is_the_same_bytes_on_every_machine_and_in_every_edition(scheme, digest):
    places = [
        place("330302", volume=345, before="91.5", **closed(81, 97), **satisfied(7, 7)),
        place("330303", volume=12, marks=(MarkGrade.POOR, MarkGrade.GOOD), **closed(0, 3)),
    ]
    text = freezing.write(MONTH, 0, scheme, places)
    assert freezing.digest(text) == digest
    assert freezing.reproduce(text) == text
