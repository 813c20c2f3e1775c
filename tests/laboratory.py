"""Needs and results in the small town: entered, reviewed and published by the people whose job it is."""

from domain import needs, results
from domain.command import perform
from tests.domain.matching.texts import NEEDS, RESULTS
from tests.town import ID, SHOES, VALVES

MADE_BY = {VALVES: "valves", SHOES: "shoes"}


def need(about: str = "seal", *, enterprise_id: int = VALVES, is_published: bool = True, **said):
    """A technical need of one of the two enterprises; returns its id."""
    text = NEEDS[about]
    words = {"title": text[:40], "problem": text, "keywords": "", "figures": ""}
    who = ID[MADE_BY[enterprise_id]]
    made = perform(who, needs.enter, **(words | said))
    if is_published:
        perform(who, needs.hand_in, made)
        perform(ID["intake"], needs.publish, made)
    return made


def result(about: str = "seal", *, is_published: bool = True, **said) -> int:
    """A research result of the university; returns its id."""
    text = RESULTS[about]
    made = perform(ID["liaison"], results.enter, **({"title": text[:60], "abstract": text} | said))
    if is_published:
        perform(ID["liaison"], results.hand_in, made)
        perform(ID["intake"], results.publish, made)
    return made


def all_results() -> dict[str, int]:
    """Every result of the engine's texts, published; ids by what they are about."""
    return {about: result(about) for about in RESULTS}
