"""Reading a holiday notice: the State Council's own sentences, or one day or span to a line.

Understood are "5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。" as the General Office
writes it, and "2027-05-01..2027-05-05 rest Labour Day" for whoever would rather type. A weekday that
stands in brackets must be that day's: so the notice of another year is noticed before it does harm.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import Missing, Refused, TooLong

MOST = 6000  # characters
LONGEST = 31  # days that one span may have

_NUMERAL = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]\s*")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*年)?\s*(?:(?P<month>\d{1,2})\s*月)?\s*(?P<day>\d{1,2})\s*日"
    r"(?P<said>\s*[（(][^（）()]*[）)])?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_TO = re.compile(r"\s*(?:至|到|—|－|-|~|～|–)\s*")
_ISO_TO = re.compile(r"\s*(?:\.\.+|…|至|到|to|—|–|~|～)\s*", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_RESTS = re.compile(r"放假|休息|调休|休假|\brest\b|\boff\b|\bholiday\b", re.IGNORECASE)
_WORKS = re.compile(r"上班|上课|工作日|\bwork(?:ing)?\b", re.IGNORECASE)
_NAMES = "一二三四五六日"


class NotUnderstood(Refused):
    message = "This could not be read: {text}"


class NoSuchDay(Refused):
    message = "There is no such day: {text}"


class AnotherYears(Refused):
    message = "{day} does not fall on the weekday that the notice gives. Is it the notice of another year?"


class NotOfTheYear(Refused):
    message = "{day} does not belong to the notice of {year}."


class SaidTwice(Refused):
    message = "{day} is named both as a day of rest and as a working day."


@dataclass(frozen=True)
class NoticeDay:
    """One day that the notice rules on."""

    day: date
    is_working: bool
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """What a text rules on, in the order of the days, and the sentences with dates that were left out."""

    days: tuple[NoticeDay, ...]
    left_out: tuple[str, ...] = ()

    @property
    def rest(self) -> int:
        return sum(not each.is_working for each in self.days)

    @property
    def make_up(self) -> int:
        return sum(each.is_working for each in self.days)


def understood(text: str, year: int) -> Notice:
    """The days that the text names. Raises Missing, TooLong and the refusals above."""
    if not text.strip():
        raise Missing(field="Holiday notice")
    if len(text) > MOST:
        raise TooLong(field="Holiday notice", most=MOST)
    found: dict[date, NoticeDay] = {}
    left_out = []
    for line in text.splitlines():
        days, skipped = _iso_line(line) if _ISO.search(line) else _sentences(line, year)
        left_out += skipped
        for each in days:
            _take(found, each, year)
    if not found:
        raise NotUnderstood(text=_short(text))
    return Notice(tuple(found[day] for day in sorted(found)), tuple(left_out))


def _take(found: dict[date, NoticeDay], each: NoticeDay, year: int) -> None:
    """A notice may reach some days into the years beside its own, no further."""
    start, end = date(year - 1, 12, 20), date(year + 1, 1, 10)
    if not start <= each.day <= end:
        raise NotOfTheYear(day=each.day.isoformat(), year=year)
    before = found.get(each.day)
    if before and before.is_working != each.is_working:
        raise SaidTwice(day=each.day.isoformat())
    found[each.day] = each


def _iso_line(line: str) -> tuple[list[NoticeDay], list[str]]:
    """ "2027-05-01..2027-05-05 rest Labour Day": days first, then which, then what for."""
    dates = list(_ISO.finditer(line))
    rest = line[dates[-1].end() :]
    is_span = len(dates) == 2 and _ISO_TO.fullmatch(line[dates[0].end() : dates[1].start()])
    works, rests = _WORKS.search(rest), _RESTS.search(rest)
    if bool(works) == bool(rests):
        raise NotUnderstood(text=_short(line))
    days = [_date(*map(int, match.groups()), line) for match in dates]
    said = works or rests
    name = (rest[: said.start()] + rest[said.end() :]).strip(" ,，:：;；。")
    spans = [(days[0], days[1])] if is_span else [(day, day) for day in days]
    return _listed(spans, bool(works), name[:60], line), []


def _sentences(line: str, year: int) -> tuple[list[NoticeDay], list[str]]:
    """The notice's own prose: a month holds on until another is named, the festival until the end of its line."""
    days: list[NoticeDay] = []
    left_out = []
    name, month = _festival(line), None
    for sentence in _parts(line):
        spans, month = _spans(sentence, year, month)
        if not spans:
            continue
        if _WORKS.search(sentence):
            days += _listed(spans, True, name, sentence)
        elif _RESTS.search(sentence):
            days += _listed(spans, False, name, sentence)
        else:
            left_out.append(_short(sentence))
    return days, left_out


def _parts(line: str) -> list[str]:
    """The sentences; one that tells of rest and of work is taken apart at its commas."""
    parts: list[str] = []
    for sentence in re.split(r"[。；;]", line):
        is_mixed = _WORKS.search(sentence) and _RESTS.search(sentence)
        parts += re.split(r"[，,]", sentence) if is_mixed else [sentence]
    return parts


def _spans(
    sentence: str, year: int, month: int | None
) -> tuple[list[tuple[date, date]], int | None]:
    """The days of one sentence as spans, and the month it ends in."""
    spans: list[tuple[date, date]] = []
    end = None
    for match in _DAY.finditer(sentence):
        own_year = int(match["year"] or 0)
        month = int(match["month"] or month or 0)
        is_second = end is not None and _TO.fullmatch(sentence[end : match.start()])
        default = spans[-1][0].year if is_second else year
        day = _date(own_year or default, month, int(match["day"]), sentence)
        _refuse_other_weekday(day, match["said"] or "")
        if is_second:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
        end = match.end()
    return spans, month


def _listed(
    spans: list[tuple[date, date]], is_working: bool, name: str, text: str
) -> list[NoticeDay]:
    found = []
    for first, last in spans:
        length = (last - first).days + 1
        if not 1 <= length <= LONGEST:
            raise NotUnderstood(text=_short(text))
        found += [NoticeDay(first + timedelta(days=n), is_working, name) for n in range(length)]
    return found


def _festival(line: str) -> str:
    """ "二、春节：2月15日…" is about 春节."""
    head, colon, _ = re.sub(_NUMERAL, "", line).partition("：")
    if not colon:
        head, colon, _ = re.sub(_NUMERAL, "", line).partition(":")
    head = head.strip()
    return head if colon and len(head) <= 20 and not _DAY.search(head) else ""


def _refuse_other_weekday(day: date, said: str) -> None:
    named = _WEEKDAY.search(said)
    if named and _NAMES.index(named[1].replace("天", "日")) != day.weekday():
        raise AnotherYears(day=day.isoformat())


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(text=_short(text)) from None


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:60]}…"
