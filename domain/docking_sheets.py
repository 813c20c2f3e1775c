"""What is printed for a docking day: a sheet to stand on each table, a sheet for each participant.

One page each when the file is printed from a browser. Sheets lie open on tables: no name stands on them that is not the
reader's own, only numbers and titles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MEDIA_TYPE = "text/html"
LONG = (
    15  # rows; a sheet of more is set smaller: 24 slots with titles of two lines stand on one page
)
STYLE = """
@page { size: A4; margin: 16mm 14mm; }
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 2rem; color: #111; }
section { break-after: page; }
section:last-child { break-after: auto; }
h1 { font-size: 2rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; font-weight: normal; margin: 0.4rem 0 1.2rem; color: #444; }
table { border-collapse: collapse; width: 100%; font-size: 1.05rem; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { border-bottom: 2px solid #111; }
td { border-bottom: 1px solid #999; }
th, td { padding: 0.55rem 0.5rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th, td:first-child { white-space: nowrap; }
.long table { font-size: 0.8rem; line-height: 1.2; }
.long th, .long td { padding: 0.12rem 0.5rem; }
.long h1 { font-size: 1.5rem; }
.long h2 { margin: 0.2rem 0 0.6rem; }
footer { margin-top: 1rem; font-size: 0.8rem; color: #666; }
.frame { overflow-x: auto; }
@media print { body { margin: 0; } .frame { overflow: visible; } }
@media screen and (max-width: 40rem) {
  body { margin: 1rem; }
  h1 { font-size: 1.4rem; }
  table { min-width: 34rem; }
}
"""


@dataclass(frozen=True)
class Sheet:
    """One page."""

    title: str
    below: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written(name: str, language: str, sheets: Sequence[Sheet], foot: str = "") -> str:
    """A page of HTML that needs nothing else; `foot` stands below each sheet."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}</title><style>{STYLE}</style></head><body>"
        + "".join(_section(each, foot) for each in sheets)
        + "</body></html>"
    )


def _section(sheet: Sheet, foot: str) -> str:
    heads = "".join(f"<th>{escape(each)}</th>" for each in sheet.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in sheet.rows
    )
    kind = ' class="long"' if len(sheet.rows) > LONG else ""
    return (
        f"<section{kind}><h1>{escape(sheet.title)}</h1><h2>{escape(sheet.below)}</h2>"
        f'<div class="frame" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"<footer>{escape(foot)}</footer></section>"
    )
