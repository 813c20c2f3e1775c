"""How single facts become HSDS: opening times, telephones, addresses, words."""

import tomllib
from pathlib import Path

import pytest

from db.vocabulary import Kind, PriceKind, QualificationType, ServiceField, SizeClass
from domain.hsds.hours import Opening, openings
from domain.hsds.parts import office_email, office_phone, web_address
from domain.hsds.tables import NESTED, TABLES
from domain.hsds.taxonomies import chinese

ROOT = Path(__file__).parents[2]
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("周一至周五 9:00-17:00", [(WEEK[:5], "09:00", "17:00")]),
        ("星期一到星期六8：30～18：00", [(WEEK[:6], "08:30", "18:00")]),
        (
            "Mon-Fri 09:00 to 12:00, 13:30-17:00",
            [(WEEK[:5], "09:00", "12:00"), (WEEK[:5], "13:30", "17:00")],
        ),
        ("每天 0:00-24:00", [(WEEK, "00:00", "00:00")]),
        ("工作日 9:00-17:00", [(WEEK[:5], "09:00", "17:00")]),
        ("需预约", []),
        ("周一至周五 9:00-17:00，周六 9:00-12:00；周日至周一休", []),
        ("每天 18:00-9:00", []),
        ("周一至周五 29:00-30:00", []),
        ("9:00-17:00", []),
    ],
)
def test_opening_times_become_rules_only_where_they_are_certain(text, found):
    expected = tuple(Opening(days, f"{a}+08:00", f"{b}+08:00") for days, a, b in found)
    assert openings(text) == expected


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("+8657788886666x801", ("+8657788886666", 801)),
        ("96871", ("96871", None)),
        ("+8613857712345", None),
        ("13857712345", None),
        ("86 138 5771 2345", None),
        ("", None),
        (None, None),
    ],
)
def test_only_an_offices_number_is_told(kept, told):
    assert office_phone(kept) == told


def test_an_address_that_is_a_mobile_number_is_not_told():
    assert office_email("office@example.com") == "office@example.com"
    assert office_email("13857712345@139.com") is None


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("www.example.com", "http://www.example.com"),
        (
            "https://例子.中国/关于?a=1&b=二",
            "https://xn--fsqu00a.xn--fiqs8s/%E5%85%B3%E4%BA%8E?a=1&b=%E4%BA%8C",
        ),
        ("javascript://alert(1)", None),
        ("javascript:alert(1)", None),
        ("http://example.com:99999/", None),
        ("no website", None),
        ("", None),
    ],
)
def test_a_website_is_told_only_as_a_uri(kept, told):
    assert web_address(kept) == told


def test_the_words_are_those_of_the_pages():
    shown = tomllib.loads((ROOT / "components/texts/zh/terms.toml").read_text("utf-8"))
    lists = (ServiceField, SizeClass, PriceKind, QualificationType)
    members = [member for each in lists for member in each]
    members += [kind for kind in Kind if kind is not Kind.ENTERPRISE]
    for member in members:
        assert chinese(member) == shown[f"{type(member).__name__}.{member.value}"]


def test_every_nested_record_has_its_table():
    assert set(NESTED.values()) <= set(TABLES)
