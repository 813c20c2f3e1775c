"""Key figures as one long text table (CSV): a line for each value, with its filters, its moment and its formula."""

from collections.abc import Iterator, Sequence

from domain import sheets
from domain.figure_files.report import Report
from domain.kpi_views.table import Look

MEDIA_TYPE = sheets.MEDIA_TYPES["csv"]


def written(report: Report, heads: Sequence[str]) -> bytes:
    """The file. `heads` names the columns before those of the filters: table, place, figure, value, of how
    many, mark, formula."""
    return b"".join(sheets.pieces("csv", _lines(report, heads)))


def _lines(report: Report, heads: Sequence[str]) -> Iterator[Sequence[str]]:
    labels, said = zip(*report.filters, strict=True)
    formulas = {row[0]: str(row[2]) for row in report.definitions.rows}
    yield [*heads, *labels]
    for grid in report.grids:
        is_flow = grid.look is Look.FLOW
        for number, row in enumerate(grid.rows):
            named = row[: 2 if is_flow else grid.named_by]
            of = (" → " if is_flow else " · ").join(map(str, named))
            cells = list(enumerate(zip(grid.heads, row, strict=True)))
            for column, (head, value) in cells[grid.named_by : -2 if grid.is_noted else None]:
                if head.unit is None and (is_flow or not isinstance(value, str)):
                    continue
                behind = grid.of(number, column)
                n = "" if behind.n is None else _exact(behind.n)
                figure = grid.figure or (head.name if grid.drawn is not None else str(named[-1]))
                shown = "" if value is None else _exact(value)
                formula = formulas.get(figure) or formulas.get(str(row[0]), "")  # or of its line
                told = (shown, n, behind.mark, formula)
                yield [grid.name, of, head.name, *told, *said]


def _exact(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
