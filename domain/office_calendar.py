"""Which days the offices work: the published calendar, and what an administrator rules on.

Source: the State Council's yearly holiday notice, make-up working days (调休) included, as the
package `chinesecalendar` carries it. A year whose notice is not known follows Monday to Friday,
and says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chinese_calendar import holidays, workdays

_PUBLISHED: dict[date, bool] = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
PUBLISHED_YEARS = frozenset(day.year for day in holidays)
HOLIDAYS: dict[date, str] = holidays | workdays  # the festivals, in English
# As the notice of a year names them, and as the package does.
FESTIVALS = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "国庆": "National Day",
}


@dataclass(frozen=True)
class Calendar:
    """The working days, as they are known at one moment.

    `overrides` are days that the administrator has entered; they win over what is published.
    `published_years` are years whose notice the administrator has entered in full: what the package
    carries of them counts no longer, so that an amended notice leaves nothing of the old one behind.
    """

    overrides: tuple[tuple[date, bool], ...] = ()
    published_years: tuple[int, ...] = ()

    def is_working(self, day: date) -> bool:
        ruled = self._ruled.get(day)
        if ruled is None and day.year not in self.published_years:
            ruled = _PUBLISHED.get(day)
        return day.weekday() < 5 if ruled is None else ruled

    def is_provisional(self, day: date) -> bool:
        """Whether nobody has ruled on the day yet: its year has no published calendar."""
        return day.year not in self.known_years and day not in self._ruled

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years of a period, both ends included, whose notice is not known, unless each of its days in the period
        was ruled on by itself: their holidays and make-up days are missing."""
        return tuple(
            year
            for year in range(first.year, last.year + 1)
            if year not in self.known_years
            and any(map(self.is_provisional, _of(year, first, last)))
        )

    @cached_property
    def known_years(self) -> frozenset[int]:
        return PUBLISHED_YEARS.union(self.published_years)

    @cached_property
    def _ruled(self) -> dict[date, bool]:
        return dict(self.overrides)


PUBLISHED = Calendar()


def _of(year: int, first: date, last: date) -> Iterator[date]:
    """The days of the period that lie in the year."""
    begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return (begin + timedelta(days=n) for n in range((end - begin).days + 1))
