"""How people write a bound, a number and a range in Chinese and English: the words and patterns of target figures."""

import re
from itertools import product

SIGNS = {
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "≮": ">=",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "≯": "<=",
    ">=": ">=",
    "<=": "<=",
    "=": "=",
    ">": ">",
    "<": "<",
}
_BELOW, _ABOVE = ("低于", "少于", "小于"), ("高于", "多于", "大于", "超过", "超出")
_NOT_TO = ("不", "不得", "不能", "不可", "不应", "不应当", "不宜", "不要", "不会", "未", "没有")
_LESS, _MORE = ("less", "lower", "fewer", "smaller"), ("more", "greater", "higher", "larger")
WORDS = {
    **{no + word: ">=" for no, word in product(_NOT_TO, _BELOW)},
    **{no + word: "<=" for no, word in product(_NOT_TO, _ABOVE)},
    **dict.fromkeys(_BELOW, "<"),
    **dict.fromkeys(_ABOVE, ">"),
    **dict.fromkeys(("至少", "最少", "最低", "最小", "大于等于", "大于或等于"), ">="),
    **dict.fromkeys(("至多", "最多", "最高", "最大", "小于等于", "小于或等于"), "<="),
    "不足": "<",
    "不到": "<",
    **{f"{no} {word} than": ">=" for no, word in product(("not", "no"), _LESS)},
    **{f"{no} {word} than": "<=" for no, word in product(("not", "no"), _MORE)},
    **{f"{word} than": "<" for word in _LESS},
    **{f"{word} than": ">" for word in _MORE},
    **{f"{word} than or equal to": "<=" for word in _LESS},
    **{f"{word} than or equal to": ">=" for word in _MORE},
    **dict.fromkeys(("at least", "not below", "not under", "no under"), ">="),
    **dict.fromkeys(("at most", "up to", "within", "not above", "not over"), "<="),
    **dict.fromkeys(("not exceed", "not exceeding", "not to exceed"), "<="),
    **dict.fromkeys(("above", "over", "exceeding", "exceeds"), ">"),
    **dict.fromkeys(("below", "under"), "<"),
}
BEHIND = {
    **dict.fromkeys(("以上", "及以上", "或以上", "或更高", "或更多"), ">="),
    **dict.fromkeys(("以下", "及以下", "或以下", "或更低", "或更少", "以内", "之内", "内"), "<="),
    **dict.fromkeys(("or more", "or above", "or higher", "and above", "and more"), ">="),
    **dict.fromkeys(("or less", "or below", "or lower", "and below", "or fewer"), "<="),
    **dict.fromkeys(("at least", "minimum"), ">="),
    **dict.fromkeys(("at most", "maximum"), "<="),
}
MEANS = {**SIGNS, **WORDS}
TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}


def _any(words) -> str:
    """One of the words, the longest first; a Latin one is no part of another word."""
    found = []
    for each in sorted(words, key=len, reverse=True):
        told = re.escape(each).replace(r"\ ", " +")
        found.append(
            rf"(?<![a-z]){told}(?![a-z])" if each[0].isalpha() and each.isascii() else told
        )
    return "|".join(found)


SIGN, WORD = _any(SIGNS), _any(WORDS)
RELATION = f"{SIGN}|{WORD}"
_BEHIND = _any(BEHIND).replace("|内", "|(?<!室)内")
_AT_MOST = _any(each for each, means in MEANS.items() if means in ("<", "<="))

# 1000, 1,000, 1 000, 1×10^5, 10^5, 5e-3; never a part of a longer number.
_POWER = r"10\^[-+]?\d{1,2}"
NUMBER = (
    rf"[-+]?(?:{_POWER}|(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,3}}(?: \d{{3}}){{1,4}}|\d{{1,12}})(?!\d)(?:\.\d{{1,15}})?"
    rf"(?:\s*[×x*·]\s*{_POWER}|e[-+]?\d{{1,2}})?)(?!\d)"
)
_NAME = r"(?P<name>.{0,60}?)\s*[:：]?\s*"
_UNIT = r"(?P<unit>.{0,20})"
# The unit of the first number of two; "to" and "and" lead to the second, also where that is below nought.
_ITS = (
    r"(?P<its>(?!e[-+]?\d|[至到和与]|(?:to|and)(?![a-z]))"
    r"(?:[^\W\d_]|[°%‰/])(?:(?![-~–—至到±])[^\s\d]|(?<=[a-z])[23]){0,14})?"
)
_FREE = r"(?:(?<![a-z0-9.,+-])|(?<=ph))"  # a number begins here: not that of PM2.5 or HT-200
_TO = r"(?:\s*(?:[-~–]|[—―]+|至|到|\.{2,3})\s*|\s+to\s+)"
_OF = r"(?:(?:=|为|在|介于|(?<![a-z])(?:from|between|is|of)(?![a-z]))\s*)?"
_LOW, _HIGH = rf"(?P<low>{NUMBER})\s*{_ITS}", rf"(?P<value>{NUMBER})\s*{_UNIT}"


