"""Figures as they are read on pages and in files."""

import pytest

from components import figure_words
from components.session import speaking
from db.indicator_vocabulary import Indicator
from domain.indicators.definitions import DEFINITIONS


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("zh", 1_200_000, "120.0 万元"),
        ("zh", 9_000, "9,000 元"),
        ("en", 1_200_000, "1.20 M yuan"),
        ("en", 9_000, "9,000 yuan"),
    ],
)
def test_an_amount_is_told_with_its_unit(language, number, told):
    with speaking(language):
        assert figure_words.value(DEFINITIONS[Indicator.CONTRACT_VALUE], number) == told
