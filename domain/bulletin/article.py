"""The bulletin as an article for the official account: one HTML file whose styles stand in every tag.

The editors of official accounts drop style sheets, scripts and addresses of pictures from elsewhere; what is pasted
keeps what stands in the tags. Internal parts are left out: orders that are late are nobody's business outside.
"""

from base64 import b64encode
from html import escape

from domain.bulletin.telling import Part, Table, Told

MEDIA_TYPE = "text/html"
TITLE = (
    "font-size:20px;font-weight:bold;color:#b91c1c;margin:28px 0 10px;"
    "border-left:4px solid #b91c1c;padding-left:10px"
)
TEXT = "font-size:16px;line-height:1.8;color:#1f2937;margin:10px 0;text-align:justify"
CELL = "border:1px solid #d1d5db;padding:6px 8px;font-size:14px;color:#1f2937"
HEAD = f"{CELL};background:#f3f4f6;font-weight:bold"
QUIET = "font-size:13px;color:#6b7280;margin:8px 0"


def written(told: Told) -> bytes:
    """The whole file, with the article inside of one section."""
    parts = "".join(_part(told, part) for part in told.parts if not part.is_internal)
    language = "zh-CN" if told.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(told.title)}</title></head>"
        '<body style="margin:0 auto;max-width:680px;padding:16px;font-family:sans-serif">'
        f'<section><h1 style="font-size:24px;text-align:center;color:#b91c1c">{escape(told.title)}'
        f'</h1><p style="{QUIET};text-align:center">{escape(told.subtitle)}</p>'
        f'{parts}<p style="{QUIET}">{escape(told.foot)}</p></section></body></html>'
    ).encode()


def _part(told: Told, part: Part) -> str:
    texts = "".join(
        f'<p style="{TEXT}">{escape(text).replace(chr(10), "<br>")}</p>' for text in part.texts
    )
    pictures = "".join(
        f'<p style="text-align:center"><img alt="{escape(part.title)}" style="max-width:100%"'
        f' src="data:image/png;base64,{b64encode(png).decode()}"></p>'
        for png in told.pictures_of(part)
    )
    tables = "".join(_table(above, table) for above, table in part.tables)
    return f'<h2 style="{TITLE}">{escape(part.title)}</h2>{texts}{pictures}{tables}'


def _table(above: str, table: Table) -> str:
    head = "".join(f'<th style="{HEAD}">{escape(each)}</th>' for each in table.head)
    rows = "".join(
        "<tr>" + "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in table.rows
    )
    name = f'<p style="{QUIET}">{escape(above)}</p>' if above else ""
    return f'{name}<table style="border-collapse:collapse;width:100%"><tr>{head}</tr>{rows}</table>'
