"""Key figures as a workbook (XLSX): numbers as numbers, charts that the reader's own programme draws and can change."""

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from db.indicator_vocabulary import Unit
from domain.figure_files.report import Grid, Report, Value
from domain.kpi_views.table import Look

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    Unit.SHARE: "0.0%",
    Unit.COUNT: "#,##0",
    Unit.WORKING_DAYS: "#,##0.0",
    Unit.DAYS: "#,##0.0",
    Unit.HOURS: "#,##0.0",
    Unit.YUAN: "#,##0",
    Unit.POINTS: "0.00",
    None: "@",
}
WIDEST = 48  # signs
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def written(report: Report) -> bytes:
    """The file: the summary first, with its filters, the other tables each with its chart, the definitions last."""
    kept = BytesIO()
    with Workbook(kept, SAFE) as book:
        formats = {unit: book.add_format({"num_format": text}) for unit, text in FORMATS.items()}
        care = {"italic": True, "font_color": "#6B7280"}  # values that are to be read with care
        for unit, text in FORMATS.items():
            formats[unit, "care"] = book.add_format({"num_format": text, **care})
        formats["head"] = book.add_format({"bold": True, "bg_color": "#F3F4F6", "bottom": 1})
        formats["title"] = book.add_format({"bold": True, "font_size": 14})
        formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for number, grid in enumerate((*report.grids, report.definitions)):
            sheet = book.add_worksheet(_name(grid.name, number, taken))
            first = _top(sheet, report, formats)
            _grid(sheet, grid, first, formats)
            if grid.drawn is not None and grid.rows:
                _chart(book, sheet, grid, first, _title(grid, report))
    return kept.getvalue()


def _name(name: str, number: int, taken: set[str]) -> str:
    """A name that a sheet may bear, and no other one bears."""
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or f"{number + 1}"
    found = f"{plain[:27]} {number + 1}" if plain.lower() in taken else plain
    taken.add(found.lower())
    return found


def _title(grid: Grid, report: Report) -> str:
    """What a chart shows: its table, where that is not the chosen figure itself."""
    return report.chosen if grid.look is Look.NONE or grid.tiles else grid.name


def _top(sheet: Worksheet, report: Report, formats) -> int:
    """Title and filters above every table, since a sheet may be passed on alone; returns the row of the heads."""
    sheet.write_string(0, 0, report.title, formats["title"])
    for row, (label, said) in enumerate(report.filters, 1):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, said)
    row = len(report.filters) + 1
    if report.legend:
        sheet.write_string(row, 0, report.legend)
    return row + 1 + bool(report.legend)


def _grid(sheet: Worksheet, grid: Grid, first: int, formats) -> None:
    for column, head in enumerate(grid.heads):
        sheet.write_string(first, column, head.name, formats["head"])
        texts = [
            head.name,
            *(str(row[column]) for row in grid.rows if isinstance(row[column], str)),
        ]
        widths = [sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) for text in texts]
        sheet.set_column(column, column, min(max(widths) + 3, WIDEST))
    for at, row in enumerate(grid.rows, first + 1):
        for column, (head, value) in enumerate(zip(grid.heads, row, strict=True)):
            unit = head.unit
            if unit is Unit.COUNT and isinstance(value, float) and value != int(value):
                unit = Unit.DAYS  # a mean, or points: with a place after the point
            look = formats[unit] if unit else formats["wrap"]
            if grid.of(at - first - 1, column).mark:
                look = formats[unit, "care"]
            _cell(sheet, at, column, value, look)
    sheet.freeze_panes(first + 1, 1)
    if grid.rows:
        sheet.autofilter(first, 0, first + len(grid.rows), len(grid.heads) - 1)


def _cell(sheet: Worksheet, row: int, column: int, value: Value, look) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _chart(book: Workbook, sheet: Worksheet, grid: Grid, first: int, name: str) -> None:
    """Lines over time, bars for places and steps, of the drawn columns; of a table of many columns stacked ones."""
    last, at = first + len(grid.rows), len(grid.heads) + 1
    if grid.look is Look.FLOW:
        return  # no programme draws one by itself; the two tables of its halves have charts
    if grid.look is Look.HEAT:
        _depth(sheet, grid, first, last)
    chart = book.add_chart(_kind(grid))
    series = [(column, first + 1, column, last, column) for column in grid.columns]
    places = (first + 1, 0, last, 0)
    if grid.look is Look.HEAT and len(grid.columns) > len(
        grid.rows
    ):  # by day: a place is one of the series
        series = [(0, row, 1, row, len(grid.heads) - 1) for row in range(first + 1, last + 1)]
        places = (first, 1, first, len(grid.heads) - 1)
    for column, *values in series:
        named = [sheet.get_name(), values[0] if not column else first, column]
        one = {
            "name": name if len(series) == 1 else named,
            "categories": [sheet.get_name(), *places],
            "values": [sheet.get_name(), *values],
        }
        chart.add_series(one | (_points(grid, column) if grid.is_curve else {"gap": 40}))
    chart.set_title({"name": name, "name_font": {"size": 12}})
    chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 620, "height": max(300, 60 + 26 * len(grid.rows))})
    if _kind(grid)["type"] == "bar":
        chart.set_y_axis({"reverse": True})
    sheet.insert_chart(first, at, chart)


def _points(grid: Grid, column: int) -> dict[str, object]:
    """The points of a curve; hollow where the value is to be read with care."""
    hollow = {"fill": {"color": "white"}}
    care = [hollow if grid.of(row, column).mark else None for row in range(len(grid.rows))]
    marker = {"type": "circle", "size": 5}
    return {"marker": marker, "points": care} if any(care) else {"marker": marker}


def _kind(grid: Grid) -> dict[str, str]:
    if grid.is_curve:
        return {"type": "line"}
    return {"type": "column", "subtype": "stacked"} if grid.look is Look.HEAT else {"type": "bar"}


def _depth(sheet: Worksheet, grid: Grid, first: int, last: int) -> None:
    """The more, the deeper the colour of a cell."""
    colours = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#2F6FDE"}
    sheet.conditional_format(first + 1, 1, last, len(grid.heads) - 1, colours)
