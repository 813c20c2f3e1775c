"""Files of organisations as offices send them."""

import csv
import io

from openpyxl import Workbook

from db.vocabulary import Kind
from domain.command import perform
from domain.identifiers import with_check_digit
from domain.imports import batches, mapping, reading, running
from tests.town import ID

HEADS = ("企业名称", "统一社会信用代码", "所属区域", "联系人", "联系电话", "成立日期", "标签")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number):
    """A right credit code, another for every number."""
    return with_check_digit(f"91330303{number:09d}")


def valves(count, start=0):
    """So many enterprises of Longwan."""
    return [
        (
            f"龙湾第{n}号阀门有限公司",
            code(n),
            "龙湾区",
            "林晓",
            f"138577{n % 100000:05d}",
            "2015-06-01",
            "专精特新、高新技术企业",
        )
        for n in range(start, start + count)
    ]


def as_csv(rows, heads=HEADS, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heads, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows, heads=HEADS):
    book = Workbook()
    for row in [heads, *rows]:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def handed_in(content, name="企业.csv", *, username="intake", kind=Kind.ENTERPRISE, columns=None):
    """The import of this file, with the columns as guessed."""
    (_, first), *_ = reading.beginning(name, content, 1)
    known = columns or mapping.guessed(mapping.heads(first))
    return perform(
        ID[username], batches.hand_in, kind=kind, name=name, content=content, columns=known
    )


def checked(content, **how):
    batch_id = handed_in(content, **how)
    running.carry_on()
    return batch_id


def done(content, *, updates=False, **how):
    batch_id = checked(content, **how)
    perform(ID[how.get("username", "intake")], batches.confirm, batch_id, updates=updates)
    running.carry_on()
    return batch_id
