"""Taking the key figures along: a workbook with its own charts, a text table, a Word file, a picture."""

from collections.abc import Mapping

import streamlit as st

from components import figure_report, window
from components.kpi_filters import Asked
from components.target_marks import Mark
from components.texts import declared, t
from db.indicator_vocabulary import Indicator, Unit
from domain.bulletin import pictures
from domain.bulletin.fonts import chinese
from domain.figure_files import text_table, word_file, workbook
from domain.figure_files.report import Report
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person

NAME, VIEW = "files", "view"  # in the address


def offer(
    person: Person, asked: Asked, indicator: Indicator, aims: Mapping[Indicator, Mark]
) -> None:
    """One button; what can be taken along stands in a window, so that the page below is drawn no second time."""
    if st.button(t("Take along"), icon=":material/download:", key="kpi-files"):
        window.turn_to(NAME, VIEW)
    if window.opened(NAME) == VIEW:
        title = t("Take this view along")
        window.show(NAME, title, _files, person, asked, indicator, aims, width="small")


def _files(
    person: Person, asked: Asked, indicator: Indicator, aims: Mapping[Indicator, Mark]
) -> None:
    st.caption(t("With its filters, its time and the definitions of the figures."))
    found = figure_report.report(person, asked, indicator, aims)
    name = f"figures-{asked.code}"
    _button(t("Workbook with charts (XLSX)"), lambda: workbook.written(found), name, "xlsx")
    heads = (t("Table"), t("Of what"), t("Figure"), t("Value"))
    heads += (t("Of how many"), t("Remark"), t("Formula"))
    _button(t("Text table (CSV)"), lambda: text_table.written(found, heads), name, "csv")
    _button(
        t("Word file"), lambda: word_file.written(found, _picture(found, indicator)), name, "docx"
    )
    if chinese() is None:
        st.caption(t("This machine has no Chinese font: pictures cannot be drawn."))
    elif figure_report.bars(found):
        _button(t("Picture (PNG)"), lambda: _picture(found, indicator), name, "png")


MEDIA = {
    "xlsx": (workbook.MEDIA_TYPE, "table_view"),
    "csv": (text_table.MEDIA_TYPE, "csv"),
    "docx": (word_file.MEDIA_TYPE, "description"),
    "png": ("image/png", "image"),
}


def _button(label: str, content, name: str, ending: str) -> None:
    media, icon = MEDIA[ending]
    st.download_button(
        label,
        content,
        file_name=f"{name}.{ending}",
        mime=media,
        icon=f":material/{icon}:",
        key=f"kpi-file-{ending}",
        on_click="ignore",
        width="stretch",
    )


def _picture(found: Report, indicator: Indicator) -> bytes | None:
    """Bars of the chosen figure; none where the machine cannot write Chinese."""
    told = figure_report.bars(found)
    if chinese() is None or not told:
        return None
    drawn = [
        pictures.Bar(name, value if isinstance(value, (int, float)) else None, words)
        for name, value, words in told
    ]
    said = " · ".join(value for _, value in found.filters)
    is_share = DEFINITIONS[indicator].unit is Unit.SHARE
    formula = declared(DEFINITIONS[indicator].formula)
    return pictures.ranked(
        drawn,
        title=f"{found.chosen}\n{said}",
        is_share=is_share,
        note=t("Counted: {formula}.", formula=formula),
    )
