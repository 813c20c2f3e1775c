"""The pictures of a report: each table of its view drawn as its look asks for, and all of them below one another."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from db.indicator_vocabulary import Unit, ViewWord
from domain.bulletin import pictures as bars
from domain.bulletin.fonts import chinese
from domain.figure_files import pictures
from domain.figure_files.report import Grid, Report, told
from domain.figure_files.telling import Words
from domain.indicators import aims
from domain.kpi_views.places import STATES
from domain.kpi_views.table import Look

TONES = dict(zip(STATES.values(), ("good", "near", "bad", ""), strict=True))
SIGNS = {word: aims.SIGNS[state] for state, word in STATES.items()}
HOLLOW = {ViewWord.FEW: bars.HOLLOW, ViewWord.NOT_OVER: "o"}  # points of curves, as on the page
MOST_MARKS = 60  # of what happened, so that the axis is still read


def by_table(report: Report, words: Words) -> dict[str, bytes]:
    """The picture of each table that has one, by its name; none where the machine cannot write Chinese."""
    if chinese() is None:
        return {}
    shown = _drawn(report)
    found = {}
    for n, grid in enumerate(shown):
        head = [grid.name if n else report.chosen]
        if not n:
            head.append(report.headline or " · ".join(said for _, said in report.filters))
        note = report.note if n == len(shown) - 1 else ""
        found[grid.name] = _picture(report, grid, "\n".join(head), note, words)
    return found


def one(report: Report, words: Words) -> bytes | None:
    """All of them as one picture; none where there is nothing to draw."""
    found = list(by_table(report, words).values())
    return _stacked(found) if found else None


def has_any(report: Report) -> bool:
    """Whether there is something to draw."""
    return bool(_drawn(report))


def _drawn(report: Report) -> list[Grid]:
    return [each for each in report.grids if each.look is not Look.NONE and _has_values(each)]


def _has_values(grid: Grid) -> bool:
    """A table in which nothing was counted has no picture."""
    return any(row[column] is not None for row in grid.rows for column in grid.columns)


def _picture(report: Report, grid: Grid, title: str, note: str, words: Words) -> bytes:
    look = {"title": title, "note": note}
    column = grid.columns[0]
    names = [str(row[0]) for row in grid.rows]
    match grid.look:
        case Look.CURVE:
            unit = grid.heads[column].unit
            return pictures.curves(
                [_short(each) for each in names],
                _curves(grid, words),
                _happened(report, names, words),
                is_share=unit is Unit.SHARE,
                hollow={words.term(mark): shape for mark, shape in HOLLOW.items()},
                **look,
            )
        case Look.HEAT:
            heads = [_short(grid.heads[each].name) for each in grid.columns]
            values = [[_number(row[each]) or 0 for each in grid.columns] for row in grid.rows]
            return pictures.heat(names, heads, values, **look)
        case Look.FLOW:
            links = [(str(source), str(end), float(many)) for source, end, many in grid.rows]
            return pictures.flow(links, **look)
    if not grid.tiles:
        return _ranked(grid, title, note)
    return _stacked([_ranked(grid, title, note), _map(grid, "", words)])


def _ranked(grid: Grid, title: str, note: str) -> bytes:
    """Bars; places of which nothing is known have a tile alone."""
    drawn = [
        bars.Bar(str(row[0]), _number(row[grid.drawn]), in_words(grid, n))
        for n, row in enumerate(grid.rows)
        if row[grid.drawn] is not None or not grid.tiles
    ]
    is_share = grid.heads[grid.drawn].unit is Unit.SHARE
    return bars.ranked(drawn, title=title, is_share=is_share, note=note)


def in_words(grid: Grid, number: int) -> str:
    """The drawn value of a row with its unit; of how many, and what else it shows beside."""
    row = grid.rows[number]
    value, unit, behind = row[grid.drawn], grid.heads[grid.drawn].unit, grid.of(number, grid.drawn)
    words = told(value, unit)
    notes = [f"n = {behind.n:,.0f}"] if behind.n is not None else []
    notes += [behind.mark] if behind.mark else []
    if grid.look is Look.BARS and not grid.tiles:
        notes += [
            f"{grid.heads[each].name} {told(row[each], grid.heads[each].unit)}"
            for each in grid.more
            if _number(row[each])
        ]
    return f"{words} ({', '.join(notes)})" if notes else words


def _map(grid: Grid, title: str, words: Words) -> bytes:
    """Coloured by the standing, which is the last column where there is one."""
    tones = {words.term(state): tone for state, tone in TONES.items()}
    signs = {words.term(state): sign for state, sign in SIGNS.items()}
    places = []
    for row, (column, line) in zip(grid.rows, grid.tiles, strict=True):
        standing = str(row[-1] or "") if grid.heads[-1].unit is None else ""
        value = told(row[grid.drawn], grid.heads[grid.drawn].unit)
        said = " ".join(filter(None, (signs.get(standing, ""), value)))
        places.append(pictures.Tile(str(row[0]), said, column, line, tones.get(standing, "")))
    return pictures.tiles(places, title=title, note="")


def _curves(grid: Grid, words: Words) -> list[pictures.Curve]:
    found = []
    for n, column in enumerate(grid.columns):
        values = [_number(row[column]) for row in grid.rows]
        marks = [_mark(grid.of(place, column).mark, words) for place in range(len(grid.rows))]
        found.append(pictures.Curve(grid.heads[column].name, values, n > 1, marks))
    return found


def _mark(said: str, words: Words) -> str:
    """The one that a point shows of those that a value has."""
    return next((mark for mark in map(words.term, HOLLOW) if mark in said), "")


def _happened(report: Report, names: Sequence[str], words: Words) -> dict[int, str]:
    """Where on the axis something happened: of days the day, of months the month."""
    name = words.term(ViewWord.HAPPENED)
    grid = next((each for each in report.grids if each.name == name), None)
    found = {}
    for row in (grid.rows if grid else ())[-MOST_MARKS:]:
        day = str(row[0])
        place = next((n for n, each in enumerate(names) if day.startswith(each)), None)
        if place is not None:
            found[place] = name
    return found


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) else None


def _short(name: str) -> str:
    """A day without its year: there is little room above a column."""
    is_day = len(name) == 10 and name[4] == name[7] == "-"
    return name[5:] if is_day else name


def _stacked(found: Sequence[bytes]) -> bytes:
    """Pictures below one another on white."""
    if len(found) == 1:
        return found[0]
    opened = [Image.open(BytesIO(each)) for each in found]
    size = (max(each.width for each in opened), sum(each.height for each in opened))
    sheet, top = Image.new("RGB", size, "white"), 0
    for each in opened:
        sheet.paste(each.convert("RGB"), (0, top))
        top += each.height
    kept = BytesIO()
    sheet.save(kept, "PNG", optimize=True)
    return kept.getvalue()
