"""Taking a report along, of key figures, of the assessment or of the title: a workbook with its own charts, a text
table, a Word file, a picture."""

from collections.abc import Callable, Mapping

import streamlit as st

from components import figure_report, window
from components.kpi_filters import Asked
from components.target_marks import Mark
from components.texts import spoken, t
from db.indicator_vocabulary import Indicator, KpiView
from domain.bulletin.fonts import chinese
from domain.figure_files import drawing, text_table, word_file, workbook
from domain.figure_files.report import Report
from domain.permissions import Person

NAME, VIEW = "files", "view"  # in the address


def offer(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    view: KpiView,
    aims: Mapping[Indicator, Mark],
) -> None:
    """The files of a view of the key figures."""
    name = f"figures-{view.value}-{asked.code}"

    def files() -> None:
        each_way(figure_report.report(person, asked, indicator, view, aims), name)

    behind_a_button(VIEW, t("Take this view along"), files)


def behind_a_button(what: str, title: str, files: Callable[[], None]) -> None:
    """One button; what can be taken along stands in a window, so that the page below is drawn no second time.

    `what`: names the window in the address.
    """
    if st.button(t("Take along"), icon=":material/download:", key=f"{what}-files"):
        window.turn_to(NAME, what)
    if window.opened(NAME) == what:
        window.show(NAME, title, files, width="small")


def each_way(found: Report, name: str) -> None:
    """A report as each of its files. `name`: of the files, without their endings."""
    st.caption(t("With its filters, its time and the definitions of the figures."))
    words = spoken()  # what is fetched is made when no page is drawn any more
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
