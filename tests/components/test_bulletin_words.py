"""What a bulletin says of itself can be said: a place in a text may have any name."""

import pytest

from components import bulletin_figures
from components.session import speaking
from components.texts import t


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Longwan says: storm"), ("zh", "Longwan说明：storm")]
)
def test_a_place_of_a_text_may_be_called_text(language, said):
    with speaking(language):
        assert t("{who} says: {text}", who="Longwan", text="storm") == said


@pytest.mark.parametrize(
    ("language", "days", "daily"),
    [
        (
            "en",
            "17 working days, against 22 before it and 18 a year before",
            "+10 % per working day",
        ),
        ("zh", "17 个工作日，上期 22 个，上年同期 18 个", "每工作日 +10 %"),
    ],
)
def test_its_totals_say_of_how_many_working_days_they_are(language, days, daily):
    total = {"indicator": "received", "value": 170, "n": 170, "coverage": None, "before": 200}
    facts = {"totals": [total | {"year_before": None}]}
    with speaking(language):
        assert bulletin_figures.totals(facts).texts == ()  # drawn before it was kept
        facts["working_days"] = {"value": 17, "before": 22, "year_before": 18}
        part = bulletin_figures.totals(facts)
        [told] = part.texts
        [(_, table)] = part.tables
        assert days in told and any(daily in str(cell) for cell in table.rows[0])
        facts["working_days"] = dict.fromkeys(facts["working_days"], 22)
        assert bulletin_figures.totals(facts).texts == ()
