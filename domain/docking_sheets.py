"""What is printed for a docking day: a sheet to stand on each table, a sheet for each participant.

One page each when the file is printed from a browser. Sheets lie open on tables: no name stands on them that is not the
reader's own, only numbers and titles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MEDIA_TYPE = "text/html"
STYLE = """
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 2rem; }
section { break-after: page; }
h1 { font-size: 2.4rem; margin: 0; }
h2 { font-size: 1.2rem; font-weight: normal; margin: 0.4rem 0 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: 1.1rem; }
th, td { border-bottom: 1px solid #999; padding: 0.6rem 0.4rem; text-align: left; vertical-align: top; }
th:first-child, td:first-child { white-space: nowrap; }
"""


@dataclass(frozen=True)
class Sheet:
    """One page."""

    title: str
    below: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written(name: str, language: str, sheets: Sequence[Sheet]) -> str:
    """A page of HTML that needs nothing else."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(name)}</title><style>{STYLE}</style></head><body>"
        + "".join(map(_section, sheets))
        + "</body></html>"
    )


def _section(sheet: Sheet) -> str:
    heads = "".join(f"<th>{escape(each)}</th>" for each in sheet.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in sheet.rows
    )
    return (
        f"<section><h1>{escape(sheet.title)}</h1><h2>{escape(sheet.below)}</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )
