"""The bulletin as a Word file, out of a template that the platform's people may change in Word.

A template is somebody's file: what stands in its braces runs in a sandbox, in a process of its own that can do nothing
else (`filling_in.py`), sees texts and pictures only, and what it is given is escaped. Without one of their own the
platform's is used, which they can take as a beginning.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from domain.bulletin.filled import NotAlwaysThere, NoTemplate, UnknownName, filled
from domain.bulletin.telling import NAMES, Part, Table, Told

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES, MOST_UNPACKED, MOST_FILES = 2 * 2**20, 30 * 2**20, 500
CHINESE = "SimSun"


def written(told: Told, template: bytes | None = None) -> bytes:
    """The file. Raises NoTemplate."""
    return filled(template or laid_down(), _values(told))


def check(template: bytes, told: Told) -> None:
    """Raises NoTemplate for a file that is no template, is too large, or cannot be filled in with a bulletin.

    It is tried with this one, with the same whose parts have nothing but a title, and with one without any part: there
    are months without cases, without orders that are overdue, without a note.
    """
    if len(template) > MOST_BYTES:
        raise NoTemplate(why=f"{len(template) / 2**20:.1f} MB > {MOST_BYTES // 2**20} MB")
    try:
        with ZipFile(BytesIO(template)) as archive:
            inside = archive.infolist()
            if len(inside) > MOST_FILES or sum(each.file_size for each in inside) > MOST_UNPACKED:
                raise NoTemplate(why=".zip")
            if "word/document.xml" not in archive.namelist():
                raise NoTemplate(why="word/document.xml")
    except BadZipFile:
        raise NoTemplate(why=".docx") from None
    written(told, template)
    bare = tuple(Part(part.name, part.title) for part in told.parts)
    for parts in (bare, ()):
        try:
            written(replace(told, parts=parts, pictures=()), template)
        except UnknownName as fault:
            raise NotAlwaysThere(**fault.values) from None


def laid_down() -> bytes:
    """The platform's own template."""
    paper = Document()
    for name, size in (("Normal", 11), ("Title", 20), ("Heading 1", 14)):
        style = paper.styles[name]
        style.font.size, style.font.name = Pt(size), CHINESE
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    paper.styles["Title"].font.color.rgb = RGBColor(185, 28, 28)
    paper.styles["Heading 1"].font.color.rgb = RGBColor(31, 41, 55)
    paper.add_paragraph("{{ title }}", style="Title")
    paper.add_paragraph("{{ subtitle }}")
    paper.add_paragraph("{%p for part in parts %}")
    paper.add_paragraph("{{ part.title }}", style="Heading 1")
    paper.add_paragraph("{%p for text in part.texts %}")
    paper.add_paragraph("{{ text }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p for picture in part.pictures %}")
    paper.add_paragraph("{{ picture }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p for table in part.tables %}")
    paper.add_paragraph("{{ table.title }}")
    _table(paper)
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{{ foot }}")
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _table(paper) -> None:
    """A table whose columns and rows are repeated: heads, then one line for each row."""
    grid = paper.add_table(rows=4, cols=3)
    grid.style = "Table Grid"
    texts = (
        ("{%tc for head in table.head %}", "{{ head }}", "{%tc endfor %}"),
        ("{%tr for row in table.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, said in zip(grid.rows, texts, strict=True):
        for cell, text in zip(row.cells, said, strict=True):
            cell.text = text


def _values(told: Told) -> Mapping[str, Any]:
    """What a template may name: title, subtitle, foot, and the parts one after the other; each also by its name.
    `names`: of the parts that there may be."""
    parts = [
        {
            "name": part.name,
            "title": part.title,
            "texts": list(part.texts),
            "tables": [_told(above, table) for above, table in part.tables],
            "pictures": [b64encode(png).decode() for png in told.pictures_of(part)],
        }
        for part in told.parts
    ]
    said = {"title": told.title, "subtitle": told.subtitle, "foot": told.foot}
    return said | {"parts": parts, "names": list(NAMES)}


def _told(above: str, table: Table) -> dict[str, Any]:
    return {"title": above, "head": list(table.head), "rows": [list(row) for row in table.rows]}
