"""Patent exports and an office's own lists: tables (XLSX, CSV) whose columns are headed in Chinese or English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from db.research_vocabulary import Confidentiality, ResultSource, TransferKind
from domain import targets
from domain.errors import Refused
from domain.imports import mapping, reading
from domain.research_files import patents
from domain.research_files.found import (
    FoundResult,
    NotAPrice,
    NotReadiness,
    RecordFault,
    doi,
    several,
    year_in,
)
from domain.targets import Target

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
    "price": "价格 意向价格 转让价格 参考价格 预期价格 价格元 价格万元 转让费 price priceinyuan askingprice",
    "conditions": "转化条件 转让条件 合作条件 条件 conditions conditionsoftransfer terms",
    "industries": "面向行业 应用行业 所属行业 行业 行业代码 应用领域 forindustries industries industry sector",
    "team": "团队名称 团队 所属团队 研发团队 team teamname researchteam",
    "targets": "技术指标 指标 主要指标 性能指标 关键指标 targetfigures figures keyfigures",
    "confidentiality": "保密要求 保密 公开方式 公开程度 密级 confidentiality visibility",
    "transfer_kinds": "转化方式 合作方式 拟转化方式 转让方式 waysoftransfer transfer",
}
FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
_TRANSFERS = (
    (TransferKind.EXCLUSIVE_LICENCE, ("独占", "排他", "exclusive")),
    (TransferKind.LICENCE, ("普通许可", "许可", "licence", "license")),
    (TransferKind.ASSIGNMENT, ("转让", "assignment")),
    (TransferKind.JOINT_DEVELOPMENT, ("合作", "joint")),
    (TransferKind.EQUITY, ("入股", "作价", "equity")),
    (TransferKind.TECHNICAL_SERVICE, ("服务", "service")),
)


_TO_BE_TALKED_ABOUT = ("面议", "待定", "协商", "negotiable", "tobediscussed", "-", "/", "无")
DAYS = range(1900, 2101)  # years of a day that a form can show
_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}
_CONFIDENTIAL = (
    (Confidentiality.OPEN, ("公开", "否", "不保密", "open", "public", "no")),
    (
        Confidentiality.NAME_HIDDEN,
        ("隐去名称", "名称保密", "匿名", "保密", "是", "namehidden", "hidden", "anonymous", "yes"),
    ),
    (
        Confidentiality.BROKERS_ONLY,
        ("仅限平台对接人员", "仅平台", "仅对接人员", "brokersonly", "brokers"),
    ),
)


class NotConfidentiality(Refused):
    message = (
        "{field} is one of: open, name hidden, brokers only (公开、隐去名称、仅限平台对接人员)."
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
        columns = mapping.guessed(heads, FIELD_OF)
        if "title" not in columns and "title_en" not in columns:
            raise NoColumnForTitle(name=name)
        places = {field: heads.index(head) for field, head in columns.items()}
        in_wan = "万" in columns.get("price", "")
        for row, cells in table:
            try:
                yield _record(row, _typed(cells, places), in_wan=in_wan)
            except RecordFault as fault:
                yield row, fault


def day(text: str, field: str) -> date | None:
    """2024-06-30, 2024.6.30, 2024年6月30日, 20240630."""
    if not text:
        return None
    found = re.match(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?!\d)", text)
    try:
        told = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        told = None
    return told if told and told.year in DAYS else _no_day(field)


def level(text: str, field: str) -> int | None:
    """6, TRL 6, 6级, 6.0."""
    if not text:
        return None
    found = re.search(r"(?<![\d.])([1-9])(?:\.0+)?(?![\d.])", text)
    if found is None:
        raise RecordFault(field, NotReadiness(field=field))
    return int(found[1])


def money(text: str, field: str, *, in_wan: bool) -> int | None:
    """500000, 50万元, 1.2 亿, 面议 (to be talked about); under a head that says 万元 a bare number is of 万."""
    said = "".join(text.replace(",", "").replace("，", "").lower().split())
    if not said or said in _TO_BE_TALKED_ABOUT:
        return None
    found = re.fullmatch(
        r"(?:[¥￥]|rmb|cny)?(\d+(?:\.\d+)?)(万|亿)?元?(?:人民币)?(?:yuan|rmb|cny)?", said
    )
    if found is None:
        raise RecordFault(field, NotAPrice(field=field))
    unit = found[2] or ("万" if in_wan and "元" not in said else "")
    return round(float(found[1]) * _UNITS[unit])


def figures(text: str) -> tuple[Target, ...]:
    """What a cell says of target figures."""
    try:
        return tuple(targets.read(text))
    except Refused as refusal:
        raise RecordFault("Target figures", refusal) from None


def secrecy(text: str) -> Confidentiality | None:
    """How much of a record may be seen, as offices write it."""
    said = "".join(text.lower().replace("_", "").split())
    if not said:
        return None
    for meant, words in _CONFIDENTIAL:
        if said in words:
            return meant
    raise RecordFault("Confidentiality", NotConfidentiality(field="Confidentiality"))


def _typed(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {
        field: cells[place] if place < len(cells) else ""
        for field, place in {**dict.fromkeys(_WORDS, len(cells)), **places}.items()
    }


def _record(row: int, typed: Mapping[str, str], *, in_wan: bool) -> FoundResult:
    filed_on = day(typed["filed_on"], "Filed on")
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
        readiness=level(typed["readiness"], "Readiness"),
        transfer_kinds=_transfers(typed["transfer_kinds"]),
        price=money(typed["price"], "Price", in_wan=in_wan),
        conditions=typed["conditions"],
        industries=several(typed["industries"]),
        team=typed["team"].strip(),
        targets=figures(typed["targets"]),
        confidentiality=secrecy(typed["confidentiality"]),
    )


def _no_day(field: str) -> date:
    raise RecordFault(field, NotADay(field=field))


def _transfers(text: str) -> tuple[TransferKind, ...]:
    found = []
    for part in several(text.lower()):
        known = (kind for kind, words in _TRANSFERS if any(word in part for word in words))
        found += [kind for kind in known if kind not in found][:1]
    return tuple(found)
