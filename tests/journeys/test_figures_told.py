"""A card counts in the browser, everything else on the server: one figure is told by one number."""

import json
from pathlib import Path

from components import figure_words
from components.texts import t
from db.indicator_vocabulary import Indicator
from domain.indicators.definitions import DEFINITIONS

SCRIPT = Path(figure_words.__file__).parent / "browser" / "figure_words.js"
RATE, TIME, NUMBER = (
    DEFINITIONS[each]
    for each in (Indicator.ON_TIME_CLOSING, Indicator.HANDLING_TIME, Indicator.LOAD)
)


def test_a_card_rounds_as_the_server_does_also_what_lies_in_the_middle(chromium):
    shares = {top / n for n in (16, 80, 119, 400, 2000) for top in range(n + 1)}
    told = [(RATE, each) for each in sorted(shares)]
    told += [(TIME, n / 8) for n in range(200)]
    told += [(NUMBER, n / 8) for n in range(9_000, 9_200)]
    asked = [[each.unit.value, value] for each, value in told]
    words = json.dumps({"days": t("{n} days", n="{n}")})
    page = chromium.new_page()
    found = page.evaluate(
        f"(asked) => {{ {SCRIPT.read_text(encoding='utf-8')}"
        f" const words = new FigureWords({words});"
        " return asked.map(([unit, number]) => words.value({ unit }, number)); }",
        asked,
    )
    page.close()
    assert found == [figure_words.value(each, value) for each, value in told]
