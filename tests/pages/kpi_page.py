"""The page of the key figures, as somebody sees it."""

from tests.pages.visiting import drawn


def cards(app):
    assert not app.exception
    found = drawn(app, "kpi-cards")["groups"]
    return {card["id"]: card for group in found for card in group["cards"]}
