"""Taking the key figures along: a workbook with its own charts, a text table, a Word file, a picture."""

from collections.abc import Mapping

import streamlit as st

from components import figure_report, window
from components.kpi_filters import Asked
from components.target_marks import Mark
from components.texts import spoken, t
from db.indicator_vocabulary import Indicator, KpiView
from domain.bulletin.fonts import chinese
from domain.figure_files import drawing, text_table, word_file, workbook
from domain.permissions import Person

NAME, VIEW = "files", "view"  # in the address


def offer(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    view: KpiView,
    aims: Mapping[Indicator, Mark],
) -> None:
    """One button; what can be taken along stands in a window, so that the page below is drawn no second time."""
    if st.button(t("Take along"), icon=":material/download:", key="kpi-files"):
        window.turn_to(NAME, VIEW)
    if window.opened(NAME) == VIEW:
        title = t("Take this view along")
        window.show(NAME, title, _files, person, asked, indicator, view, aims, width="small")


def _files(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    view: KpiView,
    aims: Mapping[Indicator, Mark],
) -> None:
    st.caption(t("With its filters, its time and the definitions of the figures."))
    found = figure_report.report(person, asked, indicator, view, aims)
    words = spoken()  # what is fetched is made when no page is drawn any more
    name = f"figures-{view.value}-{asked.code}"
    _button(t("Workbook with charts (XLSX)"), lambda: workbook.written(found), name, "xlsx")
    heads = (t("Table"), t("Of what"), t("Figure"), t("Value"))
    heads += (t("Of how many"), t("Remark"), t("Formula"))
    _button(t("Text table (CSV)"), lambda: text_table.written(found, heads), name, "csv")
    _button(
        t("Word file"),
        lambda: word_file.written(found, drawing.by_table(found, words)),
        name,
        "docx",
    )
    if chinese() is None:
        st.caption(t("This machine has no Chinese font: pictures cannot be drawn."))
    elif drawing.has_any(found):
        _button(t("Picture (PNG)"), lambda: drawing.one(found, words), name, "png")
    else:
        st.caption(t("This view shows nothing of this selection: there is no picture of it."))


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
