"""Taking the list behind a figure along: as many records as a table serves, with its filters, its time and the
definition of the figure above them. Of people to call it tells nothing, as the list itself does not."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from components import (
    figure_activities,
    figure_parts,
    figure_report,
    figure_words,
    kpi_filters,
    kpi_marks,
    list_files,
)
from components.kpi_filters import Asked
from components.list_files import Table
from components.naming import named
from components.texts import t, term
from db.indicator_vocabulary import Half, Indicator, Unit
from domain import exports
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


def offer(
    person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part, many: int
) -> None:
    """Both kinds of table, and how much of the list they hold."""
    if not exports.may_take_list(person):
        return
    left_out = ""
    if many > MOST:
        left_out = t(
            "The first {most} of {n} records: narrow the list down for the others.",
            most=f"{MOST:,}",
            n=f"{many:,}",
        )
    above = _above(person, asked, indicator, half, part, many)
    above += [(left_out, "")] if left_out else []
    list_files.offer(
        "records",
        f"records-{indicator.value}-{asked.code}",
        lambda: _taken(person, asked, indicator, half, part, above),
        t("With its filters, its time and the definition. It is noted who took it out."),
        left_out,
    )


def _taken(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    half: Half,
    part: Part,
    above: list[tuple[str, str]],
) -> Table:
    """Title, filters and definition, then the heads and a line for each record; all lines equally long.

    That it was fetched is kept with the taker's own organisation.
    """
    found = figure_list.now(person, indicator, asked.scope, half, part)
    query = (*kpi_filters.records_query(replace(asked, back=""), indicator, half), *part.query)
    perform(
        person.id,
        exports.take_list,
        person.organisation_id,
        indicator=indicator,
        narrowed=urlencode(query),
        many=found.many - found.left_out,
    )
    heads = _heads(indicator)
    width = len(heads)
    filled = [[*line, *[""] * (width - 2)] for line in above]
    return [*filled, [""] * width, heads, *(line[:width] for line in _lines(found, indicator))]


def _lines(found: FigureList, indicator: Indicator) -> list[list[str]]:
    lines = [
        [each.name, _when(each.at) if each.at else str(each.many)] for each in found.enterprises
    ]
    for each in found.activities:
        lines.append([each.enterprise, str(each.many)] if each.id is None else _activity(each))
    if indicator is Indicator.TRAINING_HOURS:
        for line, each in zip(lines, found.activities, strict=True):
            line.append(figure_activities.hours(each))
    return lines + [_order(each) for each in found.orders]


def _activity(each: Held) -> list[str]:
    at = _when(each.at) if isinstance(each.at, datetime) else f"{each.at:%Y-%m-%d}"
    return [each.number, named(each.title, each.title_en), at, each.enterprise]


def _order(each: Record) -> list[str]:
    return [
        each.number,
        each.title if each.is_open else t("Not open to you"),
        term(each.stage),
        _when(each.at),
        _when(each.done_at),
        each.enterprise,
        named(each.area, each.area_en),
        named(each.unit, each.unit_en),
        t("yes") if each.is_good else t("no"),
    ]


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def _above(
    person: Person, asked: Asked, indicator: Indicator, half: Half, part: Part, many: int
) -> list[tuple[str, str]]:
    """What the list is of, in pairs; read with the page, for a file is made when nothing is drawn any more."""
    which = figure_words.halves(indicator)[half]
    above = [(t("Behind the figure"), ""), (t("Figure"), term(indicator))]
    above += figure_report.filters(person, asked)
    above += [(t("Which"), which)] if _is_rate(indicator) else []
    above += [(t("Narrowed to"), each) for each in figure_parts.words(person, asked, part)]
    above += [(t("Records"), f"{many:,}"), (t("Definition"), kpi_marks.definition(indicator))]
    return above


def _heads(indicator: Indicator) -> tuple[str, ...]:
    if indicator in enterprises.OF_ENTERPRISES:
        is_new = indicator is Indicator.NEW_REGISTRATIONS
        return (t("Enterprise"), t("Registered") if is_new else t("Answers"))
    if indicator in activities.OF_ACTIVITIES:
        return figure_activities.heads(indicator)
    heads = (t("Number"), t("Subject"), t("Stage"), t("Counts from"), t("Done at"))
    heads += (t("Enterprise"), t("Area"), t("Unit"))
    return (*heads, figure_words.halves(indicator)[Half.GOOD]) if _is_rate(indicator) else heads


def _is_rate(indicator: Indicator) -> bool:
    return DEFINITIONS[indicator].unit is Unit.SHARE
