"""A view of the key figures put into somebody's words: the same tables for a file, a picture and a mail."""

from enum import StrEnum
from typing import Protocol

from db.indicator_vocabulary import Indicator, KpiView, Unit, ViewWord
from domain.figure_files.report import Behind, Grid, Head, Value
from domain.indicators.figure import Figure
from domain.kpi_views.table import Content, Declared, Label, Look, Month, Said, Table, View

OF = {
    KpiView.LOOP: Indicator.RECEIVED,
    KpiView.LOAD: Indicator.OPEN_NOW,
    KpiView.ARRIVALS: Indicator.RECEIVED,
    KpiView.TIMES: Indicator.SERVICES_GIVEN,
}  # whose records the views count that are not of the chosen figure


class Words(Protocol):
    """Says words of closed lists, declared texts and names in one language."""

    def term(self, member: StrEnum) -> str: ...

    def declared(self, text: str) -> str: ...

    def named(self, name: str, name_en: str) -> str: ...


def figure_of(view: KpiView, chosen: Indicator) -> Indicator:
    """The figure whose records a view shows."""
    return OF.get(view, chosen)


def grids(told: View, figure: Indicator, words: Words) -> tuple[Grid, ...]:
    """The tables of a view; `figure` is whose records they count."""
    return tuple(_grid(each, figure, words) for each in told.tables)


def worded(label: Label, words: Words) -> str:
    """A name or word as it is read."""
    match label:
        case Said(word, begin, end):
            return words.term(word).format(begin=begin, end=end)
        case Declared(text):
            return words.declared(text)
        case Month(first):
            return f"{first:%Y-%m}"
        case StrEnum():
            return words.term(label)
        case (name, name_en):
            return words.named(name, name_en)
        case str():
            return label
    return label.isoformat()


def _grid(table: Table, figure: Indicator, words: Words) -> Grid:
    first = table.drawn[0] + 1 if table.drawn else None
    return Grid(
        name=words.term(table.name),
        heads=(
            Head(words.term(table.corner)),
            *(Head(worded(each.name, words), each.unit) for each in table.heads),
        ),
        rows=tuple(
            (worded(row.name, words), *(_value(each, words) for each in row.cells))
            for row in table.rows
        ),
        drawn=first,
        is_curve=table.look is Look.CURVE,
        behind=tuple(
            tuple(
                _behind(each, words, is_open=row.is_open and not n)
                for n, each in enumerate(row.cells)
            )
            for row in table.rows
        ),
        look=table.look,
        more=tuple(column + 1 for column in table.drawn[1:]),
        figure=words.term(figure),
        tiles=tuple(row.tile for row in table.rows) if _is_map(table) else (),
        is_worst_last=table.is_worst_last,
    )


def _is_map(table: Table) -> bool:
    return bool(table.rows) and all(row.tile for row in table.rows)


def _value(content: Content, words: Words) -> Value:
    if isinstance(content, Figure):
        return words.term(ViewWord.ONCE_PUBLISHED) if content.is_kept_back else content.value
    if content is None:
        return None
    if isinstance(content, (int, float)):
        return float(content)
    return worded(content, words)


def _behind(content: Content, words: Words, *, is_open: bool) -> Behind:
    if not isinstance(content, Figure) or content.is_kept_back or content.value is None:
        return Behind()
    marks = [ViewWord.FEW] if content.is_few else []
    marks += [ViewWord.NOT_OVER] if is_open else []
    n = None if content.definition.unit is Unit.COUNT else float(content.n)
    return Behind(n, ", ".join(map(words.term, marks)))
