"""The timetable of a docking day: slots down, tables across, each meeting in whole words, in a frame that scrolls."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.browser import component

_mount = component("timetable_of_a_day", "leading", "timetable", style="timetable")


@dataclass(frozen=True)
class Meeting:
    """Who meets whom, plain text: the need with its mark before it, and what it meets."""

    need: str
    result: str


@dataclass(frozen=True)
class Slot:
    """One line: its hours, and what is at each table; none where nobody sits."""

    time: str
    meetings: tuple[Meeting | None, ...]


def show(
    tables: Sequence[str], slots: Sequence[Slot], *, key: str, label: str, corner: str
) -> None:
    """Draw it. What people typed goes in as text and comes out as text."""
    rows = [{"time": each.time, "cells": [_cell(met) for met in each.meetings]} for each in slots]
    data = {"label": label, "corner": corner, "columns": list(tables), "rows": rows}
    _mount(key=key, data=data)


def _cell(met: Meeting | None) -> dict | None:
    return None if met is None else {"need": met.need, "with": f"× {met.result}"}
