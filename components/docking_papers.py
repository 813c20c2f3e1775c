"""What a docking day gives out to be printed and for calendars: by person, by record, by table, and the whole day.

A file is made when somebody asks for it, outside of any page: words and titles in the reader's language are taken with
it (`Papers`). Sheets lie open on tables: numbers and titles stand on them, and no name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from components.naming import naming
from components.session import language
from components.texts import t
from domain import calendar_files, clock, docking_entries, docking_sheets
from domain.calendar_files import Entry
from domain.docking_entries import Meeting
from domain.docking_sheets import Sheet
from domain.queries.docking import Coming, DayShown, Met

Line = tuple[Meeting, Coming, Coming]  # one's own side, the other


@dataclass(frozen=True)
class Speaker:
    """Whose meetings are on one sheet: one record's, or all those for which the same people speak."""

    key: str
    members: tuple[Coming, ...]

    @property
    def number(self) -> str:
        return self.members[0].number


@dataclass(frozen=True)
class Papers:
    """One day as it is written: in one language, whenever that is."""

    shown: DayShown
    language: str
    named: Callable[[str, str | None], str]
    heads: dict[str, str]
    table_form: str

    def title(self, each: Coming) -> str:
        """Number and title; whose it is stands nowhere that others read."""
        title = self.named(each.title, each.title_en)
        return title if title == each.number else f"{each.number} {title}"

    def of(self, speaker: Speaker) -> str:
        """What is written above a sheet."""
        if len(speaker.members) == 1:
            return self.title(speaker.members[0])
        return " · ".join(each.number for each in speaker.members)

    def table(self, number: int) -> str:
        return self.table_form.format(n=number + 1)

    def lines(self, speaker: Speaker) -> list[Line]:
        """Their meetings in order, and those that are not held."""
        members = {each.key for each in speaker.members}
        found = [
            (met, own, other)
            for met in (*self.shown.meetings, *self.shown.cancelled)
            for own, other in ((met.need, met.result), (met.result, met.need))
            if own.key in members
        ]
        return sorted(found, key=lambda line: (line[0].slot, line[0].table))

    def sheets_of_tables(self) -> str:
        by_table: dict[int, list[Met]] = defaultdict(list)
        for met in self.shown.meetings:
            by_table[met.table].append(met)
        heads = self._heads("time", "need", "result")
        return self._file(
            Sheet(
                self.table(table),
                self._below(),
                heads,
                tuple(
                    (self._hours(met), self.title(met.need), self.title(met.result))
                    for met in by_table[table]
                ),
            )
            for table in sorted(by_table)
        )

    def sheets_of(self, speakers: Iterable[Speaker]) -> str:
        """One page for each who has a meeting."""
        pages = []
        for each in speakers:
            lines = [line for line in self.lines(each) if isinstance(line[0], Met)]
            if lines:
                pages.append(self._sheet(each, lines))
        return self._file(pages)

    def sheet_of_the_day(self) -> str:
        rows = (
            (self._hours(met), str(met.table + 1), self.title(met.need), self.title(met.result))
            for met in self.shown.meetings
        )
        heads = self._heads("time", "table", "need", "result")
        return self._file([Sheet(self.shown.name, self._below(), heads, tuple(rows))])

    def calendar(self, speaker: Speaker) -> str:
        """A calendar file; what is not held is struck out there."""
        many = len(speaker.members) > 1
        entries = [
            self.entry(met, f"{own.number} × {self.title(other)}" if many else self.title(other))
            for met, own, other in self.lines(speaker)
        ]
        return calendar_files.written(entries, clock.now())

    def calendar_of_table(self, table: int) -> str:
        found = (*self.shown.meetings, *self.shown.cancelled)
        entries = [
            self.entry(met, f"{met.need.number} × {met.result.number}")
            for met in found
            if met.table == table
        ]
        return calendar_files.written(entries, clock.now())

    def entry(self, met: Meeting, title: str) -> Entry:
        return docking_entries.entry(self.shown, met, title, self.table(met.table))

    def _sheet(self, speaker: Speaker, lines: list[Line]) -> Sheet:
        if len(speaker.members) == 1:
            rows = [
                (self._hours(met), str(met.table + 1), self.title(other)) for met, _, other in lines
            ]
            heads = self._heads("time", "table", "with")
        else:
            rows = [
                (self._hours(met), str(met.table + 1), self.title(own), self.title(other))
                for met, own, other in lines
            ]
            heads = self._heads("time", "table", "for", "with")
        return Sheet(self.of(speaker), self._below(), heads, tuple(rows))

    def _heads(self, *names: str) -> tuple[str, ...]:
        return tuple(self.heads[name] for name in names)

    def _hours(self, met: Meeting) -> str:
        begins = self.shown.begins(met.slot)
        return f"{begins:%H:%M}–{begins + timedelta(minutes=self.shown.slot_minutes):%H:%M}"

    def _below(self) -> str:
        shown = self.shown
        return " · ".join(filter(None, (shown.name, f"{shown.held_on:%Y-%m-%d}", shown.place)))

    def _file(self, pages: Iterable[Sheet]) -> str:
        foot = f"{self.shown.number} · {clock.now().astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
        return docking_sheets.written(self.shown.name, self.language, list(pages), foot)


def papers(shown: DayShown) -> Papers:
    """The day with the reader's language, for files that are made later."""
    heads = {
        "time": t("Time"),
        "table": t("Table"),
        "need": t("Technical need"),
        "result": t("Result or team"),
        "with": t("With"),
        "for": t("For"),
    }
    return Papers(shown, language(), naming(), heads, t("Table {n}"))


def speakers(shown: DayShown) -> list[Speaker]:
    """Everybody whose meetings this reader may see, those first who speak for several records."""
    together: dict[int, list[Coming]] = defaultdict(list)
    alone = []
    for each in (*shown.needs, *shown.results):
        if each.delegation_id is None:
            alone.append(each)
        else:
            together[each.delegation_id].append(each)
    several = [
        Speaker(f"delegation-{id}", tuple(members))
        for id, members in together.items()
        if len(members) > 1
    ]
    alone += [members[0] for members in together.values() if len(members) == 1]
    return several + [record(each) for each in alone]


def records(shown: DayShown) -> list[Speaker]:
    """Every record by itself."""
    return [record(each) for each in (*shown.needs, *shown.results)]


def record(each: Coming) -> Speaker:
    return Speaker(f"{each.kind}-{each.record_id}", (each,))
