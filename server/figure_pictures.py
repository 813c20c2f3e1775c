"""The picture of a view that is sent: the sub-platforms ranked by its first figure, or one of them month by month."""

from db.indicator_vocabulary import Unit
from domain.bulletin import pictures
from domain.bulletin.fonts import chinese
from domain.queries.figure_views import Spot, View
from server import figure_letters, words
from server.wall_words import Speaker


def png(view: View, language: str) -> bytes | None:
    """The picture with its filters, its moment and the definition on it; none where there is nothing to draw, or where
    the machine has no font with Chinese signs."""
    if view.pictured is None or not view.spots or chinese() is None:
        return None
    speaker = Speaker(language if language in figure_letters.LANGUAGES else "zh")
    told = figure_letters.said(view, speaker.language)
    definition = view.pictured.definition
    formula = words.declared(definition.formula, speaker.language)
    name = words.term(definition.indicator, speaker.language)
    return pictures.ranked(
        [_bar(each, speaker) for each in view.spots],
        title=f"{name}\n{told.filters}\n{told.as_of}",
        is_share=definition.unit is Unit.SHARE,
        note=figure_letters.text(speaker.language, "counted", formula=formula),
    )


def _bar(spot: Spot, speaker: Speaker) -> pictures.Bar:
    """A place or a month with its value, of how many it is told, and whether they are few."""
    name = speaker.named(spot.name, spot.name_en) if spot.first is None else f"{spot.first:%Y-%m}"
    if spot.is_unfinished:
        name = figure_letters.text(speaker.language, "until_now", period=name)
    parts = [speaker.figure(spot.figure)]
    if spot.figure.value is not None and not spot.figure.is_kept_back:
        of = speaker.of_how_many(spot.figure)
        few = speaker.say("few") if spot.figure.is_few else ""
        parts += [f"({each})" for each in (of, few) if each]
    return pictures.Bar(name, spot.figure.value, " ".join(parts))
