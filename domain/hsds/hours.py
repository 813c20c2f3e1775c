"""Opening times as people write them (周一至周五 9:00-17:00), read as weekly rules where that is certain."""

import re
from dataclasses import dataclass

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CHINESE = {day: at for at, day in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_LATIN = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_TO = r"\s*(?:至|到|to|[-\u2010-\u2015~\uff5e])\s*"
_SPAN = re.compile(
    rf"(?:周|星期)([一二三四五六日天]){_TO}(?:周|星期)?([一二三四五六日天])"
    rf"|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*{_TO}(mon|tue|wed|thu|fri|sat|sun)[a-z]*",
    re.IGNORECASE,
)
_EVERY_DAY = re.compile(r"每天|每日|daily|every day", re.IGNORECASE)
_WORKING = re.compile(r"工作日|working days|weekdays", re.IGNORECASE)
_TIMES = re.compile(rf"(?<!\d)(\d{{1,2}})[:：](\d\d){_TO}(\d{{1,2}})[:：](\d\d)(?!\d)")


@dataclass(frozen=True)
class Opening:
    """Every week on these days, from and to, on the clocks of Wenzhou."""

    days: tuple[str, ...]
    opens: str
    closes: str


def openings(text: str) -> tuple[Opening, ...]:
    """The rules that a text surely states; none, where anything is left open to doubt."""
    days = _days(text)
    times = _TIMES.findall(text)
    if not days or not times:
        return ()
    read = [(int(a), int(b), int(c), int(d)) for a, b, c, d in times]
    if any(
        not (a < 24 and c <= 24 and b < 60 and d < 60 and (a, b) < (c, d)) for a, b, c, d in read
    ):
        return ()
    return tuple(
        Opening(days, f"{a:02d}:{b:02d}+08:00", f"{c % 24:02d}:{d:02d}+08:00")
        for a, b, c, d in read
    )


def _days(text: str) -> tuple[str, ...]:
    """The days, if one span of them is named and no other."""
    spans = _SPAN.findall(text)
    general = bool(_EVERY_DAY.search(text)) + bool(_WORKING.search(text))
    if len(spans) + general != 1:
        return ()
    if general:
        return DAYS if _EVERY_DAY.search(text) else DAYS[:5]
    first, last, first_en, last_en = spans[0]
    if first:
        start, end = _CHINESE[first], _CHINESE[last]
    else:
        start, end = _LATIN[first_en.lower()], _LATIN[last_en.lower()]
    return DAYS[start : end + 1]
