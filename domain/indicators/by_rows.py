"""Figures counted from the rows themselves, by what they are put beside each other by."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, func, literal

from db.indicator_vocabulary import By, Indicator
from db.spans import month_of
from domain.indicators.figure import Figure
from domain.indicators.reading import Split


def figures(
    session: Session, indicator: Indicator, counted: Select, key: ColumnElement, by: Split
) -> Iterator[tuple[object, Figure]]:
    """One figure for each key that `counted` (key, how many) finds; beside nothing one alone, if only of nought."""
    found = dict(session.execute(counted.group_by(key)).all())
    for name, many in (found if by else {None: found.get(0, 0)}).items():
        yield name, Figure(indicator, many, many, many)


def key(by: Split, area: ColumnElement, day: ColumnElement) -> ColumnElement:
    """What rows of this area and this day are put beside each other by; nought where by nothing."""
    match by:
        case By.AREA:
            return func.coalesce(area, "")
        case By.MONTH:
            return month_of(day)
        case By.DAY:
            return day
    return literal(0)
