"""Reading a list of needs, teams or equipment (XLSX, CSV) whose columns are headed in Chinese or English."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain import file_kinds
from domain.errors import Refused
from domain.imports import mapping
from domain.imports import reading as tables
from domain.research_files import table
from domain.research_files.found import RecordFault, several
from domain.research_files.reading import MOST_BYTES, MOST_RECORDS, TooLarge, Unreadable


class ListKind(StrEnum):
    """What a list holds."""

    NEEDS = "needs"
    TEAMS = "teams"
    EQUIPMENT = "equipment"


WORDS: dict[ListKind, dict[str, str]] = {
    ListKind.NEEDS: {
        "title_en": "英文名称 英文标题 需求英文名称 titleinenglish englishtitle titleen",
        "title": "需求名称 技术需求名称 需求标题 难题名称 技术难题名称 名称 标题 title name need",
        "problem_en": "技术难题英文 英文描述 英文说明 probleminenglish problemen",
        "problem": "需求描述 技术难题 难题描述 需求内容 问题描述 需求说明 描述 problem description",
        "tried": "已尝试 已尝试的办法 已做过的尝试 尝试情况 前期工作 whatwastried tried",
        "figures": "技术指标 指标 主要指标 期望指标 性能指标 targetfigures figures keyfigures",
        "keywords": "关键词 关键字 技术关键词 keywords keyword",
        "industry": "所属行业 行业 行业代码 应用行业 industry sector",
        "least_readiness": "成熟度 最低成熟度 要求成熟度 技术成熟度 trl readiness readinesslevel",
        "budget": "预算 预算元 预算万元 投入预算 拟投入资金 拟投入 budget budgetinyuan",
        "wanted_by": "截止日期 期望完成时间 完成期限 期望解决时间 期望时间 wanteduntil wantedby deadline",
        "confidentiality": "保密要求 保密 公开方式 公开程度 密级 confidentiality visibility",
    },
    ListKind.TEAMS: {
        "name_en": "英文名称 团队英文名称 nameinenglish englishname nameen",
        "name": "团队名称 团队 名称 研发团队 team teamname name",
        "topics_en": "英文方向 英文研究方向 topicsinenglish topicsen",
        "topics": "研究方向 方向 技术方向 研究领域 擅长领域 topics researchtopics",
        "summary": "简介 团队简介 介绍 about summary description",
        "yearly_capacity": "每年可承接需求数 年接单量 年承接能力 可承接数 needsayear yearlycapacity capacity",
    },
    ListKind.EQUIPMENT: {
        "name_en": "英文名称 设备英文名称 nameinenglish englishname nameen",
        "name": "设备名称 仪器名称 仪器设备名称 名称 equipment name instrument",
        "summary": "简介 设备简介 功能 主要功能 技术参数 介绍 about summary description",
        "terms": "使用条件 收费标准 开放条件 共享方式 收费 termsofuse terms",
    },
}
TITLE = {ListKind.NEEDS: "title", ListKind.TEAMS: "name", ListKind.EQUIPMENT: "name"}
FIELDS = {  # as forms name them
    "title": "Title",
    "least_readiness": "Readiness",
    "budget": "Budget",
    "wanted_by": "Wanted by",
    "industry": "Industry",
    "confidentiality": "Confidentiality",
    "figures": "Target figures",
    "yearly_capacity": "Needs a year",
}


class NoColumnForName(Refused):
    message = "No column of {name} is headed as the title or name."


class NoRows(Refused):
    message = "{name} holds no rows below its first one, which names the columns."


class NotANumber(Refused):
    message = "{field} is not a number."


@dataclass(frozen=True)
class ListRow:
    """One row: what its columns say, as the command that makes the record takes it."""

    row: int
    said: tuple[tuple[str, Any], ...]
    industry: str = ""  # by code or name, as it was written

    @property
    def title(self) -> str:
        said = dict(self.said)
        return said.get("title") or said.get("name") or ""


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row, and in which field."""

    row: int
    field: str
    refusal: Refused

    def __hash__(self) -> int:
        return hash((self.row, self.field))


@dataclass(frozen=True)
class ListRead:
    """What a file holds: rows that can be read, and those that cannot."""

    name: str
    rows: tuple[ListRow, ...]
    faults: tuple[RowFault, ...]


def read(kind: ListKind, name: str, content: bytes) -> ListRead:
    """All of the file; raises a Refused where the file as a whole cannot be taken."""
    if len(content) > MOST_BYTES:
        raise _too_large(file_kinds.clean_name(name))
    clean = tables.check(name, content)
    rows, faults = [], []
    for each in _guarded(kind, clean, content):
        (rows if isinstance(each, ListRow) else faults).append(each)
        if len(rows) + len(faults) > MOST_RECORDS:
            raise _too_large(clean)
    if not rows and not faults:
        raise NoRows(name=clean)
    return ListRead(clean, tuple(rows), tuple(faults))


def _guarded(kind: ListKind, name: str, content: bytes) -> Iterator[ListRow | RowFault]:
    """The rows in their order; whatever is wrong inside is the file's fault."""
    try:
        yield from _rows(kind, name, content)
    except (MemoryError, Refused):
        raise
    except Exception as fault:
        raise Unreadable(name=name, kind=name.rpartition(".")[2].upper()) from fault


def _rows(kind: ListKind, name: str, content: bytes) -> Iterator[ListRow | RowFault]:
    words = {word: field for field, known in WORDS[kind].items() for word in known.split()}
    with tables.opened(name, content) as opened:
        _, first = next(opened, (0, ()))
        heads = mapping.heads(first)
        columns = mapping.guessed(heads, words)
        if TITLE[kind] not in columns:
            raise NoColumnForName(name=name)
        places = {field: heads.index(head) for field, head in columns.items()}
        in_wan = "万" in columns.get("budget", "")
        for row, cells in opened:
            try:
                yield _row(row, _typed(cells, places), in_wan=in_wan)
            except RecordFault as fault:
                yield RowFault(row, fault.field, fault.refusal)


def _typed(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {field: cells[at].strip() if at < len(cells) else "" for field, at in places.items()}


def _row(row: int, typed: Mapping[str, str], *, in_wan: bool) -> ListRow:
    reads: dict[str, Callable[[str], Any]] = {
        "least_readiness": lambda text: table.level(text, FIELDS["least_readiness"]),
        "budget": lambda text: table.money(text, FIELDS["budget"], in_wan=in_wan),
        "wanted_by": lambda text: table.day(text, FIELDS["wanted_by"]),
        "confidentiality": table.secrecy,
        "keywords": lambda text: "，".join(several(text)),
        "figures": _figures,
        "yearly_capacity": _number,
    }
    said = {
        field: reads[field](text) if field in reads else text
        for field, text in typed.items()
        if text and field != "industry"
    }
    kept = {field: value for field, value in said.items() if value is not None}
    return ListRow(row, tuple(kept.items()), typed.get("industry", ""))


def _figures(text: str) -> str:
    table.figures(text)
    return text


def _number(text: str) -> int:
    level = text.replace(",", "")
    if not (level.isascii() and level.isdecimal() and len(level) < 10):
        raise RecordFault(FIELDS["yearly_capacity"], NotANumber(field=FIELDS["yearly_capacity"]))
    return int(level)


def _too_large(name: str) -> TooLarge:
    return TooLarge(name=name, most=MOST_BYTES // 1024 // 1024, records=MOST_RECORDS)
