"""What goes with a view that is sent: its picture, and the workbook with its tables."""

from dataclasses import dataclass
from enum import StrEnum

from db.indicator_vocabulary import Unit
from domain.figure_files import drawing, telling, workbook
from domain.figure_files.report import Grid, Head, Report, told
from domain.indicators.aims import RULES
from domain.indicators.definitions import DEFINITIONS
from domain.kpi_views.other_pages import VIEWS as OTHER_PAGES
from domain.kpi_views.table import Look
from domain.kpi_views.views import OF_THE_FIGURE
from domain.queries.figure_views import View
from server import figure_letters, words
from server.wall_words import Speaker

COLUMNS = ("indicator", "what", "formula", "source", "owner")  # of the definitions
MOST_ROWS = 15  # of a table that are told in a message; the workbook has all
MOST_CELLS = 8  # of a row; of more, what they come to together


@dataclass(frozen=True)
class Spoken:
    """Says the words of files in one language."""

    language: str

    def term(self, member: StrEnum) -> str:
        return words.term(member, self.language)

    def declared(self, text: str) -> str:
        return words.declared(text, self.language)

    def named(self, name: str, name_en: str) -> str:
        return Speaker(self.language).named(name, name_en)

    def text(self, key: str, **values: object) -> str:
        return figure_letters.text(self.language, key, **values)


def spoken(language: str) -> Spoken:
    return Spoken(language if language in figure_letters.LANGUAGES else "zh")


def png(view: View, language: str) -> bytes | None:
    """The picture with its filters, its moment and the definition on it; none where there is nothing to draw, or where
    the machine has no font with Chinese signs."""
    return drawing.one(report(view, language), spoken(language))


def xlsx(view: View, language: str) -> bytes | None:
    """The tables of the view with charts of their own; none where it shows nothing."""
    found = report(view, language)
    return workbook.written(found) if found.grids else None


def report(view: View, language: str) -> Report:
    """The view as a file tells it."""
    speak = spoken(language)
    said = figure_letters.said(view, speak.language)
    of = view.picture if view.picture not in OF_THE_FIGURE else view.pictured
    formula = speak.declared(DEFINITIONS[view.pictured].formula)
    return Report(
        title=said.title,
        filters=said.filled,
        grids=telling.grids(view.shown, view.pictured, speak),
        definitions=_definitions(view, speak),
        chosen=speak.term(of),
        headline=f"{said.filters}\n{said.as_of}",
        note="" if view.picture in OTHER_PAGES else speak.text("counted", formula=formula),
        legend=" ".join(speak.declared(each) for each in RULES) if _is_judged(view) else "",
    )


def lines(view: View, language: str) -> tuple[tuple[str, str], ...]:
    """The tables of the view in words: each row by its name; none where no view was chosen."""
    if view.looked_at is None:
        return ()
    speak = spoken(language)
    found = telling.grids(view.shown, view.pictured, speak)
    return tuple(
        line
        for grid in found
        if grid.look not in (Look.NONE, Look.FLOW)
        for line in _lines(grid, speak)
    )


def _lines(grid: Grid, speak: Spoken) -> list[tuple[str, str]]:
    """A curve is told by its last places, a ranking by its worst, other tables by their first."""
    rows = [row for row in grid.rows if row[grid.drawn] is not None]
    are_last = grid.look is Look.CURVE or grid.is_worst_last
    rows = rows[-MOST_ROWS:] if are_last else rows[:MOST_ROWS]
    comma = speak.text("comma")
    columns = list(zip(grid.heads, range(len(grid.heads)), strict=True))[1:]
    found = []
    for row in rows:
        parts = [
            f"{head.name} {told(row[n], head.unit)}"
            for head, n in columns
            if row[n] or (row[n] == 0 and grid.look is not Look.HEAT)
        ]
        if len(columns) > MOST_CELLS:
            together = sum(each for each in row[1:] if isinstance(each, float))
            parts = [told(together, Unit.COUNT)]
        found.append((f"{grid.name} · {row[0]}", comma.join(parts) or "–"))
    return found


def _is_judged(view: View) -> bool:
    """Whether colours of targets stand in it."""
    is_in_table = any(head.key == "standing" for each in view.shown.tables for head in each.heads)
    return is_in_table or any(line.aim for line in view.lines)


def _definitions(view: View, speak: Spoken) -> Grid:
    """Of every figure that is told, and of that whose records the picture counts."""
    told_of = dict.fromkeys([view.pictured, *(each.figure.indicator for each in view.lines)])
    heads = tuple(Head(speak.text(name)) for name in COLUMNS)
    rows = tuple((speak.term(each), *_texts(each, speak)) for each in told_of)
    return Grid(speak.text("definitions"), heads, rows)


def _texts(indicator, speak: Spoken) -> tuple[str, ...]:
    definition = DEFINITIONS[indicator]
    said = (definition.what, definition.formula, definition.source, definition.owner)
    return tuple(map(speak.declared, said))
