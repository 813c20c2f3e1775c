"""The bulletin as a PDF file, and certificates for those who are commended: set with the machine's Chinese font."""

from io import BytesIO

from fpdf import FPDF, FontFace
from fpdf.enums import Align, XPos, YPos

from domain.bulletin.fonts import PACKAGE, chinese
from domain.bulletin.telling import NoFont, Part, Table, Told

MEDIA_TYPE = "application/pdf"
FACE = "cjk"
INK, RED, QUIET, SHADE = (31, 41, 55), (185, 28, 28), (107, 114, 128), (243, 244, 246)
BELOW = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}


class _Paper(FPDF):
    """A4 with the page's number at its foot."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FACE, size=8)
        self.set_text_color(*QUIET)
        self.cell(0, 6, f"— {self.page_no()} —", align=Align.C)


def written(told: Told) -> bytes:
    """The file. Raises NoFont."""
    paper = _paper(_Paper(format="A4"))
    paper.set_margin(20)
    paper.set_auto_page_break(True, 20)
    paper.set_title(told.title)
    paper.set_lang("zh-CN" if told.language == "zh" else "en")
    paper.add_page()
    _line(paper, told.title, 18, RED, Align.C)
    _line(paper, told.subtitle, 10, QUIET, Align.C)
    paper.set_draw_color(*RED)
    paper.set_line_width(0.6)
    paper.line(20, paper.get_y() + 2, 190, paper.get_y() + 2)
    paper.ln(6)
    for part in told.parts:
        _part(paper, told, part)
    paper.ln(4)
    _line(paper, told.foot, 8, QUIET, Align.L)
    return bytes(paper.output())


def certificate(*, title: str, lines: tuple[str, ...], issued: str) -> bytes:
    """One certificate on a sheet of its own, across. Raises NoFont."""
    paper = _paper(FPDF(orientation="landscape", format="A4"))
    paper.set_auto_page_break(False)
    paper.set_margin(30)
    paper.add_page()
    paper.set_draw_color(*RED)
    for inset, width in ((10, 1.6), (13, 0.4)):
        paper.set_line_width(width)
        paper.rect(inset, inset, 297 - 2 * inset, 210 - 2 * inset)
    paper.set_y(38)
    _line(paper, title, 34, RED, Align.C, height=20)
    paper.ln(8)
    for text in lines:
        _line(paper, text, 17, INK, Align.C, height=12)
    paper.set_y(160)
    _line(paper, issued, 13, INK, Align.R, height=9)
    return bytes(paper.output())


def _paper(paper: FPDF) -> FPDF:
    font = chinese()
    if font is None:
        raise NoFont(package=PACKAGE)
    paper.add_font(FACE, fname=str(font.path), collection_font_number=font.number)
    return paper


def _part(paper: FPDF, told: Told, part: Part) -> None:
    if paper.get_y() > 250:
        paper.add_page()
    paper.ln(2)
    _line(paper, part.title, 13, INK, Align.L, height=9)
    for text in part.texts:
        _line(paper, text, 10.5, INK, Align.L, height=6.4)
        paper.ln(1.5)
    for png in told.pictures_of(part):
        paper.image(BytesIO(png), w=paper.epw)
        paper.ln(2)
    for above, table in part.tables:
        if above:
            _line(paper, above, 10, QUIET, Align.L, height=7)
        _table(paper, table)
        paper.ln(3)


def _table(paper: FPDF, table: Table) -> None:
    paper.set_font(FACE, size=9)
    paper.set_text_color(*INK)
    paper.set_draw_color(209, 213, 219)
    paper.set_line_width(0.2)
    with paper.table(
        headings_style=FontFace(emphasis=None, fill_color=SHADE),
        col_widths=table.widths,
        line_height=5.6,
        padding=1,
        text_align=Align.L,
    ) as drawn:
        for row in (table.head, *table.rows):
            drawn.row(row)


def _line(
    paper: FPDF, text: str, size: float, colour, align: Align, *, height: float | None = None
) -> None:
    paper.set_font(FACE, size=size)
    paper.set_text_color(*colour)
    paper.multi_cell(0, height or size * 0.62, text, align=align, **BELOW)
