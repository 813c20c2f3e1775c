"""Key figures as a Word file: filters and time, tables, a picture where the machine can draw one, the definitions."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from domain.figure_files.report import Grid, Report, told

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE = "SimSun"
CARE = "*"  # behind a value that is to be read with care
NOTHING: Mapping[str, bytes] = MappingProxyType({})
MOST_COLUMNS = 8  # that a page holds across; the further ones stand in tables of their own


def written(report: Report, pictures: Mapping[str, bytes] = NOTHING) -> bytes:
    """The file. `pictures`: by the names of the tables that they show."""
    paper = Document()
    for name in ("Normal", "Title", "Heading 1"):
        style = paper.styles[name]
        style.font.name = FACE
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FACE)
    paper.styles["Normal"].font.size = Pt(10)
    paper.add_heading(report.title, 0)
    for label, said in report.filters:
        paper.add_paragraph(f"{label}: {said}")
    if report.legend:
        paper.add_paragraph(report.legend)
    for grid in report.grids:
        paper.add_heading(grid.name, 1)
        if grid.name in pictures:
            paper.add_picture(BytesIO(pictures[grid.name]), width=Mm(160))
        for part in _parts(grid):
            _table(paper, part)
    paper.add_heading(report.definitions.name, 1)
    _table(paper, report.definitions)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _parts(grid: Grid) -> list[Grid]:
    """The first column with some of the others each time."""
    width = MOST_COLUMNS - 1
    return [
        Grid(
            grid.name,
            (grid.heads[0], *grid.heads[at : at + width]),
            tuple((row[0], *row[at : at + width]) for row in grid.rows),
            behind=tuple(each[at - 1 : at - 1 + width] for each in grid.behind),
        )
        for at in range(1, len(grid.heads), width)
    ]


def _table(paper, grid: Grid) -> None:
    table = paper.add_table(rows=1, cols=len(grid.heads))
    table.style = "Light Grid Accent 1"
    for cell, head in zip(table.rows[0].cells, grid.heads, strict=True):
        cell.text = head.name
    for number, row in enumerate(grid.rows):
        cells = zip(table.add_row().cells, grid.heads, row, strict=True)
        for column, (cell, head, value) in enumerate(cells):
            care = f" {CARE}" if grid.of(number, column).mark else ""
            cell.text = told(value, head.unit) + care
    paper.add_paragraph()
