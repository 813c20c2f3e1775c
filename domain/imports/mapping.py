"""Which column of a file says what: guessed from the words at its head, Chinese or English; put right by a person."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from domain.errors import Refused
from domain.record_fields import FIELDS

# How offices head their columns. The first field that claims a column has it.
_WORDS = {
    "credit_code": "统一社会信用代码 社会信用代码 信用代码 统一代码 税号 纳税人识别号 creditcode uscc uscicode"
    " unifiedsocialcreditcode registrationnumber taxid",
    "name_en": "英文名称 企业英文名称 机构英文名称 英文名 nameinenglish englishname nameen",
    "name": "企业名称 机构名称 单位名称 公司名称 名称 企业 单位 公司 机构全称 企业全称 name company companyname"
    " nameoftheorganisation"
    " organisation organization organisationname organizationname enterprise",
    "area_code": "所属区域 所在区域 区域 所属县市区 所在县市区 县市区 县区 区县 所属地区 地区 行政区划 area areacode"
    " county district region",
    "industry_code": "所属行业 行业 行业代码 行业类别 行业分类 industry industrycode sector",
    "size_class": "企业规模 规模 规模类型 企业类型规模 size sizeclass companysize",
    "founded_on": "成立日期 成立时间 注册日期 注册时间 foundedon founded established dateestablished",
    "products": "主营产品 主要产品 产品 主营业务 经营范围 主营 服务内容 products mainproducts business",
    "tags": "标签 企业标签 资质荣誉 荣誉 称号 tags labels",
    "summary_en": "英文简介 aboutinenglish summaryen",
    "summary": "简介 企业简介 机构简介 单位简介 介绍 about summary description profile",
    "website": "网址 官网 网站 官方网站 website homepage url",
    "address": "地址 注册地址 办公地址 联系地址 通讯地址 经营地址 详细地址 address",
    "opening_hours": "办公时间 营业时间 开放时间 服务时间 openinghours hours",
    "contact_name": "联系人 联系人姓名 负责人 法定代表人 法人代表 法人 contact contactperson contactname",
    "phone": "联系电话 电话 电话号码 联系方式 手机 手机号 手机号码 联系人电话 办公电话 固定电话 telephone phone"
    " phonenumber mobile tel",
    "email": "电子邮箱 邮箱 电子邮件 联系邮箱 email mail emailaddress",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}


class NoColumnForName(Refused):
    message = "Please say which column holds the names of the organisations."


class ColumnTwice(Refused):
    message = "One column stands for two fields: {column}."


def guessed(heads: Sequence[str], words: Mapping[str, str] = _FIELD_OF) -> dict[str, str]:
    """Field → head of the column, for the columns whose words are known; a head that says exactly so goes first.

    `words`: the field that each word at a head stands for; by default those of an organisation.
    """
    found: dict[str, str] = {}
    for read in (_bare, _without_brackets):
        for head in heads:
            field = words.get(read(head))
            if field and field not in found and head not in found.values():
                found[field] = head
    return found


def head_in_chinese(field: str) -> str:
    """How offices mostly head the column of a field."""
    return _WORDS[field].split()[0]


def checked(mapping: Mapping[str, str], heads: Sequence[str]) -> dict[str, str]:
    """What a person has chosen, without what is not there; raises NoColumnForName, ColumnTwice."""
    known = {
        field: mapping[field] for field in FIELDS if mapping.get(field) and mapping[field] in heads
    }
    if "name" not in known:
        raise NoColumnForName
    for column in known.values():
        if list(known.values()).count(column) > 1:
            raise ColumnTwice(column=column)
    return known


def heads(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns, each once: one that is empty or comes again is told by its letter."""
    found: list[str] = []
    for position, cell in enumerate(cells):
        head = " ".join(cell.split())[:60]
        found.append(head if head and head not in found else f"{head} {_letter(position)}".strip())
    return tuple(found)


def _letter(position: int) -> str:
    """The column as a spreadsheet names it: A … Z, AA …"""
    first, second = divmod(position, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def _bare(head: str) -> str:
    level = unicodedata.normalize("NFKC", head).casefold()
    return "".join(each for each in level if each.isalnum())


def _without_brackets(head: str) -> str:
    level = unicodedata.normalize("NFKC", head)
    return _bare(re.sub(r"\([^)]*\)|\*", "", level))
