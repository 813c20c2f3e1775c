"""Patent exports and an office's own lists: tables (XLSX, CSV) whose columns are headed in Chinese or English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from db.research_vocabulary import ResultSource, TransferKind
from domain.errors import Refused
from domain.imports import mapping, reading
from domain.research_files import patents
from domain.research_files.found import (
    FoundResult,
    NotReadiness,
    RecordFault,
    doi,
    several,
    year_in,
)

_WORDS = {
    "title_en": "英文名称 英文题名 英文标题 成果英文名称 titleinenglish englishtitle titleen",
    "title": "专利名称 成果名称 名称 题名 标题 论文题目 题目 发明名称 项目名称 专利题目 title name"
    " inventiontitle patenttitle resulttitle",
    "abstract_en": "英文摘要 英文简介 abstractinenglish englishabstract abstracten",
    "abstract": "摘要 摘要中文 中文摘要 简介 成果简介 成果介绍 技术简介 内容简介 abstract summary description",
    "keywords": "关键词 关键字 技术关键词 主题词 keywords keyword authorkeywords",
    "year": "年份 年度 发表年份 出版年 完成年份 年 year publicationyear",
    "inventors": "发明人 发明设计人 设计人 作者 完成人 主要完成人 第一发明人 inventors inventor authors author",
    "doi": "doi doi号",
    "number": "申请号 专利申请号 专利号 申请专利号 applicationnumber applicationno patentnumber",
    "publication": "公开号 公开公告号 公告号 授权公告号 授权号 公开公告号 publicationnumber"
    " publicationno",
    "kind": "专利类型 专利种类 类型 patenttype kindofpatent",
    "state": "法律状态 当前法律状态 专利状态 专利有效性 状态 legalstatus status",
    "filed_on": "申请日 申请日期 专利申请日 applicationdate filingdate filedon",
    "readiness": "成熟度 技术成熟度 成熟度等级 技术成熟度等级 trl readiness readinesslevel",
    "transfer_kinds": "转化方式 合作方式 拟转化方式 转让方式 waysoftransfer transfer",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
_TRANSFERS = (
    (TransferKind.EXCLUSIVE_LICENCE, ("独占", "排他", "exclusive")),
    (TransferKind.LICENCE, ("普通许可", "许可", "licence", "license")),
    (TransferKind.ASSIGNMENT, ("转让", "assignment")),
    (TransferKind.JOINT_DEVELOPMENT, ("合作", "joint")),
    (TransferKind.EQUITY, ("入股", "作价", "equity")),
    (TransferKind.TECHNICAL_SERVICE, ("服务", "service")),
)


class NoColumnForTitle(Refused):
    message = "No column of {name} is headed as the title, such as 专利名称 or Title."


class NotADay(Refused):
    message = "{field} is not a day, such as 2024-06-30."


def records(name: str, content: bytes) -> Iterator[FoundResult | tuple[int, RecordFault]]:
    """The rows in their order, those that cannot be taken with what is wrong; raises NoColumnForTitle."""
    with reading.opened(name, content) as table:
        _, first = next(table, (0, ()))
        heads = mapping.heads(first)
        columns = mapping.guessed(heads, _FIELD_OF)
        if "title" not in columns and "title_en" not in columns:
            raise NoColumnForTitle(name=name)
        places = {field: heads.index(head) for field, head in columns.items()}
        for row, cells in table:
            try:
                yield _record(row, _typed(cells, places))
            except RecordFault as fault:
                yield row, fault


def _typed(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {
        field: cells[place] if place < len(cells) else ""
        for field, place in {**dict.fromkeys(_WORDS, len(cells)), **places}.items()
    }


def _record(row: int, typed: Mapping[str, str]) -> FoundResult:
    filed_on = _day(typed["filed_on"])
    named = patents.patent(
        number=typed["number"],
        publication=typed["publication"],
        kind=typed["kind"],
        state=typed["state"],
        name=typed["title"],
        filed_on=filed_on,
    )
    return FoundResult(
        row=row,
        source=ResultSource.SHEET,
        title=typed["title"],
        title_en=typed["title_en"],
        abstract=typed["abstract"],
        abstract_en=typed["abstract_en"],
        keywords=several(typed["keywords"]),
        year=year_in(typed["year"]) or (filed_on.year if filed_on else None),
        inventors="；".join(several(typed["inventors"])),
        source_key=named.number if named else doi(typed["doi"]),
        patents=(named,) if named else (),
        readiness=_level(typed["readiness"]),
        transfer_kinds=_transfers(typed["transfer_kinds"]),
    )


def _day(text: str) -> date | None:
    """2024-06-30, 2024.6.30, 2024年6月30日, 20240630."""
    if not text:
        return None
    found = re.match(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?!\d)", text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise RecordFault("Filed on", NotADay(field="Filed on"))


def _level(text: str) -> int | None:
    """6, TRL 6, 6级."""
    if not text:
        return None
    found = re.search(r"(?<![\d.])[1-9](?![\d.])", text)
    if found is None:
        raise RecordFault("Readiness", NotReadiness(field="Readiness"))
    return int(found[0])


def _transfers(text: str) -> tuple[TransferKind, ...]:
    found = []
    for part in several(text.lower()):
        known = (kind for kind, words in _TRANSFERS if any(word in part for word in words))
        found += [kind for kind in known if kind not in found][:1]
    return tuple(found)
