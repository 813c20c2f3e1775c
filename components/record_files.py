"""Taking the list behind a figure along: as many records as a table serves, with its filters, its time and the
definition of the figure above them. Of people to call it tells nothing, as the list itself does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import streamlit as st

from components import figure_activities, figure_parts, figure_report, kpi_filters, kpi_marks
from components.kpi_filters import Asked
from components.texts import Spoken, spoken, t, term
from db.indicator_vocabulary import Half, Indicator, Unit
from domain import exports, sheets
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import Part
from domain.permissions import Person
from domain.queries import figure_list
from domain.queries import indicator_activities as activities
from domain.queries import indicator_enterprises as enterprises
from domain.queries.figure_list import MOST, FigureList
from domain.queries.indicator_activities import Behind as Held
from domain.queries.indicator_records import Record

KINDS = ("xlsx", "csv")


@dataclass(frozen=True)
class _Said:
    """What is said in a file, in the reader's language: when it is made, no page is drawn any more."""

    title: str
    above: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    met: tuple[str, str]  # no, yes
    closed: str  # in the place of what is not open to the reader
    left_out: str
    words: Spoken


def offer(
    person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part, many: int
) -> None:
    """Both kinds of table, and how much of the list they hold."""
    if not exports.may_take_list(person):
        return
    said = _said(person, asked, indicator, half, part, many)
    with st.popover(t("Take along as a table"), icon=":material/download:", key="records-take"):
        st.caption(t("With its filters, its time and the definition. It is noted who took it out."))
        if said.left_out:
            st.caption(said.left_out)
        labels = {"xlsx": t("Spreadsheet (XLSX)"), "csv": t("Text table (CSV)")}
        with st.container(horizontal=True):
            for kind in KINDS:
                st.download_button(
                    labels[kind],
                    lambda kind=kind: _file(person, asked, indicator, half, part, kind, said),
                    file_name=f"records-{indicator.value}-{asked.code}.{kind}",
                    mime=sheets.MEDIA_TYPES[kind],
                    key=f"records-{kind}",
                    on_click="ignore",
                )


def _file(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    half: Half,
    part: Part,
    kind: str,
    said: _Said,
) -> bytes:
    """The file, made when it is fetched; that it was is kept with the taker's own organisation."""
    found = figure_list.now(person, indicator, asked.scope, half, part)
    query = (*kpi_filters.records_query(asked, indicator, half), *part.query)
    perform(
        person.id,
        exports.take_list,
        person.organisation_id,
        indicator=indicator,
        narrowed=urlencode(query),
        many=found.many - found.left_out,
    )
    return b"".join(sheets.pieces(kind, _rows(found, said)))


def _rows(found: FigureList, said: _Said) -> Iterator[Sequence[str]]:
    """Title, filters and definition, then the heads and a line for each record; all lines equally long."""
    above = [(said.title, ""), *said.above]
    if said.left_out:
        above.append((said.left_out, ""))
    width = len(said.heads)
    for line in above:
        yield [*line, *[""] * (width - 2)]
    yield [""] * width
    yield said.heads
    for each in found.enterprises:
        yield [each.name, _when(each.at) if each.at else str(each.many)]
    for each in found.activities:
        yield [each.enterprise, str(each.many)] if each.id is None else _activity(each, said)
    for each in found.orders:
        yield _order(each, said)[:width]


def _activity(each: Held, said: _Said) -> list[str]:
    at = _when(each.at) if isinstance(each.at, datetime) else f"{each.at:%Y-%m-%d}"
    return [each.number, said.words.named(each.title, each.title_en), at, each.enterprise]


def _order(each: Record, said: _Said) -> list[str]:
    named = said.words.named
    return [
        each.number,
        each.title if each.is_open else said.closed,
        said.words.term(each.stage),
        _when(each.at),
        _when(each.done_at),
        each.enterprise,
        named(each.area, each.area_en),
        named(each.unit, each.unit_en),
        said.met[each.is_good],
    ]


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def _said(
    person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part, many: int
) -> _Said:
    which = {Half.ALL: t("All"), Half.REST: t("Did not meet it"), Half.GOOD: t("Met it")}[half]
    is_rate = DEFINITIONS[indicator].unit is Unit.SHARE
    above = [(t("Figure"), term(indicator)), *figure_report.filters(person, asked)]
    above += [(t("Which"), which)] if is_rate else []
    above += [(t("Narrowed to"), each) for each in figure_parts.words(person, asked, part)]
    above += [(t("Records"), f"{many:,}"), (t("Definition"), kpi_marks.definition(indicator))]
    left_out = ""
    if many > MOST:
        left_out = t(
            "The first {most} of {n} records: narrow the list down for the others.",
            most=f"{MOST:,}",
            n=f"{many:,}",
        )
    return _Said(
        title=t("Behind the figure"),
        above=tuple(above),
        heads=_heads(indicator, is_rate),
        met=(t("no"), t("yes")),
        closed=t("Not open to you"),
        left_out=left_out,
        words=spoken(),
    )


def _heads(indicator: Indicator, is_rate: bool) -> tuple[str, ...]:
    if indicator in enterprises.OF_ENTERPRISES:
        is_new = indicator is Indicator.NEW_REGISTRATIONS
        return (t("Enterprise"), t("Registered") if is_new else t("Answers"))
    if indicator in activities.OF_ACTIVITIES:
        return figure_activities.heads(indicator)
    heads = (t("Number"), t("Subject"), t("Stage"), t("Counts from"), t("Done at"))
    heads += (t("Enterprise"), t("Area"), t("Unit"))
    return (*heads, t("Met it")) if is_rate else heads