def _pattern(text: str) -> re.Pattern:
    return re.compile(text, re.IGNORECASE)


RANGES = (
    _pattern(rf"{_NAME}{_OF}{_FREE}{_LOW}{_TO}{_HIGH}"),
    _pattern(
        rf"{_NAME}(?:(?<![a-z])between(?![a-z])|介于|在)\s*{_LOW}\s*(?:和|与|\band\b)\s*{_HIGH}"
    ),
)
AROUND = _pattern(rf"{_NAME}{_OF}{_FREE}{_LOW}\s*±\s*{_HIGH}")  # 25 ± 2 °C
FRAMED = _pattern(  # 10 mm ≤ thickness ≤ 20 mm
    rf"(?P<low>{NUMBER})\s*{_ITS}\s*(?P<before>{SIGN})\s*(?P<name>\D.{{0,59}}?)\s*(?P<relation>{SIGN})\s*{_HIGH}"
)
DEVIATION = _pattern(
    r"(?P<name>.{0,56}(?:精度|误差|偏差|公差|accuracy|deviation|error|tolerance))\s*[:：]?\s*"
    rf"(?P<relation>(?:=|{_AT_MOST})?)\s*±\s*{_HIGH}"
)
SIGNED = _pattern(rf"{_NAME}(?P<relation>{SIGN})\s*{_HIGH}")
WORDED = _pattern(rf"{_NAME}(?P<relation>{WORD})\s*{_HIGH}")
FOLLOWED = _pattern(
    rf"(?P<name>.{{0,60}}?){_FREE}(?P<value>{NUMBER})\s*"
    rf"(?P<unit>(?:[^\d]|(?<=[a-z])[23]){{0,20}}?)\s*(?P<relation>{_BEHIND})"
)

_BOUND = rf"{SIGN}|±|(?:{WORD})\s*{NUMBER}"
SAYS = _pattern(
    rf"{_BOUND}|{NUMBER}\s*[^\d]{{0,20}}?(?:{_BEHIND})|{_FREE}{NUMBER}\s*{_ITS}{_TO}{NUMBER}"
)
BEGINS = _pattern(rf"\s*(?:{SIGN}|(?:{WORD})\s*{NUMBER})")
MORE = _pattern(rf"{_BOUND}|{_BEHIND}")  # what no unit holds
BOUND = _pattern(rf"{SIGN}|±|(?:{WORD})\s*(?:{NUMBER}|$)")  # and no name
AND = _pattern(r"(并且|而且|同时|且|(?<![a-z])(?:and|but)(?![a-z]))")
NOT = _pattern(r"(?:不[得能应可宜要]?|未|勿|(?<![a-z])(?:not|never))\s*$")
# A unit that begins so is the rest of a number: 10-20 mm, 1 00 h, 1×105, 5 to 7 h.
REST = _pattern(rf"[\d.,]|(?:{_TO}|[±×x*]\s*|e[-+]?)\d")
AMID = _pattern(r"\s*(?:之间|以内|之内|范围之?内?|区间内?)$")  # what may close a range
RANGE_OF = _pattern(
    r"\s*(?:范围|区间|(?<![a-z])range)$"
)  # "temperature range" names the temperature
# What leads over to the bound and is no part of the name; 响应 and 雷达 are names.
LEADS = _pattern(
    r"\s*(?:应当|必须|要求|达到|可达|(?<![响反效感供适对相])应|(?<![雷马表])达|须"
    r"|(?<![a-z])(?:(?:must|should|shall|can|may|to)(?: be)?|is|are|of)(?![a-z]))$"
)
